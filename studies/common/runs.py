"""Runs of a study: a JSON array with one run a line, written anew after each run, so that a stopped script goes on where it was."""
import argparse
import json
import pathlib
import time

import torch

from . import data


class Runs:
    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.runs = json.loads(self.path.read_text()) if self.path.exists() else []

    def has(self, **key):
        return any(all(run.get(k) == v for k, v in key.items()) for run in self.runs)

    def add(self, **run):
        self.runs.append(run)
        text = "[\n" + ",\n".join(json.dumps(r) for r in self.runs) + "\n]\n"
        new = self.path.with_suffix(".new")
        new.write_text(text)
        new.replace(self.path)
        print(json.dumps(run)[:300], flush=True)


def arguments(description, out, **defaults):
    """The arguments that every study has, and integers of its own; sets what makes runs repeatable."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default=data.models.DATA, metavar="DIR", help=f"the four IDX files, default {data.models.DATA}")
    parser.add_argument("--out", type=pathlib.Path, default=out, metavar="FILE", help="the results, to which finished runs are added")
    for name, value in defaults.items():
        parser.add_argument("--" + name.replace("_", "-"), type=type(value), default=value)
    args = parser.parse_args()
    # The order of float additions must not depend on the number of cores.
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    return args


class Clock:
    """Processor seconds: other work on the machine does not count."""

    def __init__(self):
        self.start = time.process_time()

    def seconds(self):
        return round(time.process_time() - self.start, 2)
