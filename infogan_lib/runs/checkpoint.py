"""A training run frozen in one file: weights, both optimisers, random state, and history."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from keras import ops

from infogan_lib.backends.guard import check_weights
from infogan_lib.errors import one_line
from infogan_lib.files import atomically, to_json
from infogan_lib.recipes.build import GAN


def state_of(model: GAN) -> dict:
    """Every variable that decides the next training step, under a name of its own."""
    owners = [*model.variables, model.random.state]
    owners += [*model.d_optimizer.variables, *model.g_optimizer.variables]
    unique = {id(variable): variable for variable in owners}.values()
    return {f"{i:03d} {variable.path}": variable for i, variable in enumerate(unique)}


def sound_state(model: GAN) -> dict[str, np.ndarray]:
    """The values of :func:`state_of`; DivergedError if one of them is not finite."""
    arrays = {name: ops.convert_to_numpy(v.value) for name, v in state_of(model).items()}
    check_weights(model, arrays)
    return arrays


def save_checkpoint(path: Path, state: dict[str, np.ndarray], notes: dict) -> None:
    """Write a :func:`sound_state` at once, or leave the file that was there untouched.

    Args:
        notes: JSON-able facts to keep with the weights (epoch, history, config, data hash).
    """
    parts: dict[str, Any] = {"notes": np.array(to_json(notes)), **state}
    with atomically(path) as unfinished, open(unfinished, "wb") as file:
        np.savez(file, **parts)


def read_notes(path: Path) -> dict:
    """The notes of a checkpoint, without a model; ValueError if the file is damaged."""
    with _opened(path) as stored:
        return json.loads(str(stored["notes"]))


def restore_checkpoint(path: Path, model: GAN) -> None:
    """Put a model back to where the checkpoint left it; ValueError if it is another model."""
    with _opened(path) as stored:
        arrays = [stored[name] for name in stored.files if name != "notes"]
    variables = state_of(model).values()
    if [array.shape for array in arrays] != [tuple(variable.shape) for variable in variables]:
        raise ValueError(f"{path} belongs to another model; resume with the config beside it")
    for variable, array in zip(variables, arrays, strict=True):
        variable.assign(array)


@contextmanager
def _opened(path: Path) -> Iterator[np.lib.npyio.NpzFile]:
    try:
        with np.load(path, allow_pickle=False) as stored:
            yield stored
    # A damaged zip raises any of a dozen types.
    except Exception as error:
        raise ValueError(
            f"{path} is damaged ({one_line(error)}); restore a copy of it, or start the run again "
            "in another folder"
        ) from error
