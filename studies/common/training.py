"""The training loop of the studies and what they measure after it."""
import torch
from torch.nn import functional as F

from . import data


def batches(count, size, steps, generator):
    """Indices of `steps` batches: whole permutations one after the other."""
    done = 0
    while done < steps:
        for index in torch.randperm(count, generator=generator)[:count // size * size].split(size):
            if done == steps:
                return
            yield index
            done += 1


def train(net, x, y, steps, size, rate, generator, loss=data.models.plain_loss, after=None):
    """Adam with one cycle of the learning rate; `loss(net, x, y, progress)` as in models/train.py, `after(step, loss)` after each step."""
    optimizer = torch.optim.Adam(net.parameters())
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, steps, pct_start=0.2)
    net.train()
    for step, index in enumerate(batches(len(x), size, steps, generator)):
        value = loss(net, x[index], y[index], step / steps)
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
        schedule.step()
        if after:
            after(step, value.item())
    net.eval()


def accuracy_and_loss(net, x, y):
    net.eval()
    with torch.no_grad():
        logits = torch.cat([net(b) for b in x.split(500)])
    return round(float((logits.argmax(1) == y).float().mean()), 4), round(float(F.cross_entropy(logits, y)), 4)
