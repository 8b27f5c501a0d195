"""Random joint tables and Qs for hypothesis to draw."""

from __future__ import annotations

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

QUICK = settings(deadline=None, max_examples=60)
SHAPES = array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=6)


def normalised(counts: np.ndarray, axis: int | None = None) -> np.ndarray:
    return counts / counts.sum(axis=axis, keepdims=axis is not None)


@st.composite
def joints(draw, shape=SHAPES) -> np.ndarray:
    """A joint table made by counting; cells, rows and columns may be empty."""
    shape = draw(shape) if not isinstance(shape, tuple) else shape
    counts = draw(arrays("int64", shape, elements=st.integers(0, 20)))
    counts.flat[draw(st.integers(0, counts.size - 1))] += 1
    return normalised(counts)


@st.composite
def joints_with_q(draw) -> tuple[np.ndarray, np.ndarray]:
    """A joint table and a Q for it, whose cells are above 0."""
    joint = draw(joints())
    return joint, normalised(draw(arrays("float64", joint.shape, elements=st.floats(0.01, 1))), 0)
