"""A code's channel: the random map T of images through which Q must read the code.

A code can only mean what survives its channel. By data processing
L_I^T = H(c) + E[ln q(c|T(x))] ≤ I(c; T(x)) ≤ I(c; x), so that the bound stays the paper's, whose
own channel is the identity.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass

import numpy as np
from keras import ops, random

from infogan_lib.arguments import number
from infogan_lib.backends import replicas

# Pixels of background around the image: what a bend carries beyond them reads as background.
MARGIN = 2
KNOTS = 4  # points along each axis that an elastic bend moves; what lies between them follows


@dataclass(frozen=True)
class Channel:
    """T(x): every image bent at random, by amounts uniform within ± each setting.

    ``rotation``: radians. ``shear``: columns a row. ``log_scale``: natural logarithm of the
    enlargement, drawn for height and width apart. ``shift``: pixels, drawn for down and across
    apart. ``thickness``: from 0 to 1, how far strokes may thin or thicken, by about a pixel at 1.
    ``elastic``, the one amount that is normal: pixels, the standard deviation of a smooth
    displacement of every point, down and across.
    """

    rotation: float = 0.0
    shear: float = 0.0
    log_scale: float = 0.0
    shift: float = 0.0
    thickness: float = 0.0
    elastic: float = 0.0

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            value = number(f"channel: {name}", value)
            if value < 0:
                raise ValueError(f"channel: {name} must be finite and not negative, got {value}")
            object.__setattr__(self, name, value)  # NumPy's numbers are not JSON's
        if self.thickness > 1:
            raise ValueError(f"channel: thickness must be at most 1, got {self.thickness}")

    @property
    def is_identity(self) -> bool:
        """Whether T(x) = x."""
        return not any(asdict(self).values())

    def __call__(self, images, seed: random.SeedGenerator, strength=1.0, elastic=1.0):
        """T(x) of images (n, h, w, colours) in [-1, 1], drawn anew for each; differentiable in x.

        ``strength`` scales every setting, at 0 nothing is bent; ``elastic`` scales that setting
        alone, further. −1 is background in every colour.
        """
        n = ops.shape(images)[0]

        def draw(most: float):
            rows = replicas.own_rows(
                lambda k: random.uniform((k,), -most, most, "float32", seed), n
            )
            return strength * rows

        if self.thickness:
            amounts = draw(self.thickness)
            images = _by_colour(lambda one: thicken(one, amounts), images)
        if self == Channel(thickness=self.thickness):
            return images
        angle, shear = draw(self.rotation), draw(self.shear)
        height, width = ops.exp(draw(self.log_scale)), ops.exp(draw(self.log_scale))
        cos, sin = ops.cos(angle), ops.sin(angle)
        # A = rotation · shear · scale; pixel p of T(x) shows the pixel A p of x.
        to_row = [cos * height - sin * shear * height, -sin * width]
        to_column = [sin * height + cos * shear * height, cos * width]
        matrices = ops.stack([ops.stack(to_row, axis=-1), ops.stack(to_column, axis=-1)], axis=-2)
        shifts = ops.stack([draw(self.shift), draw(self.shift)], axis=-1)
        shifts = ops.reshape(shifts, (-1, 1, 1, 2))
        if self.elastic:
            knots = replicas.own_rows(
                lambda k: random.normal((k, KNOTS, KNOTS, 2), 0.0, self.elastic, "float32", seed), n
            )
            down, across = (_smooth(size) for size in images.shape[1:3])
            bend = ops.einsum("ri,nijk,cj->nrck", down, knots, across)
            shifts = shifts + strength * elastic * bend
        return _by_colour(lambda one: warp(one, matrices, shifts), images)


IDENTITY = Channel()

# Channels for pictures of one thing, named after what they leave. All disturb place, size and
# outline; "kind" also slant and thickness, "slant" thickness, "thickness" slant. Without elastic
# bends in the last two, style_1 was a mixture of both on two seeds of ten.
_PLACE = {"log_scale": 0.25, "shift": 2.5}
_LEAN = {"rotation": 0.35, "shear": 0.35}
CHANNELS = {
    "kind": Channel(**_PLACE, **_LEAN, thickness=1.0, elastic=1.5),
    "slant": Channel(**_PLACE, thickness=1.0, elastic=1.5),
    "thickness": Channel(**_PLACE, **_LEAN, elastic=1.5),
}


def _by_colour(change: Callable, images):
    """What ``change`` makes of each colour, (n, h, w, 1) → (n, h, w, 1), put together again."""
    if (colours := images.shape[-1]) == 1:  # as most are: nothing to copy
        return change(images)
    return ops.concatenate([change(images[..., k : k + 1]) for k in range(colours)], axis=-1)


def warp(images, matrices, shifts):
    """Bilinear resampling: pixel p shows the input at A(p − centre) + centre + shift.

    It is ``scipy.ndimage.affine_transform(order=1)`` with −1 beyond the border, for each image.

    Args:
        images: (n, h, w, 1). matrices: A, (n, 2, 2) on (row, column).
        shifts: pixels (down, across), (n, 1, 1, 2), or (n, h, w, 2) for a shift a pixel.
    """
    height, width = images.shape[1:3]
    grid = np.stack(np.indices((height, width)), axis=-1).astype("float32")
    centre = np.array([(height - 1) / 2, (width - 1) / 2], "float32")
    places = ops.einsum("nij,rcj->nrci", matrices, grid - centre)
    places = places + shifts + (centre + MARGIN)
    # Kept in the margin: background, and each place has its four neighbours.
    limits = np.array([height, width], "float32") + (2 * MARGIN - 1)
    places = ops.clip(places, 0.0, limits - 1e-3)
    corners = ops.floor(places)
    below, right = ops.unstack(places - corners, axis=-1)
    stride = width + 2 * MARGIN
    first = ops.cast(corners, "int32")
    first = ops.reshape(first[..., 0] * stride + first[..., 1], (-1, height * width))
    edge = ((0, 0), (MARGIN, MARGIN), (MARGIN, MARGIN))
    pixels = ops.pad(images[..., 0], edge, constant_values=-1.0)
    pixels = ops.reshape(pixels, (-1, (height + 2 * MARGIN) * stride))

    def at(offset: int):
        found = ops.take_along_axis(pixels, first + offset, axis=1)
        return ops.reshape(found, (-1, height, width))

    top = at(0) * (1 - right) + at(1) * right
    bottom = at(stride) * (1 - right) + at(stride + 1) * right
    return ops.expand_dims(top * (1 - below) + bottom * below, -1)


def thicken(images, amounts):
    """Strokes thinner (amount −1) to thicker (amount 1), by about a pixel; 0 changes nothing.

    With ink a from 0 to 1 and its mean ā over 3 × 3: thicker is a + (1 − a)(1 − (1 − ā)³),
    thinner a − a(1 − ā³), the same for paper as for ink.

    Args:
        images: (n, h, w, 1) in [-1, 1]. amounts: (n,) in [-1, 1].
    """
    rows, columns = (_mean_of_three(size) for size in images.shape[1:3])
    ink = (images[..., 0] + 1) / 2
    near = ops.matmul(ops.matmul(rows, ink), columns)
    amounts = ops.reshape(amounts, (-1, 1, 1))
    grown = ops.relu(amounts) * (1 - ink) * (1 - (1 - near) ** 3)
    lost = ops.relu(-amounts) * ink * (1 - near**3)
    return ops.expand_dims(2 * (ink + grown - lost) - 1, -1)


def _mean_of_three(size: int) -> np.ndarray:
    """The matrix that takes the mean of each entry and its two neighbours; 0 beyond the ends."""
    return ((np.eye(size) + np.eye(size, k=1) + np.eye(size, k=-1)) / 3).astype("float32")


def _smooth(size: int) -> np.ndarray:
    """(size, KNOTS): how much each pixel follows each knot; unit rows keep the variance."""
    pixels = np.arange(size) - (size - 1) / 2
    knots = np.linspace(pixels[0], pixels[-1], KNOTS)
    width = (knots[1] - knots[0]) / 2
    weights = np.exp(-0.5 * ((pixels[:, None] - knots) / width) ** 2)
    return (weights / np.linalg.norm(weights, axis=1, keepdims=True)).astype("float32")
