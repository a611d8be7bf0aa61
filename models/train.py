#!/usr/bin/python3
"""Train the example models on Fashion-MNIST and export them to ONNX (see README.md).

    train.py [--only NAME] [--out DIR] [--data DIR]

Writes NAME.onnx, the sample of test images, and models.json with the figures measured on the written files.
"""
import argparse
import collections
import gzip
import hashlib
import json
import pathlib
import struct
import time

import numpy as np
import onnx
import onnx.numpy_helper
import torch
from torch import nn
from torch.nn import functional as F

HERE = pathlib.Path(__file__).resolve().parent
DATA = "/usr/share/datasets/fashion-mnist"  # where the Debian package dataset-fashion-mnist puts it
SAMPLE = 200      # the first images of the test set
EPSILON = 0.05    # linf radius of the reported certified accuracy
BATCH = 128


# ---- data: pixels are value/255, nothing else is done to them outside of the graph ----

def read_idx(path):
    raw = gzip.decompress(pathlib.Path(path).read_bytes())
    shape = struct.unpack(f">{raw[3]}I", raw[4:4 + 4 * raw[3]])
    return np.frombuffer(raw, np.uint8, offset=4 + 4 * raw[3]).reshape(shape)


def write_idx(path, array):
    header = bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    path.write_bytes(gzip.compress(header + array.tobytes(), mtime=0))  # no time stamp: same bytes every run


def read_set(folder, name):
    images = read_idx(f"{folder}/{name}-images-idx3-ubyte.gz")
    labels = read_idx(f"{folder}/{name}-labels-idx1-ubyte.gz")
    x = torch.from_numpy(images.astype(np.float32) / 255).unsqueeze(1)
    return x, torch.from_numpy(labels.astype(np.int64)), images, labels


# ---- architectures ----

def cnn(activation, c1, c2, hidden):
    return nn.Sequential(
        nn.Conv2d(1, c1, 4, stride=2, padding=1), activation(),   # 28 -> 14
        nn.Conv2d(c1, c2, 4, stride=2, padding=1), activation(),  # 14 -> 7
        nn.Flatten(), nn.Linear(c2 * 49, hidden), activation(), nn.Linear(hidden, 10))


def lenet():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),  # 28 -> 14
        nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),            # 14 -> 10 -> 5
        nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))


def conv_bn(cin, cout, size, stride=1):
    return nn.Sequential(nn.Conv2d(cin, cout, size, stride, padding=size // 2, bias=False), nn.BatchNorm2d(cout))


class Block(nn.Module):
    """Residual block; the skip is a strided 1x1 convolution where the shape changes."""

    def __init__(self, cin, cout, stride=1):
        super().__init__()
        self.body = nn.Sequential(conv_bn(cin, cout, 3, stride), nn.ReLU(), conv_bn(cout, cout, 3))
        self.skip = nn.Identity()
        if stride != 1 or cin != cout:
            self.skip = conv_bn(cin, cout, 1, stride)
            # The shifts of body and skip get the same gradient. Starting equal they would stay equal, and the exporter
            # would store one of them only, behind an Identity node.
            nn.init.uniform_(self.skip[1].bias, -0.1, 0.1)

    def forward(self, x):
        return F.relu(self.body(x) + self.skip(x))


def resnet():
    return nn.Sequential(
        conv_bn(1, 16, 3, 2), nn.ReLU(), Block(16, 16), Block(16, 32, 2),  # 28 -> 14 -> 14 -> 7
        nn.Flatten(), nn.Linear(32 * 49, 10))


# ---- activations that ONNX has no operator for: exported as operators of the domain ai.cnncert (docs/custom-operators.md) ----

DOMAIN = "ai.cnncert"


class Exported(torch.autograd.Function):
    """In the file: one node with the attributes. The value does not matter to the exporter, only its shape."""

    @staticmethod
    def forward(ctx, x, operator, attributes):
        return x.clone()

    @staticmethod
    def symbolic(g, x, operator, attributes):
        kinds = {str: "s", int: "i", float: "f"}
        named = {f"{name}_{kinds[type(value)]}": value for name, value in attributes}
        return g.op(f"{DOMAIN}::{operator}", x, **named).setType(x.type())


class Custom(nn.Module):
    """`train_forward` is what training differentiates; `evaluate` is what is deployed."""

    def forward(self, x):
        if torch.onnx.is_in_onnx_export():
            return Exported.apply(x, self.operator, tuple(self.attributes().items()))
        return self.train_forward(x) if self.training else self.evaluate(x)

    def train_forward(self, x):
        return self.evaluate(x)

    def evaluate(self, x):
        return EVALUATE[self.operator](x, **self.attributes())


class Terelu(Custom):
    """Pandey 2020 (arXiv 2006.02797), additive form; alpha, beta and mu are trained, one of each a layer."""
    operator = "Terelu"

    def __init__(self):
        super().__init__()
        self.alpha, self.beta, self.mu = (nn.Parameter(torch.tensor(1.0)) for _ in range(3))

    def attributes(self):
        return {"alpha": self.alpha.item(), "beta": self.beta.item(), "form": "additive", "mu": self.mu.item()}

    def train_forward(self, x):
        top = torch.max(x, self.mu)
        return self.alpha * torch.expm1(torch.clamp(x, max=0)) + torch.min(torch.clamp(x, min=0), self.mu) \
            - self.beta * torch.expm1(self.mu - top)


class NoisyHardTanh(Custom):
    """Gulcehre et al. 2016 (arXiv 1603.00391), half-normal noise; p is trained, c falls during the training (see `annealed`)."""
    operator = "NoisyHardTanh"
    ALPHA, C = 1.15, 0.5

    def __init__(self):
        super().__init__()
        self.p = nn.Parameter(torch.tensor(1.0))
        self.c = self.C

    def attributes(self):
        return {"alpha": self.ALPHA, "c": self.C, "distribution": "half-normal", "p": self.p.item()}

    def train_forward(self, x):
        h = x.clamp(-1, 1)
        sigma = self.c * (torch.sigmoid(self.p * (h - x)) - 0.5) ** 2
        return self.ALPHA * h + (1 - self.ALPHA) * x + torch.sign(x) * sigma * torch.randn_like(x).abs()


class NState(Custom):
    """N levels at equal distances; its gradient is taken to be that of the hard tanh (straight-through estimator)."""
    operator = "NState"
    STATES = 4
    SPACING = 0.5

    def attributes(self):
        return {"spacing": self.SPACING, "states": self.STATES, "tie": 1.0}

    def train_forward(self, x):
        soft = x.clamp(-1, 1)
        return soft + (self.evaluate(x) - soft).detach()


def terelu(x, alpha, beta, form, mu):
    assert form == "additive"
    return torch.where(x <= 0, alpha * torch.expm1(x.clamp(max=0)), torch.where(x < mu, x, mu - beta * torch.expm1(mu - x.clamp(min=mu))))


def noisy_hard_tanh(x, alpha, c, distribution, p):
    """The noise at its expectation, which is 0 for a normal distribution."""
    h, eps = x.clamp(-1, 1), {"normal": 0.0, "half-normal": (2 / np.pi) ** 0.5}[distribution]
    inward = -torch.sign(x) * (1.0 if alpha <= 1 else -1.0)
    return alpha * h + (1 - alpha) * x + inward * c * (torch.sigmoid(p * (h - x)) - 0.5) ** 2 * eps


def n_state(x, spacing, states, tie):
    assert tie == 1  # the value at a threshold is that of the level above it
    thresholds = [spacing * (j - states / 2) for j in range(1, states)]
    return -1 + 2 / (states - 1) * sum((x >= t).float() for t in thresholds)


EVALUATE = {"Terelu": terelu, "NoisyHardTanh": noisy_hard_tanh, "NState": n_state}


# ---- interval bound propagation (Gowal et al. 2018, "On the Effectiveness of Interval Bound Propagation...") ----

def worst_logits(net, lo, hi, y):
    """Upper bounds of logit[j] - logit[y] over the box [lo, hi]; 0 for j = y. For chains of conv, linear and ReLU."""
    for layer in net[:-1]:
        if isinstance(layer, (nn.Conv2d, nn.Linear)):
            mid, rad = (lo + hi) / 2, (hi - lo) / 2
            mid = layer(mid)
            if isinstance(layer, nn.Conv2d):
                rad = F.conv2d(rad, layer.weight.abs(), None, layer.stride, layer.padding)
            else:
                rad = F.linear(rad, layer.weight.abs())
            lo, hi = mid - rad, mid + rad
        else:  # ReLU, Flatten: monotone
            lo, hi = layer(lo), layer(hi)
    # The last layer is merged with the differences of logits: tighter than subtracting its interval bounds.
    mid, rad, last = (lo + hi) / 2, (hi - lo) / 2, net[-1]
    w = last.weight.unsqueeze(0) - last.weight[y].unsqueeze(1)
    b = last.bias.unsqueeze(0) - last.bias[y].unsqueeze(1)
    return (w @ mid.unsqueeze(2) + w.abs() @ rad.unsqueeze(2)).squeeze(2) + b


def ibp_certified(net, x, y, clip):
    count = 0
    with torch.no_grad():
        for xb, yb in zip(x.split(500), y.split(500)):
            lo, hi = xb - EPSILON, xb + EPSILON
            if clip:
                lo, hi = lo.clamp(min=0), hi.clamp(max=1)
            upper = worst_logits(net, lo, hi, yb)
            upper[torch.arange(len(yb)), yb] = -1  # the class itself is no rival
            count += int((upper.max(1).values < 0).sum())
    return count / len(y)


# ---- losses: each gets the progress of the training, from 0 to 1 ----

def plain_loss(net, x, y, progress):
    return F.cross_entropy(net(x), y)


def adversarial_loss(epsilon):
    """One gradient step from a random start (Wong et al. 2020, "Fast is better than free")."""
    def loss(net, x, y, progress):
        start = (x + torch.empty_like(x).uniform_(-epsilon, epsilon)).clamp(0, 1).requires_grad_()
        gradient, = torch.autograd.grad(F.cross_entropy(net(start), y), start)
        moved = start.detach() + 1.25 * epsilon * gradient.sign()
        return F.cross_entropy(net(torch.min(torch.max(moved, x - epsilon), x + epsilon).clamp(0, 1)), y)
    return loss


def ibp_loss(epsilon, warm_up, ramp_end, kappa_end):
    """Epsilon grows from 0 and the weight of the clean loss falls from 1 to kappa_end, between two points of the training."""
    def loss(net, x, y, progress):
        ramp = min(max((progress - warm_up) / (ramp_end - warm_up), 0), 1)
        clean = F.cross_entropy(net(x), y)
        if ramp == 0:
            return clean
        # The box is not clipped to [0, 1], so that the certificates hold for both kinds of ball.
        worst = F.cross_entropy(worst_logits(net, x - ramp * epsilon, x + ramp * epsilon, y), y)
        kappa = 1 - ramp * (1 - kappa_end)
        return kappa * clean + (1 - kappa) * worst
    return loss


def annealed(inner, first):
    """Noise of strength c that falls from `first` to its final value over the first three quarters of the training."""
    def loss(net, x, y, progress):
        for layer in net:
            if isinstance(layer, NoisyHardTanh):
                layer.c = layer.C + (first - layer.C) * max(0, 1 - progress / 0.75)
        return inner(net, x, y, progress)
    return loss


Recipe = collections.namedtuple("Recipe", "architecture training build loss epochs rate decay")
CNN_RELU = "conv 16 4x4/2, conv 32 4x4/2, fc 40, fc 10; ReLU"
RECIPES = {
    "fmnist_relu": Recipe(CNN_RELU, "plain", lambda: cnn(nn.ReLU, 16, 32, 40), plain_loss, 12, 3e-3, 0),
    "fmnist_relu_robust": Recipe(
        CNN_RELU, "IBP, linf 0.06", lambda: cnn(nn.ReLU, 16, 32, 40), ibp_loss(0.06, 0.05, 0.6, 0.5), 24, 2e-3, 0),
    "fmnist_tanh": Recipe(
        "conv 8 4x4/2, conv 16 4x4/2, fc 50, fc 10; tanh", "adversarial, linf 0.02",
        lambda: cnn(nn.Tanh, 8, 16, 50), adversarial_loss(0.02), 8, 2e-3, 1e-2),
    "fmnist_lenet": Recipe(
        "conv 6 5x5, max-pool 2, conv 16 5x5, max-pool 2, fc 120, fc 84, fc 10; ReLU", "adversarial, linf 0.02",
        lenet, adversarial_loss(0.02), 8, 2e-3, 1e-2),
    "fmnist_resnet": Recipe(
        "conv 16 3x3/2, residual block 16, residual block 32/2 (1x1/2 skip), fc 10; batch norm, ReLU",
        "adversarial, linf 0.02", resnet, adversarial_loss(0.02), 6, 4e-3, 5e-2),
    "fmnist_terelu": Recipe(
        "conv 8 4x4/2, conv 16 4x4/2, fc 50, fc 10; TERELU", "adversarial, linf 0.02",
        lambda: cnn(Terelu, 8, 16, 50), adversarial_loss(0.02), 6, 2e-3, 1e-2),
    "fmnist_noisy_tanh": Recipe(
        "conv 8 4x4/2, conv 16 4x4/2, fc 50, fc 10; noisy hard tanh", "noise annealed from 5 to 0.5; adversarial, linf 0.02",
        lambda: cnn(NoisyHardTanh, 8, 16, 50), annealed(adversarial_loss(0.02), 5), 6, 2e-3, 1e-2),
    "fmnist_nstate": Recipe(
        "conv 8 4x4/2, conv 16 4x4/2, fc 50, fc 10; 4 states", "plain, straight-through",
        lambda: cnn(NState, 8, 16, 50), plain_loss, 6, 2e-3, 1e-2),
}


def train(name, recipe, x, y):
    torch.manual_seed(list(RECIPES).index(name) + 1)
    net = recipe.build()
    optimizer = torch.optim.AdamW(net.parameters(), weight_decay=recipe.decay)
    steps = recipe.epochs * (len(x) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, recipe.rate, steps, pct_start=0.2)
    step = 0
    for epoch in range(recipe.epochs):
        started, total = time.time(), 0.0
        for index in torch.randperm(len(x))[:len(x) // BATCH * BATCH].split(BATCH):
            loss = recipe.loss(net, x[index], y[index], step / steps)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            step += 1
            total += loss.item()
        print(f"{name}: epoch {epoch + 1}/{recipe.epochs}, loss {total * BATCH / len(x):.4f}, "
              f"{time.time() - started:.0f} s", flush=True)
    return net.eval()


# ---- export and check ----

def export(net, path):
    torch.onnx.export(
        net, torch.zeros(1, 1, 28, 28), str(path), opset_version=13, input_names=["input"], output_names=["logits"],
        dynamic_axes={"input": {0: "N"}, "logits": {0: "N"}},
        custom_opsets={DOMAIN: 1} if any(isinstance(layer, Custom) for layer in net) else None,
        # The network is in inference mode; PRESERVE only stops the exporter from folding BatchNormalization away.
        training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False)


def run_onnx(model, x):
    """Evaluate the written file, node by node: measured is what the file says, not what was in memory."""
    values = {t.name: torch.from_numpy(onnx.numpy_helper.to_array(t).copy()) for t in model.graph.initializer}
    values[model.graph.input[0].name] = x
    for node in model.graph.node:
        args = [values[name] for name in node.input]
        a = {p.name: onnx.helper.get_attribute_value(p) for p in node.attribute}
        assert node.op_type not in ("Conv", "MaxPool") or a["pads"][:2] == a["pads"][2:], "symmetric pads"
        if node.op_type == "Conv":
            out = F.conv2d(*args, stride=a["strides"], padding=a["pads"][:2], dilation=a["dilations"], groups=a["group"])
        elif node.op_type == "BatchNormalization":
            assert not a.get("training_mode") and len(node.output) == 1, "inference form"
            x0, scale, shift, mean, var = args
            out = F.batch_norm(x0, mean, var, scale, shift, eps=a["epsilon"])
        elif node.op_type == "MaxPool":
            out = F.max_pool2d(args[0], a["kernel_shape"], a["strides"], a["pads"][:2])
        elif node.domain == DOMAIN:
            out = EVALUATE[node.op_type](*args, **{k: v.decode() if isinstance(v, bytes) else v for k, v in a.items()})
        elif node.op_type == "Gemm":
            assert a["alpha"] == a["beta"] == 1 and a["transB"] == 1 and not a.get("transA")
            out = F.linear(*args)
        else:
            out = {"Relu": torch.relu, "Tanh": torch.tanh, "Add": torch.add, "Clip": torch.clamp,
                   "Elu": lambda t: F.elu(t, a.get("alpha", 1.0)), "Flatten": lambda t: t.flatten(a["axis"]),
                   "Constant": lambda: torch.from_numpy(onnx.numpy_helper.to_array(a["value"]).copy())}[node.op_type](*args)
        values[node.output[0]] = out
    return values[model.graph.output[0].name]


def measure(name, recipe, net, path, x, y):
    model = onnx.load(str(path))
    onnx.checker.check_model(model)
    with torch.no_grad():
        logits = torch.cat([run_onnx(model, b) for b in x.split(500)])
        difference = float((logits - torch.cat([net(b) for b in x.split(500)])).abs().max())
    assert difference < 1e-3, f"{name}: the file and the trained network differ by {difference}"
    right = (logits.argmax(1) == y).float()
    robust = "IBP" in recipe.training
    certified = lambda n, clip: round(ibp_certified(net, x[:n], y[:n], clip), 4)
    return {
        "name": name, "file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "bytes": path.stat().st_size, "opset": model.opset_import[0].version, "architecture": recipe.architecture,
        "parameters": sum(p.numel() for p in net.parameters()),
        "ops": dict(collections.Counter(n.op_type for n in model.graph.node)),
        "training": recipe.training, "epochs": recipe.epochs,
        "accuracy": {"test": round(float(right.mean()), 4), "sample": round(float(right[:SAMPLE].mean()), 4)},
        **({"ibpCertifiedAccuracy": {
            "norm": "linf", "epsilon": EPSILON,
            "test": certified(len(x), False), "sample": certified(SAMPLE, False),
            "testClipped": certified(len(x), True), "sampleClipped": certified(SAMPLE, True)}} if robust else {}),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=RECIPES, metavar="NAME", help="one of " + ", ".join(RECIPES))
    parser.add_argument("--out", type=pathlib.Path, default=HERE, metavar="DIR")
    parser.add_argument("--data", default=DATA, metavar="DIR", help=f"the four IDX files, default {DATA}")
    args = parser.parse_args()
    # The order of float additions must not depend on the number of cores, or the weights would.
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    args.out.mkdir(parents=True, exist_ok=True)
    x, y, _, _ = read_set(args.data, "train")
    xt, yt, images, labels = read_set(args.data, "t10k")
    write_idx(args.out / "sample-images-idx3-ubyte.gz", images[:SAMPLE])
    write_idx(args.out / "sample-labels-idx1-ubyte.gz", labels[:SAMPLE])
    report = args.out / "models.json"
    for name in [args.only] if args.only else RECIPES:
        started = time.time()
        net = train(name, RECIPES[name], x, y)
        path = args.out / f"{name}.onnx"
        export(net, path)
        entry = measure(name, RECIPES[name], net, path, xt, yt)
        print(json.dumps(entry, indent=2), f"\n{name}: {time.time() - started:.0f} s", flush=True)
        # Read again for every model: scripts with different --only may run side by side.
        known = {m["name"]: m for m in json.loads(report.read_text())["models"]} if report.exists() else {}
        known[name] = entry
        report.write_text(json.dumps({"models": [known[n] for n in RECIPES if n in known]}, indent=2) + "\n")


if __name__ == "__main__":
    main()
