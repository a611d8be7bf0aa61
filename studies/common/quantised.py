"""N-state activations: mean field (Blumenfeld, Gilboa, Soudry 2019, arXiv 1906.00771) and a straight-through estimator."""
import math

import torch


def phi(x):
    return 0.5 * (1 + math.erf(x / math.sqrt(2)))


def spacing(states):
    return 2 / (states - 1)


def thresholds(states):
    return [spacing(states) * (j - states / 2) for j in range(1, states)]


def second_moment(states, qhat):
    """E[phi_N(z)^2], z ~ N(0, qhat)."""
    cuts = [phi(t / math.sqrt(qhat)) for t in thresholds(states)]
    shares = [b - a for a, b in zip([0.0, *cuts], [*cuts, 1.0])]
    return sum(share * (-1 + 2 * level / (states - 1)) ** 2 for level, share in enumerate(shares))


def chi(states, d):
    """Slope of the correlation map at correlation 0, without biases; d: spacing by the standard deviation of the pre-activations."""
    k = [j - states / 2 for j in range(1, states)]
    top = sum(math.exp(-(i * d) ** 2 / 2) for i in k) ** 2
    return top / (2 * math.pi * sum(phi(-max(i, j) * d) * phi(min(i, j) * d) for i in k for j in k))


def best_spacing(states):
    """D_opt by golden section: chi has one maximum over D."""
    if states == 2:
        return 1.0  # chi does not depend on it
    low, high, ratio = 1e-3, 3.0, (math.sqrt(5) - 1) / 2
    for _ in range(100):
        a, b = high - ratio * (high - low), low + ratio * (high - low)
        low, high = (low, b) if chi(states, a) > chi(states, b) else (a, high)
    return (low + high) / 2


def sign_with_bias(sigma_w, sigma_b):
    """Fixed point of the correlation map of the sign with biases, and its slope there."""
    total = sigma_w ** 2 + sigma_b ** 2
    c = 0.5
    for _ in range(1000):
        c = 2 / math.pi * math.asin((sigma_w ** 2 * c + sigma_b ** 2) / total)
    inner = (sigma_w ** 2 * c + sigma_b ** 2) / total
    return c, 2 / math.pi * sigma_w ** 2 / total / math.sqrt(1 - inner ** 2)


class Quantise(torch.autograd.Function):
    """N levels at equal distances from -1 to 1. Backwards: `gain` where |x| <= 1, 0 elsewhere (straight through a hard tanh)."""

    @staticmethod
    def forward(ctx, x, states, gain):
        ctx.save_for_backward(x)
        ctx.gain = gain
        step = spacing(states)
        top = (states - 1) / 2
        # x between the thresholds step (j - states / 2): the level above a threshold begins at it
        return x.div(step).add_(states / 2).floor_().clamp_(0, states - 1).sub_(top).div_(top)

    @staticmethod
    def backward(ctx, gradient):
        x, = ctx.saved_tensors
        return gradient * (x.abs() <= 1).to(gradient.dtype).mul_(ctx.gain), None, None
