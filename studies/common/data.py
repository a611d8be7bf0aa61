"""Fashion-MNIST as the studies use it: read by models/train.py, of which the architectures, the custom activations and the export come, too."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "models"))
import train as models  # noqa: E402  (models/train.py)


def read(folder):
    """Training and test images [n, 1, 28, 28] in [0, 1] with their labels."""
    x, y, _, _ = models.read_set(folder, "train")
    xt, yt, _, _ = models.read_set(folder, "t10k")
    return x, y, xt, yt
