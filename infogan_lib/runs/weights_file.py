"""A .weights.h5 file: written small, read with suspicion. It holds numbers, and no code."""

from __future__ import annotations

import json
from pathlib import Path

import h5py
import numpy as np

from infogan_lib.errors import WeightsError, shown
from infogan_lib.recipes.build import GAN

DTYPES = ("float32", "float16")
# The file names its own codes: a uniform and a Gaussian code have weights of one shape.
CODES = "infogan_lib_latent"


def write(model: GAN, path: Path, dtype: str = "float32") -> None:
    """Write the networks' weights to ``path``, compressed, floats as ``dtype``.

    Raises:
        ValueError: for an unknown dtype, or weights that are not finite once rounded to it.
    """
    if dtype not in DTYPES:
        raise ValueError(f"dtype must be one of {DTYPES}, got {shown(dtype)}")
    plain = path.with_name(f"{path.name}.plain.weights.h5")
    try:
        model.save_weights(plain)
        with h5py.File(plain) as source, h5py.File(path, "w") as target:
            _copy(source, target, dtype)
            target.attrs[CODES] = _codes(model)
    finally:
        plain.unlink(missing_ok=True)


def read(model: GAN, path: Path, label: str) -> None:
    """Load weights that :func:`write` or ``model.save_weights`` wrote into ``model``.

    ``label`` names the file that the model's config came from.

    Raises:
        WeightsError: for a file that is damaged, reaches into other files, or was made for other
            codes or sizes.
    """
    try:
        with h5py.File(path) as file:
            arrays = _count_arrays(file, path.name)
            codes = file.attrs.get(CODES)
        if codes is not None and codes != _codes(model):
            raise WeightsError(f"{path.name}: made for other codes than {label} says; restore it")
        if arrays != len(model.weights):  # Keras would not miss arrays that no layer asks for.
            raise ValueError(f"{arrays} arrays for {len(model.weights)} weights")
        model.load_weights(path)
    except WeightsError:
        raise
    except OSError as error:
        raise WeightsError(f"{path.name}: cut or damaged; fetch it again") from error
    # Keras raises whatever type its store happens to meet, and writes many lines.
    except Exception as error:
        raise WeightsError(
            f"{path.name}: does not fit the networks of {label}; restore the two that belong "
            "together"
        ) from error


def _codes(model: GAN) -> str:
    return json.dumps(model.latent.to_config(), sort_keys=True, allow_nan=False)


def _copy(source: h5py.Group, target: h5py.Group, dtype: str) -> None:
    target.attrs.update(source.attrs)
    for key, item in source.items():
        if isinstance(item, h5py.Group):
            _copy(item, target.create_group(key), dtype)
            continue
        values = item[()]
        if values.dtype.kind == "f":
            with np.errstate(over="ignore"):
                values = values.astype(dtype)
            if not np.isfinite(values).all():
                raise ValueError(f"weights {item.name} are not finite in {dtype}; use float32")
        packed = {"compression": "gzip", "shuffle": True} if values.ndim else {}
        target.create_dataset(key, data=values, **packed)


def _count_arrays(group: h5py.Group, name: str) -> int:
    """Count what the file holds; refuse links, since weights have no reason to reach elsewhere."""
    arrays = 0
    for key in group:
        if not isinstance(group.get(key, getlink=True), h5py.HardLink):
            raise WeightsError(f"{name}: holds a link to elsewhere; do not use this file")
        item = group[key]
        if isinstance(item, h5py.Group):
            arrays += _count_arrays(item, name)
        elif item.external or item.is_virtual:
            raise WeightsError(f"{name}: keeps its numbers elsewhere; do not use this file")
        else:
            arrays += 1
    return arrays
