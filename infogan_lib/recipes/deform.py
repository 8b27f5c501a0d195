"""Small random deformations of real images, and near neighbours among them. No label is used."""

from __future__ import annotations

import numpy as np

from infogan_lib.data.looks import paper

# Small enough that a digit keeps its name, large enough to cross styles of writing it.
ROTATION = np.deg2rad(15)
SHEAR = 0.3
LOG_SCALE = 0.2
SHIFT = 2.0  # pixels of 28
# Leaning and widening count in units that digits of one kind differ by.
AMOUNT_UNITS = np.array([0.3, 0.2])
COMPONENTS = 50  # principal components in which neighbours are sought
# Pixels and colours of an image up to which the components are found exactly.
EXACT = 28 * 28
MARGIN = 2  # pixels of paper around an image


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
    solver = "covariance_eigh" if flat.shape[1] <= EXACT else "randomized"
    compact = PCA(components, svd_solver=solver, random_state=0).fit_transform(flat)
    found = NearestNeighbors(n_neighbors=k + 1, algorithm="brute").fit(compact)
    neighbours = found.kneighbors(compact, return_distance=False)
    # An image is its own neighbour at distance 0; a duplicate may stand in its place.
    own = neighbours == np.arange(len(images))[:, None]
    own[~own.any(axis=1), -1] = True
    return neighbours[~own].reshape(len(images), k)


def deform(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Each image (n, side, side, channels) under a random rotation, shear, scaling and shift."""
    return deform_with_amounts(images, rng)[0]


def deform_with_amounts(
    images: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """As :func:`deform`, and how much each image was made to lean and to widen.

    Returns:
        The deformed images, and amounts (n, 2): by how many pixels a row the strokes lean further
        to the right, and the logarithm of how much wider the image became, over AMOUNT_UNITS.
    """
    n = len(images)

    def spread(width: float) -> np.ndarray:
        return rng.uniform(-width, width, n)

    angle, shear = spread(ROTATION), spread(SHEAR)
    tall, wide = np.exp(spread(LOG_SCALE)), np.exp(spread(LOG_SCALE))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    stretch = np.array([[tall, np.zeros(n)], [shear * tall, wide]])
    matrices = np.einsum("ijn,jkn->nik", turn, stretch)
    shift = SHIFT * images.shape[1] / 28
    deformed = warp(images, matrices, np.stack([spread(shift), spread(shift)], axis=1))
    # A matrix says where a pixel's ink comes from: the larger its entry, the narrower the image.
    amounts = np.stack([shear + angle, -np.log(wide)], axis=1) / AMOUNT_UNITS
    return deformed, amounts.astype("float32")


def straighten(images: np.ndarray) -> np.ndarray:
    """Shear each image so that its ink's rows and columns are uncorrelated, and centre it.

    Ink is what differs from the paper, in the mean of the colours.
    """
    ink = np.abs(images - paper(images)).mean(axis=-1)
    mass = ink.sum(axis=(1, 2)) + 1e-6
    position = np.arange(images.shape[1], dtype="float32")
    middle = (images.shape[1] - 1) / 2
    y, x = (ink.sum(axis=2) @ position) / mass, (ink.sum(axis=1) @ position) / mass
    dy, dx = position - y[:, None], position - x[:, None]
    variance = (ink.sum(axis=2) * dy**2).sum(axis=1)
    covariance = np.einsum("nij,ni,nj->n", ink, dy, dx)
    matrices = np.tile(np.eye(2), (len(images), 1, 1))
    matrices[:, 1, 0] = covariance / (variance + 1e-6)
    return warp(images, matrices, np.stack([y - middle, x - middle], axis=1))


def warp(images: np.ndarray, matrices: np.ndarray, shifts: np.ndarray) -> np.ndarray:
    """Bilinear resampling: output pixel p shows the input at A(p − centre) + centre + shift.

    Args:
        images: (n, side, side, channels); beyond the border each continues in its paper.
        matrices: A, (n, 2, 2) on (row, column). shifts: (n, 2) in pixels.
    """
    n, side, _, channels = images.shape
    matrices, shifts = matrices.astype("float32"), shifts.astype("float32")
    wide, inside = side + 2 * MARGIN, slice(MARGIN, MARGIN + side)
    padded = np.empty((n, wide, wide, channels), "float32")
    padded[:] = paper(images)
    padded[:, inside, inside] = images
    middle = (side - 1) / 2
    grid = np.meshgrid(*[np.arange(side, dtype="float32") - middle] * 2, indexing="ij")
    places = matrices @ np.stack(grid).reshape(2, -1) + (shifts + (middle + MARGIN))[:, :, None]
    places = np.clip(places, 0, wide - 1.001)
    corner = places.astype("int32")
    below, right = (places - corner).astype("float32").transpose(1, 0, 2)[..., None]
    index = corner[:, 0] * wide + corner[:, 1] + wide**2 * np.arange(n)[:, None]
    pixels = padded.reshape(-1, channels)
    top = pixels[index] * (1 - right) + pixels[index + 1] * right
    bottom = pixels[index + wide] * (1 - right) + pixels[index + wide + 1] * right
    return (top * (1 - below) + bottom * below).reshape(images.shape)


def blur(images: np.ndarray) -> np.ndarray:
    """Smooth by ¼, ½, ¼ along rows and columns."""
    from scipy.ndimage import convolve1d

    for axis in (1, 2):
        images = convolve1d(images, [0.25, 0.5, 0.25], axis=axis, mode="nearest")
    return images


def _parts(images: np.ndarray, size: int = 2000) -> list[np.ndarray]:
    return [images[start : start + size] for start in range(0, len(images), size)]
