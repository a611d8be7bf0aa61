#!/usr/bin/python3
"""Hard tanh against noisy hard tanh from a saturated start: loss over steps (docs/studies-noise.md).

    train.py [--out results.json] [--seeds 3]
"""
import math
import pathlib
import sys

import torch
from torch import nn

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))
from studies.common import data, runs, training  # noqa: E402

models = data.models
WIDTH, LAYERS, BATCH, STEPS, RATE = 100, 3, 128, 1000, 1e-3
EVERY = 50                         # steps from one point of a curve to the next: the mean loss of the batches between them
STARTS = {"normal": 1, "saturated": 10, "very saturated": 50}  # factors of the weights of all hidden layers; 1: variance 1 / fan-in
FIRST_NOISE = 5
TRAINED = 20_000


class Noisy(models.NoisyHardTanh):
    """Noise that does not fall; `c` is set by whoever builds it."""

    def __init__(self, c):
        super().__init__()
        self.C = self.c = c

    def attributes(self):
        return {**super().attributes(), "c": self.C}


# What tells the noise from the slope 1 - alpha = -0.15 that a noisy unit has where it saturates: the same unit with c = 0.
UNITS = {
    "hard tanh": nn.Hardtanh,
    "no noise (c = 0)": lambda: Noisy(0.0),
    "noise c = 0.5": lambda: Noisy(0.5),
    "annealed noise": models.NoisyHardTanh,
}


def build(unit, factor, generator):
    sizes = [784] + [WIDTH] * LAYERS
    layers = [nn.Flatten()]
    for rows, columns in zip(sizes, sizes[1:]):
        layers += [nn.Linear(rows, columns), UNITS[unit]()]
    net = nn.Sequential(*layers, nn.Linear(WIDTH, 10))
    with torch.no_grad():
        for layer in net:
            if isinstance(layer, nn.Linear):
                deviation = (factor if layer.out_features == WIDTH else 1) / math.sqrt(layer.in_features)
                layer.weight.copy_(torch.randn(layer.weight.shape, generator=generator) * deviation)
                layer.bias.zero_()
    return net


def saturated(net, x):
    """Share of the hidden pre-activations beyond [-1, 1]."""
    shares = []
    with torch.no_grad():
        for layer in net:
            if not isinstance(layer, (nn.Linear, nn.Flatten)):
                shares.append(float((x.abs() > 1).float().mean()))
            x = layer(x)
    return round(sum(shares) / len(shares), 4)


def run(unit, start, seed, sets):
    x, y, xt, yt = sets
    generator = torch.Generator().manual_seed(1 + seed)
    torch.manual_seed(1 + seed)
    net = build(unit, STARTS[start], generator)
    net.eval()
    at_start = saturated(net, xt[:1000])
    losses, steps, curve, test = [], [], [], []

    def after(step, loss):
        losses.append(loss)
        if (step + 1) % EVERY == 0:
            steps.append(step + 1)
            curve.append(round(sum(losses[-EVERY:]) / EVERY, 4))
            test.append(training.accuracy_and_loss(net, xt[:1000], yt[:1000])[1])
            net.train()

    # Only models/train.py's own unit is annealed: the others have reached their last strength from the start.
    annealed = models.annealed(models.plain_loss, FIRST_NOISE) if unit == "annealed noise" else models.plain_loss
    clock = runs.Clock()
    training.train(net, x, y, STEPS, BATCH, RATE, generator, annealed, after)
    seconds = clock.seconds()
    accuracy, loss = training.accuracy_and_loss(net, xt, yt)
    return {
        "unit": unit, "start": start, "seed": seed, "saturatedAtStart": at_start, "saturatedAtEnd": saturated(net, xt[:1000]),
        "trainAccuracy": training.accuracy_and_loss(net, x[:5000], y[:5000])[0], "testAccuracy": accuracy, "testLoss": loss, "cpuSeconds": seconds,
        "steps": steps, "trainLosses": curve, "testLosses": test,
    }


def main():
    args = runs.arguments(__doc__, HERE / "results.json", seeds=3)
    x, y, xt, yt = data.read(args.data)
    scaled = lambda images: (images - x.mean()) / x.std()
    sets = scaled(x[:TRAINED]), y[:TRAINED], scaled(xt), yt
    done = runs.Runs(args.out)
    for seed in range(args.seeds):
        for start in STARTS:
            for unit in UNITS:
                if not done.has(unit=unit, start=start, seed=seed):
                    done.add(**run(unit, start, seed, sets))


if __name__ == "__main__":
    main()
