#!/usr/bin/python3
"""Compares the selection of the study with that of `cnn-cert explain` on one image and model: the same quantities, draws of their own.

    check_explain.py MODEL.onnx IMAGE_INDEX EXPLAINED.json...

The files are of `cnn-cert explain MODEL --data models/sample-images-idx3-ubyte.gz --index IMAGE_INDEX --perturb authors --json`, one for each --seed.
Metrics are averaged over the seeds on both sides, since channels that are nearly equal change places from draw to draw.
"""
import json
import pathlib
import sys

import numpy as np
import onnx
import torch
from torch import nn

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
from studies.common import data, selection  # noqa: E402


def loaded(path):
    """The CNN of the studies with the weights of a file."""
    net = data.models.cnn(nn.ReLU, 8, 16, 32)
    arrays = {t.name: torch.from_numpy(onnx.numpy_helper.to_array(t).copy()) for t in onnx.load(path).graph.initializer}
    net.load_state_dict({name: arrays[name] for name in net.state_dict()})
    return net


def metrics(net, x, seed):
    """Precision and correlation of each layer's channels, for one image."""
    copies = selection.copies_of(x, torch.Generator().manual_seed(seed))
    with torch.no_grad():
        first = net[1](net[0](copies.flatten(0, 1)))
        second = net[3](net[2](first))
        outputs = net[4:](second).softmax(1).unsqueeze(0)
    output = outputs[:, :, outputs[0, 0].argmax()]
    layers = [flat.unsqueeze(0) for flat in (first, second)]
    return [{"precision": selection.precision(a)[0].numpy(), "correlation": selection.correlation(a, output)[0].numpy(), "kept": selection.kept(a)[0].numpy()} for a in layers]


def main():
    path, index, *files = sys.argv[1:]
    images = data.models.read_idx(ROOT / "models/sample-images-idx3-ubyte.gz")
    x = torch.from_numpy(images[int(index)].astype(np.float32) / 255).view(1, 1, 28, 28)
    net = loaded(path)
    ours = [metrics(net, x, seed) for seed in range(len(files))]
    theirs = [json.loads(pathlib.Path(file).read_text())["layers"] for file in files]
    for layer in range(2):
        channels = len(ours[0][layer]["kept"])
        column = lambda key: np.array([[c[key] if c[key] is not None else np.nan for c in sorted(run[layer]["channels"], key=lambda c: c["channel"])] for run in theirs])
        weak = column("weak").any(0) | ~np.all([run[layer]["kept"] for run in ours], 0)
        for name in ("precision", "correlation"):
            own, other = np.mean([run[layer][name] for run in ours], 0), column(name).mean(0)
            top = lambda metric: sorted([c for c in range(channels) if not weak[c]], key=lambda c: -metric[c])[:selection.TOP]
            shown = lambda metric: " ".join(f"{metric[c]:.4g}" for c in top(metric))
            print(f"layer {layer} {name}: study {top(own)} ({shown(own)}), explain {top(other)} ({shown(other)}), "
                  f"{'the same' if set(top(own)) == set(top(other)) else 'NOT the same'}; greatest relative difference {np.nanmax(np.abs(own / other - 1)[~weak]):.3f}")


if __name__ == "__main__":
    main()
