"""Selection of conv channels by input resampling (Lengerich et al. 2017, arXiv 1707.09641), for many images at a time."""
import torch

COPIES, NOISE, TOP, LEAST_MEAN = 50, 0.1, 5, 0.1


def copies_of(x, generator):
    """The authors' schedule: copy i of an image is x (1 + i N(0, 0.1)) for each element; copy 0 is the image. [n, copies, ...]"""
    order = torch.arange(COPIES, dtype=x.dtype).view(1, -1, 1, 1, 1)
    return x.unsqueeze(1) * (1 + order * NOISE * torch.randn(len(x), COPIES, *x.shape[1:], generator=generator))


def correlation(activations, output):
    """Mean over positions of |Pearson| of activation [n, copies, channels, y, x] and output [n, copies] over the copies; constants are left out."""
    a = activations - activations.mean(1, keepdim=True)
    o = (output - output.mean(1, keepdim=True)).view(*output.shape, 1, 1, 1)
    pearson = (a * o).sum(1) / (a.square().sum(1) * o.square().sum(1)).sqrt()
    # Told by the values, not by the sum of squares: the mean of equal numbers need not be that number in floats.
    constant = activations.amax(1) == activations.amin(1)
    return torch.where(constant, torch.full_like(pearson, torch.nan), pearson).abs().nanmean((2, 3))  # [n, channels]; NaN where every position is constant


def precision(activations):
    """1 / mean over positions of the population variance over the copies: [n, channels]."""
    return 1 / activations.var(1, unbiased=False).mean((2, 3))


def kept(activations):
    """Channels whose mean activation is not below 0.1."""
    return activations.mean((1, 3, 4)) >= LEAST_MEAN


def best(metric, eligible):
    """[n, channels] of truth: the channels of the five greatest metrics among the eligible ones, or fewer if there are fewer."""
    ranked = torch.where(eligible & ~metric.isnan(), metric, torch.full_like(metric, -torch.inf))
    value, index = ranked.topk(min(TOP, metric.shape[1]), 1)
    return torch.zeros_like(eligible).scatter(1, index, value > -torch.inf)


def overlaps(a, b):
    """The authors' same / (|A| + |B|), at most 1/2, and Jaccard's, each of a pair of selections [n, channels]; 0 where both are empty."""
    same, size = (a & b).sum(1).float(), (a.sum(1) + b.sum(1)).float()
    return same / size.clamp(min=1), same / (size - same).clamp(min=1)
