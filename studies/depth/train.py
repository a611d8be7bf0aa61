#!/usr/bin/python3
"""Quantised dense networks of many depths, trained for a fixed number of steps (docs/studies-depth.md).

    train.py [--out results.json] [--seeds 3]
"""
import math
import pathlib
import sys

import torch
from torch.nn import functional as F

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))
from studies.common import data, quantised, runs, training  # noqa: E402

WIDTH, BATCH, STEPS = 200, 64, 300
RATE = 0.012      # learning rate by depth: from a pilot with a seed of its own, at the optimum (docs/studies-depth.md)
TRAINED, TESTED = 20_000, 5_000
FACTOR = 6        # L_max by the convention of the paper: 6 depth scales
OFF = 1.5         # off the optimum: sigma_w times this
OFF_BIAS = 1.0    # for N = 2, where sigma_w does not matter: the standard deviation of the biases instead
# Depth by L_max at the optimum; N = 8 ends earlier: L_max is 157 there.
RATIOS = {2: (0.25, 0.5, 0.75, 1, 1.5, 2, 3), 3: (0.25, 0.5, 0.75, 1, 1.5, 2, 3), 4: (0.25, 0.5, 0.75, 1, 1.5, 2, 3), 8: (0.25, 0.5, 1)}


def theory(states, start):
    """sigma_w, sigma_b, variance of the pre-activations, chi, and L_max of a start, and L_max of the optimum."""
    d = quantised.best_spacing(states)
    best = -FACTOR / math.log(quantised.chi(states, d))
    qhat = (quantised.spacing(states) / d) ** 2
    sigma_w, sigma_b = math.sqrt(qhat / quantised.second_moment(states, qhat)), 0.0
    slope = quantised.chi(states, d)
    if start == "off" and states == 2:
        sigma_b = OFF_BIAS
        qhat = sigma_w ** 2 + sigma_b ** 2
        slope = quantised.sign_with_bias(sigma_w, sigma_b)[1]
    elif start == "off":
        sigma_w *= OFF
        for _ in range(1000):
            qhat = sigma_w ** 2 * quantised.second_moment(states, qhat)
        slope = quantised.chi(states, quantised.spacing(states) / math.sqrt(qhat))
    return {"sigmaW": sigma_w, "sigmaB": sigma_b, "qhat": qhat, "chi": slope, "lMax": -FACTOR / math.log(slope), "bestLMax": best}


class Net(torch.nn.Module):
    """`depth` quantised layers and a linear one, in the scale of the theory: the first layer hits its variance, too."""

    def __init__(self, states, depth, expected, scale, generator):
        super().__init__()
        draw = lambda rows, columns, deviation: torch.nn.Parameter(torch.randn(rows, columns, generator=generator) * deviation)
        sigma_w, sigma_b, qhat = (expected[k] for k in ("sigmaW", "sigmaB", "qhat"))
        self.weights = torch.nn.ParameterList(
            [draw(784, WIDTH, math.sqrt((qhat - sigma_b ** 2) / 784) / scale)]
            + [draw(WIDTH, WIDTH, sigma_w / math.sqrt(WIDTH)) for _ in range(depth - 1)] + [draw(WIDTH, 10, 1 / math.sqrt(WIDTH))])
        # Biases stay as they are drawn.
        self.biases = [draw(1, WIDTH, sigma_b).detach() for _ in range(depth)] + [torch.zeros(1, 10)]
        self.states = states
        # Gradients neither vanish nor explode at the start: what fails with depth is the way forward.
        self.gain = 1 / (sigma_w * math.sqrt(2 * quantised.phi(1 / math.sqrt(qhat)) - 1))

    def hidden(self, x):
        """The pre-activations of the first layer and the activations of the last."""
        first = None
        for w, b in list(zip(self.weights, self.biases))[:-1]:
            z = torch.addmm(b, x, w)
            first = z if first is None else first
            x = quantised.Quantise.apply(z, self.states, self.gain)
        return first, x

    def forward(self, x):
        return torch.addmm(self.biases[-1], self.hidden(x)[1], self.weights[-1])


def kept_correlation(net, x):
    """Slope of the regression of the correlations of pairs of images in the last layer on those in the first one, at the start."""
    with torch.no_grad():
        first, last = (F.normalize(h, dim=1) for h in net.hidden(x))
    pairs = torch.triu_indices(len(x), len(x), 1)
    a, b = ((h @ h.t())[pairs[0], pairs[1]] for h in (first, last))
    a = a - a.mean()
    return float((a * b).sum() / (a * a).sum())


def run(states, start, ratio, seed, sets):
    x, y, xt, yt = sets
    expected = theory(states, start)
    depth = max(1, round(ratio * expected["bestLMax"]))
    generator = torch.Generator().manual_seed(1 + seed)
    clock = runs.Clock()
    net = Net(states, depth, expected, float(x.pow(2).mean().sqrt()), generator)
    kept = kept_correlation(net, xt[:200])
    losses = []
    training.train(net, x, y, STEPS, BATCH, RATE / depth, generator, after=lambda step, loss: losses.append(loss))
    accuracy, loss = training.accuracy_and_loss(net, xt, yt)
    return {
        "states": states, "start": start, "ratio": ratio, "seed": seed, "depth": depth, **{k: round(v, 5) for k, v in expected.items()},
        "keptCorrelation": kept, "trainLoss": round(sum(losses[-50:]) / 50, 4), "trainAccuracy": round(training.accuracy_and_loss(net, x[:2000], y[:2000])[0], 4),
        "testAccuracy": round(accuracy, 4), "testLoss": round(loss, 4), "cpuSeconds": clock.seconds(),
    }


def main():
    args = runs.arguments(__doc__, HERE / "results.json", seeds=3)
    x, y, xt, yt = data.read(args.data)
    flat = lambda images: ((images - x.mean()) / x.std()).flatten(1)
    sets = flat(x[:TRAINED]), y[:TRAINED], flat(xt[:TESTED]), yt[:TESTED]
    done = runs.Runs(args.out)
    for seed in range(args.seeds):
        for states, ratios in RATIOS.items():
            for ratio in ratios:
                for start in ("optimum", "off"):
                    if not done.has(states=states, start=start, ratio=ratio, seed=seed):
                        done.add(**run(states, start, ratio, seed, sets))


if __name__ == "__main__":
    main()
