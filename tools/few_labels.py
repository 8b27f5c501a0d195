"""Compare Q with a small network on 10 to 5,000 labels, on MNIST's test digits.

    python tools/few_labels.py [--data mnist.npz]

Writes infogan_lib/results/few-labels.json, which chapter 13 draws: three draws of labels a size,
five minutes on two cores. Started again, it goes on where it stopped; with other weights it begins
anew.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from infogan_lib.backends.devices import device
from infogan_lib.data.mnist import data_hash, load_mnist
from infogan_lib.experiments.few_labels import Digits, compare, draw_labels
from infogan_lib.files import read_json, write_json
from infogan_lib.runs.folder import versions
from infogan_lib.runs.pretrained import card, load_pretrained

OUT = Path(__file__).parents[1] / "infogan_lib" / "results" / "few-labels.json"
MODEL = "mnist"
SIZES = (10, 50, 100, 500, 2000, 5000)
DRAWS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default="full", help="full MNIST, or the path of its file")
    mnist, model = load_mnist(parser.parse_args().data), load_pretrained(MODEL)
    test = Digits.read(model, mnist.x_test, mnist.y_test)
    weights = card(MODEL)["sha256"]
    stored = read_json(OUT) if OUT.exists() else {}
    runs = stored["runs"] if stored.get("weights") == weights else []
    done = {(run["labels"], run["draw"]) for run in runs}
    for draw in range(DRAWS):
        for n in SIZES:
            if (n, draw) in done:
                continue
            chosen = draw_labels(mnist.y_train, n, draw)
            labelled = Digits.read(model, mnist.x_train[chosen], mnist.y_train[chosen])
            found = compare(labelled, test, draw)
            runs.append({"labels": n, "draw": draw, **found})
            record = {
                "made_by": "python tools/few_labels.py",
                "weights": weights,
                "data": data_hash(mnist.x_train),
                "test_images": len(mnist.x_test),
                "device": device(),
                "versions": versions(),
                "runs": runs,
            }
            write_json(OUT, record)
            print(n, draw, found, flush=True)


if __name__ == "__main__":
    main()
