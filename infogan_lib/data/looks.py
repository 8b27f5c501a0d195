"""One place that looks at images coming in: type, range, contrast, polarity, and position.

What cannot be right is refused, with the fix. What may be meant is remarked on, in one line.
Whoever takes images from outside asks here: training, recognition, the judge, and every loader.
"""

from __future__ import annotations

import warnings

import numpy as np

from infogan_lib.data.ink import on_light_paper, spread
from infogan_lib.errors import DataError

SHAPE = (28, 28, 1)
ROUNDING = 1e-3  # how far beyond -1 and 1 float arithmetic may leave a pixel
#: The brightest pixel of a set of pictures that is not nearly blank. 0/1 masks and 12-bit pictures
#: in 16-bit files, read as if they used all their bits, stay below it.
FAINT = -0.75
#: What is said of dark ink.
LIGHT = "light paper; MNIST's ink is white on black: invert dark ink (-x, invert=True, --invert)"
#: Rows looked at for a remark, spread evenly: a remark on 60,000 images need not see them all.
SEEN = 1000


def check_images(images: np.ndarray, shape: tuple[int, int, int] = SHAPE) -> None:
    """Refuse images that are no float array of n > 0 of ``shape``, finite, from -1 to 1.

    Values from 0 to 1 lie in that range too, but their paper is grey: they are refused.

    Raises:
        ValueError: the message names the fix.
    """
    if not (hasattr(images, "dtype") and hasattr(images, "shape")):
        raise ValueError(f"images must be a NumPy array, got {type(images).__name__}; use np.array")
    if tuple(images.shape[1:]) != shape or not images.shape[0]:
        wanted = ", ".join(map(str, shape))
        raise ValueError(
            f"images must be an array of shape (n, {wanted}), n > 0, got {tuple(images.shape)}"
            f"{_setting(tuple(images.shape[1:]))}"
        )
    images = np.asarray(images)
    if (kind := images.dtype.kind) != "f":
        got = "a mask; scale it by 2.0 * x - 1" if kind == "b" else str(images.dtype)
        fix = "; scale bytes by x / 127.5 - 1" if kind in "iu" else ""
        raise ValueError(f"images must be floats in [-1, 1], got {got}{fix}")
    low, high = check_range(images)
    # A generator's first pictures may be grey all over; nothing that it draws is 0 so often.
    if low > -ROUNDING and high > 0.5 and np.mean(images < 0.02) > 0.25:
        raise ValueError(_from_zero(low, high))


def check_range(images: np.ndarray) -> tuple[float, float]:
    """The least and the greatest pixel; ValueError unless they lie in [-1, 1], but for rounding."""
    low, high = float(images.min()), float(images.max())
    if not (-1 - ROUNDING <= low and high <= 1 + ROUNDING):  # not-a-number fails as well
        raise ValueError(
            f"images must lie in [-1, 1], got {low:.3g} to {high:.3g}; {_range_fix(low, high)}"
        )
    return low, high


def full_scale(brightest: float) -> float:
    """White, for whole numbers: the most that the fewest usual bits hold, or the brightest."""
    levels = (2**bits - 1 for bits in (1, 8, 10, 12, 14, 16))
    return next((level for level in levels if brightest <= level), brightest)


def check_contrast(images: np.ndarray) -> None:
    """Refuse images in [-1, 1] of which not one shows anything, or that begin at 0.

    Raises:
        DataError: the message names the fix.
    """
    low, high = float(np.min(images)), float(np.max(images))
    if low > -ROUNDING:
        raise DataError(_from_zero(low, high))
    if high <= FAINT or high - low < 0.1:
        raise DataError(
            f"images are nearly blank: they span {low:.3g} to {high:.3g} of -1 to 1; "
            "masks of 0 and 1 want 2.0 * x - 1, pictures of b bits 2 * x / (2**b - 1) - 1"
        )


def remarks(images: np.ndarray) -> str:
    """What looks unlike MNIST in images (n, h, w, c) in [-1, 1], in one line; empty for nothing.

    Coloured images are looked at for their range alone.
    """
    some = np.asarray(images)[:: -(-len(images) // SEEN)]
    if some.max() <= FAINT:
        return "nearly blank: is the range right?"
    if some.min() > -ROUNDING:
        return "nothing is below 0: are they scaled to [0, 1]? if so, 2 * x - 1"
    if some.shape[-1] > 1:
        return ""
    grey = (some[..., 0] + 1) / 2
    if np.mean([on_light_paper(x) for x in grey]) > 0.5:
        return LIGHT
    longest, offset = np.median([spread(x) for x in grey], axis=0)
    side = some.shape[1] / SHAPE[0]
    if longest < 14 * side or offset > 3.5 * side:
        return (
            f"small or off centre (longest side {longest:.0f} pixels of {some.shape[1]}, "
            f"{offset:.0f} off the middle); mnist_like (--like-mnist) brings digits to MNIST's "
            "frame"
        )
    return ""


def remark(images: np.ndarray) -> None:
    """Warn, in one line, of what looks unlike MNIST in images that were just checked."""
    if said := remarks(images):
        warnings.warn(f"images: {said}", stacklevel=3)


def _from_zero(low: float, high: float) -> str:
    return (
        f"images must lie in [-1, 1] with paper at -1, got {low:.3g} to {high:.3g}; "
        "scale [0, 1] by 2 * x - 1"
    )


def _setting(shape: tuple[int, ...]) -> str:
    """Which settings make networks for images of this shape, where some do."""
    if len(shape) != 3 or shape[0] != shape[1] or shape[2] not in (1, 3):
        return ""
    return f"; networks for these have size={shape[0]}, colour={shape[2] == 3}"


def _range_fix(low: float, high: float) -> str:
    if low >= 0 and 1 < high <= 255:
        return "scale bytes by x / 127.5 - 1"
    if not (np.isfinite(low) and np.isfinite(high)):
        return "drop or fill what is not a number"
    return f"scale by 2 * (x - {low:.3g}) / {high - low:.3g} - 1"
