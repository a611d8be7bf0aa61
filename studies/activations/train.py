#!/usr/bin/python3
"""The same small CNN with eight activations, on the whole training set and on its first 1000 images (docs/studies-activations.md).

    train.py [--out results.json] [--models DIR] [--seeds 3]

Writes the ONNX files of the nets of the whole training set, which certify.py certifies: those of the first seed here, the others to --models.
"""
import pathlib
import sys

import onnx
import torch
from torch import nn

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))
from studies.common import data, quantised, runs, training  # noqa: E402

models = data.models
CHANNELS = (8, 16, 32)
RATE = 2e-3
FIRST_NOISE = 5   # the strength of the noise falls from there to 0.5
SETS = {"full": dict(images=60_000, size=128, steps=938), "small": dict(images=1000, size=64, steps=600)}
MEASURED = 10_000  # images of the training set on which the accuracy is measured, at most


def n_state(states):
    return type(f"NState{states}", (models.NState,), {"STATES": states, "SPACING": quantised.spacing(states)})


ACTIVATIONS = {
    "relu": nn.ReLU, "elu": nn.ELU, "terelu": models.Terelu, "tanh": nn.Tanh, "hard-tanh": nn.Hardtanh,
    "noisy-hard-tanh": models.NoisyHardTanh, "4-state": n_state(4), "16-state": n_state(16),
}


def exported(net, path, xt):
    models.export(net, path)
    model = onnx.load(str(path))
    onnx.checker.check_model(model)
    with torch.no_grad():
        difference = float((models.run_onnx(model, xt[:200]) - net(xt[:200])).abs().max())
    assert difference < 1e-3, f"{path.name}: the file and the network differ by {difference}"
    return path.stat().st_size


def run(activation, kind, seed, sets, folder):
    x, y, xt, yt = sets
    setting = SETS[kind]
    torch.manual_seed(1 + seed)
    net = models.cnn(ACTIVATIONS[activation], *CHANNELS)
    loss = models.annealed(models.plain_loss, FIRST_NOISE)  # which is plain for all but the noisy one
    clock = runs.Clock()
    count = setting["images"]
    training.train(net, x[:count], y[:count], setting["steps"], setting["size"], RATE, torch.Generator().manual_seed(1 + seed), loss)
    seconds = clock.seconds()
    seen = min(count, MEASURED)
    train, test = training.accuracy_and_loss(net, x[:seen], y[:seen]), training.accuracy_and_loss(net, xt, yt)
    size = exported(net, folder / f"{activation}-{seed}.onnx", xt) if kind == "full" else None
    return {
        "activation": activation, "set": kind, "seed": seed, **setting, "parameters": sum(p.numel() for p in net.parameters()), "bytes": size,
        "trainAccuracy": train[0], "trainLoss": train[1], "testAccuracy": test[0], "testLoss": test[1], "cpuSeconds": seconds,
    }


def main():
    args = runs.arguments(__doc__, HERE / "results.json", seeds=3, models=str(HERE))
    sets = data.read(args.data)
    done = runs.Runs(args.out)
    for seed in range(args.seeds):
        folder = HERE if seed == 0 else pathlib.Path(args.models)
        folder.mkdir(parents=True, exist_ok=True)
        for kind in SETS:
            for activation in ACTIVATIONS:
                if not done.has(activation=activation, set=kind, seed=seed):
                    done.add(**run(activation, kind, seed, sets, folder))


if __name__ == "__main__":
    main()
