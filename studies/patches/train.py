#!/usr/bin/python3
"""Classifiers of images masked to the patches of selected channels (docs/studies-patches.md).

    train.py [--out results.json] [--seeds 3]

A small CNN is trained; for every image its channels are selected by precision, by correlation and at random; the image is masked to the receptive fields of the
strongest position of each selected channel; a CNN of the same kind is trained on the masked images.
"""
import pathlib
import sys

import torch
from torch import nn

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))
from studies.common import data, runs, selection, training  # noqa: E402

models = data.models
CHANNELS = (8, 16, 32)
SELECTOR = dict(images=20_000, steps=468)      # 3 epochs
CLASSIFIER = dict(images=10_000, steps=390)    # 5 epochs
BATCH, RATE, TESTED, CHUNK = 128, 2e-3, 5000, 40
# Receptive field of position p of a conv layer, on an axis: from stride p + first on, `size` pixels.
LAYERS = ({"stride": 2, "first": -1, "size": 4}, {"stride": 4, "first": -3, "size": 10})
SELECTIONS = ("precision", "correlation", "random")


def trained(x, y, steps, seed):
    torch.manual_seed(seed)
    net = models.cnn(nn.ReLU, *CHANNELS)
    training.train(net, x, y, steps, BATCH, RATE, torch.Generator().manual_seed(seed))
    return net


def boxes(layer, activation, chosen):
    """Union [n, 28, 28] of the receptive fields of the greatest activation of each chosen channel; activation [n, channels, y, x]."""
    n, channels, height, width = activation.shape
    place = activation.flatten(2).argmax(2)
    pixel = torch.arange(28)
    inside = lambda p: (pixel >= (first := p.unsqueeze(2) * layer["stride"] + layer["first"])) & (pixel < first + layer["size"])
    rows, columns = inside(torch.div(place, width, rounding_mode="floor")), inside(place % width)
    return (rows.unsqueeze(3) & columns.unsqueeze(2) & chosen.view(n, channels, 1, 1)).any(1)


def selected(net, x, generator):
    """For a few images: of each selection the mask [n, 28, 28], and of precision and correlation what they share."""
    copies = selection.copies_of(x, generator)
    n = len(x)
    first = net[1](net[0](copies.flatten(0, 1)))
    second = net[3](net[2](first))
    outputs = net[4:](second).softmax(1).view(n, selection.COPIES, -1)
    # Of the class that the net decides for: a label is not known where selections are used.
    output = outputs.gather(2, outputs[:, 0].argmax(1).view(n, 1, 1).expand(-1, selection.COPIES, 1)).squeeze(2)
    masks, shared, counts = {name: torch.zeros(n, 28, 28, dtype=torch.bool) for name in SELECTIONS}, [], []
    for layer, flat in zip(LAYERS, (first, second)):
        a = flat.view(n, selection.COPIES, *flat.shape[1:])
        eligible = selection.kept(a)
        metrics = {"precision": selection.precision(a), "correlation": selection.correlation(a, output), "random": torch.rand(eligible.shape, generator=generator)}
        chosen = {name: selection.best(metric, eligible) for name, metric in metrics.items()}
        for name in SELECTIONS:
            masks[name] |= boxes(layer, a[:, 0], chosen[name])
        shared.append(selection.overlaps(chosen["precision"], chosen["correlation"]))
        counts.append(eligible.sum(1).float())
    return masks, shared, counts


def masks_of(net, x, generator):
    with torch.no_grad():
        parts = [selected(net, chunk, generator) for chunk in x.split(CHUNK)]
    masks = {name: torch.cat([m[name] for m, _, _ in parts]).unsqueeze(1).float() for name in SELECTIONS}
    mean = lambda values: round(float(torch.cat(values).mean()), 4)
    layers = range(len(LAYERS))
    return masks, {
        "overlap": [mean([s[k][0] for _, s, _ in parts]) for k in layers], "jaccard": [mean([s[k][1] for _, s, _ in parts]) for k in layers],
        "eligible": [mean([c[k] for _, _, c in parts]) for k in layers],
    }


def main():
    args = runs.arguments(__doc__, HERE / "results.json", seeds=3)
    x, y, xt, yt = data.read(args.data)
    count = CLASSIFIER["images"]
    test, labels = xt[:TESTED], yt[:TESTED]
    done = runs.Runs(args.out)
    for seed in range(args.seeds):
        kinds = ("full", *SELECTIONS, *(f"{name} mask alone" for name in SELECTIONS))
        if all(done.has(images=kind, seed=seed) for kind in kinds):
            continue
        clock = runs.Clock()
        selector = trained(x[:SELECTOR["images"]], y[:SELECTOR["images"]], SELECTOR["steps"], 1 + seed)
        accuracy = training.accuracy_and_loss(selector, test, labels)[0]
        generator = torch.Generator().manual_seed(1 + seed)
        masks, told = masks_of(selector, x[:count], generator)
        test_masks, _ = masks_of(selector, test, generator)
        print(f"seed {seed}: selector {accuracy}, {told}, {clock.seconds()} s", flush=True)
        for kind in kinds:
            if done.has(images=kind, seed=seed):
                continue
            clock = runs.Clock()
            name = kind.split(" ")[0]
            view = lambda images, all_masks: images if name == "full" else all_masks[name] if kind.endswith("alone") else images * all_masks[name]
            net = trained(view(x[:count], masks), y[:count], CLASSIFIER["steps"], 101 + seed)
            done.add(
                images=kind, seed=seed, trainImages=count, testImages=TESTED, steps=CLASSIFIER["steps"], selectorAccuracy=accuracy, **told,
                coverage=1.0 if name == "full" else round(float(test_masks[name].mean()), 4),
                ink=1.0 if name == "full" else round(float((test * test_masks[name]).sum() / test.sum()), 4),
                trainAccuracy=training.accuracy_and_loss(net, view(x[:count], masks), y[:count])[0],
                testAccuracy=training.accuracy_and_loss(net, view(test, test_masks), labels)[0], cpuSeconds=clock.seconds())


if __name__ == "__main__":
    main()
