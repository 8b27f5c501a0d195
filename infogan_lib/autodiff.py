"""The one door to a backend's automatic differentiation."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import keras


def gradients(play: Callable[[], tuple[Sequence, object]], *variables: Sequence):
    """Differentiate several objectives of one forward pass, each by its own variables.

    Args:
        play: runs the forward pass; returns (objectives, anything else worth keeping).
        variables: one list of Keras variables for each objective.

    Returns:
        ``([gradients of objective i by variables i, ...], what else play returned)``

    Raises:
        RuntimeError: Keras runs on a backend that has no door yet.
        ValueError: a variable does not influence its objective.
    """
    if keras.backend.backend() != "tensorflow":
        raise RuntimeError(
            f"training needs KERAS_BACKEND=tensorflow, not {keras.backend.backend()!r}"
        )
    import tensorflow as tf

    with tf.GradientTape(persistent=True) as tape:
        objectives, kept = play()
    lists = [
        tape.gradient(objective, [variable.value for variable in group])
        for objective, group in zip(objectives, variables, strict=True)
    ]
    for group, grads in zip(variables, lists, strict=True):
        severed = [v.path for v, g in zip(group, grads, strict=True) if g is None]
        if severed:
            raise ValueError(f"no gradient reaches {severed}: is the loss connected to them?")
    return lists, kept
