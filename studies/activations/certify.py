#!/usr/bin/python3
"""Certified and attacked radii of the nets that train.py wrote, by cnn-cert itself on one thread (docs/studies-activations.md).

    certify.py [--out certified.json] [--models DIR] [--seeds 3] [--images 20]
"""
import json
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))
from studies.common import runs  # noqa: E402
from studies.activations.train import ACTIVATIONS  # noqa: E402

MODES = {"noisy-hard-tanh": ("expectation", "worst")}


def certify(path, norm, noise, images):
    sample = ROOT / "models" / "sample"
    command = ["node", ROOT / "bin/cnn-cert.js", "certify", path, "--data", f"{sample}-images-idx3-ubyte.gz", "--labels", f"{sample}-labels-idx1-ubyte.gz",
               "--limit", images, "--norm", norm, "--threads", 1, "--json", *(["--noise", noise] if noise else [])]
    return json.loads(subprocess.run([str(part) for part in command], check=True, stdout=subprocess.PIPE).stdout)


def main():
    args = runs.arguments(__doc__, HERE / "certified.json", seeds=3, images=20, models=str(HERE))
    done = runs.Runs(args.out)
    for seed in range(args.seeds):
        folder = HERE if seed == 0 else pathlib.Path(args.models)
        for activation in ACTIVATIONS:
            for noise in MODES.get(activation, (None,)):
                for norm in ("linf", "l2"):
                    if done.has(activation=activation, seed=seed, norm=norm, noise=noise):
                        continue
                    result = certify(folder / f"{activation}-{seed}.onnx", norm, noise, args.images)
                    inputs = result["inputs"]
                    correct = [i for i in inputs if i["status"] == "ok"]
                    done.add(
                        activation=activation, seed=seed, norm=norm, noise=noise, images=len(inputs), correct=len(correct),
                        sha256=result["model"]["sha256"], tool=result["tool"]["version"], settings=result["settings"],
                        meanCertified=statistics.fmean(i["certifiedRadius"] for i in inputs),
                        certified=[i["certifiedRadius"] for i in inputs], attacked=[i["attackedRadius"] for i in inputs],
                        cpuSeconds=round(sum(i["cpuSeconds"] for i in inputs), 3))


if __name__ == "__main__":
    main()
