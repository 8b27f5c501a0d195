"""Pairs of real images that should share a category: a digit, and a neighbour slightly bent.

No label is used. The default recipe asks Q to read both images of a pair alike.
"""

from __future__ import annotations

import numpy as np

# Small enough that a digit keeps its name, large enough to cross styles of writing it.
ROTATION = np.deg2rad(15)
SHEAR = 0.3
LOG_SCALE = 0.2
SHIFT = 2.0  # pixels
# Leaning and widening count in units that digits of one kind differ by.
BEND_UNITS = np.array([0.3, 0.2])
COMPONENTS = 50  # principal components in which neighbours are sought


def nearest_neighbours(images: np.ndarray, k: int) -> np.ndarray:
    """Indices (n, k) of each image's nearest others, nearest first.

    Digits are straightened and blurred before they are compared, so that slant and a pixel's
    shift do not count as distance. Takes time and memory in proportion to n² / 1000.

    Raises:
        ValueError: fewer than k + 1 images.
    """
    from sklearn.decomposition import PCA
    from sklearn.neighbors import NearestNeighbors

    if not 1 <= k < len(images):
        raise ValueError(f"k must be from 1 to {len(images) - 1}, got {k}")
    straight = np.concatenate([blur(straighten(part)) for part in _parts(images)])
    flat = straight.reshape(len(images), -1)
    components = min(COMPONENTS, *flat.shape)
    compact = PCA(components, svd_solver="covariance_eigh").fit_transform(flat)
    found = NearestNeighbors(n_neighbors=k + 1, algorithm="brute").fit(compact)
    neighbours = found.kneighbors(compact, return_distance=False)
    # An image is its own neighbour at distance 0; a duplicate may stand in its place.
    own = neighbours == np.arange(len(images))[:, None]
    own[~own.any(axis=1), -1] = True
    return neighbours[~own].reshape(len(images), k)


def deform(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Each image (n, 28, 28, 1) under a random small rotation, shear, scaling and shift."""
    return deform_and_tell(images, rng)[0]


def deform_and_tell(images: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """As :func:`deform`, and how much each image was made to lean and to widen.

    Returns:
        The bent images, and bends (n, 2): by how many pixels a row the strokes lean further to the
        right, and the logarithm of how much wider the image became, each over BEND_UNITS.
    """
    n = len(images)

    def spread(width: float) -> np.ndarray:
        return rng.uniform(-width, width, n)

    angle, shear = spread(ROTATION), spread(SHEAR)
    tall, wide = np.exp(spread(LOG_SCALE)), np.exp(spread(LOG_SCALE))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    stretch = np.array([[tall, np.zeros(n)], [shear * tall, wide]])
    matrices = np.einsum("ijn,jkn->nik", turn, stretch)
    bent = warp(images, matrices, np.stack([spread(SHIFT), spread(SHIFT)], axis=1))
    # A matrix says where a pixel's ink comes from: the larger its entry, the narrower the image.
    bends = np.stack([shear + angle, -np.log(wide)], axis=1) / BEND_UNITS
    return bent, bends.astype("float32")


def straighten(images: np.ndarray) -> np.ndarray:
    """Shear each image so that its ink's rows and columns are uncorrelated, and centre it."""
    ink = np.maximum(images[..., 0] + 1, 0)
    mass = ink.sum(axis=(1, 2)) + 1e-6
    position = np.arange(28, dtype="float32")
    y, x = (ink.sum(axis=2) @ position) / mass, (ink.sum(axis=1) @ position) / mass
    dy, dx = position - y[:, None], position - x[:, None]
    variance = (ink.sum(axis=2) * dy**2).sum(axis=1)
    covariance = np.einsum("nij,ni,nj->n", ink, dy, dx)
    matrices = np.tile(np.eye(2), (len(images), 1, 1))
    matrices[:, 1, 0] = covariance / (variance + 1e-6)
    return warp(images, matrices, np.stack([y - 13.5, x - 13.5], axis=1))


def warp(images: np.ndarray, matrices: np.ndarray, shifts: np.ndarray) -> np.ndarray:
    """Bilinear resampling: output pixel p shows the input at A(p − centre) + centre + shift.

    Args:
        images: (n, 28, 28, 1); the background −1 continues beyond the border.
        matrices: A, (n, 2, 2) on (row, column). shifts: (n, 2) in pixels.
    """
    n, matrices, shifts = len(images), matrices.astype("float32"), shifts.astype("float32")
    padded = np.full((n, 32, 32), -1.0, "float32")
    padded[:, 2:30, 2:30] = images[..., 0]
    grid = np.meshgrid(*[np.arange(28, dtype="float32") - 13.5] * 2, indexing="ij")
    places = matrices @ np.stack(grid).reshape(2, -1) + (shifts + 15.5)[:, :, None]
    places = np.clip(places, 0, 30.999)
    corner = places.astype("int32")
    below, right = (places - corner).astype("float32").transpose(1, 0, 2)
    index = corner[:, 0] * 32 + corner[:, 1] + 1024 * np.arange(n)[:, None]
    pixels = padded.ravel()
    top = pixels[index] * (1 - right) + pixels[index + 1] * right
    bottom = pixels[index + 32] * (1 - right) + pixels[index + 33] * right
    return (top * (1 - below) + bottom * below).reshape(n, 28, 28, 1)


def blur(images: np.ndarray) -> np.ndarray:
    """Smooth by ¼, ½, ¼ along rows and columns."""
    from scipy.ndimage import convolve1d

    for axis in (1, 2):
        images = convolve1d(images, [0.25, 0.5, 0.25], axis=axis, mode="nearest")
    return images


def _parts(images: np.ndarray, size: int = 2000) -> list[np.ndarray]:
    return [images[start : start + size] for start in range(0, len(images), size)]
