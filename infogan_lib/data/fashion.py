"""500 test pictures of Fashion-MNIST that come with the library: enough to try a model on.

The pictures are Zalando's (Xiao, Rasul & Vollgraf 2017), under the MIT licence that stands in
``fashion-sample.txt`` beside them. All 70,000 are in Debian's package dataset-fashion-mnist and in
Keras's download; :func:`infogan_lib.data.own.load_data` takes the folder of their four files.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from infogan_lib.data.arrays import as_images
from infogan_lib.data.sources import sha256
from infogan_lib.errors import DataError

SAMPLE = Path(__file__).with_name("fashion-sample.npz")
SAMPLE_SHA256 = "b7ba8e5178795e1ed911d4bf2ad9620a2a61fcbe0bf8c4cd1f26483d857a5b18"
#: What the labels 0 to 9 stand for.
CLOTHES = tuple("top trousers pullover dress coat sandal shirt sneaker bag boot".split())


def load_fashion_sample() -> tuple[np.ndarray, np.ndarray]:
    """Float32 (500, 28, 28, 1) in [-1, 1] and int64 (500,): the first 50 test pictures of a class.

    The classes are interleaved, so that every ten rows hold each once. No shipped model was trained
    on them. Raises DataError where the file was altered.
    """
    with np.load(SAMPLE, allow_pickle=False) as arrays:
        pixels, labels = arrays["x_test"], arrays["y_test"]
    if sha256(pixels) != SAMPLE_SHA256:
        raise DataError(f"{SAMPLE.name}: altered, its SHA-256 differs; install infogan_lib again")
    return as_images(pixels, SAMPLE.name)[0], labels.astype(np.int64)
