"""What differs between backends: automatic differentiation, and how a trainer calls a step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps

import keras
from keras import ops

from infogan_lib.backends import replicas
from infogan_lib.backends.stateless import RecordingScope, with_state


def gradients(play: Callable[[], tuple[Sequence, object]], *variables: Sequence):
    """Differentiate several objectives of one forward pass, each by its own variables.

    What the pass assigns on its way (batch statistics, spectral norms) is kept, and a weight that
    it rewrites counts as the weight itself: no gradient goes through the rewriting.

    Args:
        play: runs the forward pass; returns (objectives, tensors worth keeping).
        variables: one list of Keras variables for each objective.

    Returns:
        ``([gradients of objective i by variables i, ...], what else play returned)``

    Raises:
        RuntimeError: Keras runs on a backend without an implementation here.
        ValueError: a variable does not influence its objective. JAX cannot tell; it returns 0.
    """
    backend = keras.backend.backend()
    if backend not in _GRADIENTS:
        raise RuntimeError(
            f"training needs KERAS_BACKEND to be one of {[*_GRADIENTS]}, not {backend}"
        )
    lists, kept = _GRADIENTS[backend](play, variables)
    for group, grads in zip(variables, lists, strict=True):
        severed = [v.path for v, g in zip(group, grads, strict=True) if g is None]
        if severed:
            raise ValueError(f"no gradient reaches {severed}: is the loss connected to them?")
    return lists, kept


def on_any_backend(train_step: Callable) -> Callable:
    """Let every backend's trainer call a step that is written once, as batch → logs."""

    @wraps(train_step)
    def step(model: keras.Model, *arguments):
        *state, batch = arguments
        # Keras hands on what `fit` was given: a batch in a sequence, at times with empty places.
        if isinstance(batch, tuple | list):
            kept = [part for part in batch if part is not None]
            arguments = (*state, kept[0]) if len(kept) == 1 else arguments
        if keras.backend.backend() == "torch":
            import torch

            with torch.no_grad():  # torch records by default; gradients() says where it should
                return train_step(model, *arguments)
        if len(arguments) == 2:  # JAX's trainer: (state, batch) → (logs, state)
            return with_state(train_step, model, *arguments)
        return train_step(model, *arguments)

    return step


def _tensorflow(play: Callable, variables: Sequence[Sequence]) -> tuple[list, object]:
    import tensorflow as tf

    with tf.GradientTape(persistent=True) as tape:
        objectives, kept = play()
        objectives = [replicas.share(objective) for objective in objectives]
    lists = [
        tape.gradient(objective, [variable.value for variable in group])
        for objective, group in zip(objectives, variables, strict=True)
    ]
    return lists, kept


def _jax(play: Callable, variables: Sequence[Sequence]) -> tuple[list, object]:
    """One pass, pulled back once an objective: with weight 1 for it and 0 for the others."""
    import jax

    everything = [variable for group in variables for variable in group]
    assigned: list[keras.Variable] = []

    def forward(values):
        with RecordingScope(everything, values) as scope:
            objectives, kept = play()
        assigned[:] = scope.assigned
        return list(objectives), (kept, scope.changes)

    values = [variable.value for variable in everything]
    objectives, pulled_back, (kept, changes) = jax.vjp(forward, values, has_aux=True)
    lists, start = [], 0
    for i, group in enumerate(variables):
        weights = [ops.full_like(each, i == j) for j, each in enumerate(objectives)]
        lists.append(pulled_back(weights)[0][start : start + len(group)])
        start += len(group)
    for variable, value in zip(assigned, changes, strict=True):
        variable.assign(value)
    return lists, kept


def _torch(play: Callable, variables: Sequence[Sequence]) -> tuple[list, object]:
    import torch

    everything = [variable for group in variables for variable in group]
    with torch.enable_grad(), RecordingScope(everything, [v.value for v in everything]) as scope:
        objectives, kept = play()
    lists = [
        torch.autograd.grad(
            objective, [v.value for v in group], retain_graph=True, allow_unused=True
        )
        if group
        else []
        for objective, group in zip(objectives, variables, strict=True)
    ]
    for variable, value in zip(scope.assigned, scope.changes, strict=True):
        variable.assign(value)
    return [list(grads) for grads in lists], keras.tree.map_structure(torch.detach, kept)


_GRADIENTS = {"tensorflow": _tensorflow, "jax": _jax, "torch": _torch}
