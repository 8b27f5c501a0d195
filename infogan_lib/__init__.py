"""InfoGAN in small, readable pieces: codes, networks, training, measurement.

Importing this package imports neither Keras nor TensorFlow. A public name loads its module when it
is first used, so `infogan_lib.information` stays usable on a machine without a deep learning
library.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

from infogan_lib.errors import with_the_fix

if TYPE_CHECKING:
    from infogan_lib.core.codes import Categorical, Gaussian, Uniform
    from infogan_lib.core.latent import LatentSpec
    from infogan_lib.data.folder import load_images
    from infogan_lib.data.frame import mnist_like
    from infogan_lib.data.mnist import load_mnist
    from infogan_lib.data.own import load_data
    from infogan_lib.measure.judge import load_judge
    from infogan_lib.recipes.build import ACGAN, CGAN, GAN, InfoGAN
    from infogan_lib.recipes.config import TrainConfig
    from infogan_lib.runs.pretrained import load_pretrained
    from infogan_lib.runs.training import train

__version__ = "0.1.0"

_NAMES = {
    "core.codes": ("Categorical", "Gaussian", "Uniform"),
    "core.latent": ("LatentSpec",),
    "data.folder": ("load_images",),
    "data.frame": ("mnist_like",),
    "data.mnist": ("load_mnist",),
    "data.own": ("load_data",),
    "measure.judge": ("load_judge",),
    "recipes.build": ("ACGAN", "CGAN", "GAN", "InfoGAN"),
    "recipes.config": ("TrainConfig",),
    "runs.pretrained": ("load_pretrained",),
    "runs.training": ("train",),
}
_HOME = {name: home for home, names in _NAMES.items() for name in names}

__all__ = ["__version__", *_HOME]


def _modules() -> set[str]:
    """Names of this package's modules, by its files: no list to keep up to date."""
    return {module.name for module in iter_modules(__path__)}


def __getattr__(name: str) -> Any:
    """Load a public name or a module on first use (PEP 562)."""
    try:
        if name in _HOME:
            value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
        elif not name.startswith("_") and name in _modules():
            value = import_module(f"{__name__}.{name}")
        else:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    except ModuleNotFoundError as error:
        raise with_the_fix(error) from error
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, *_modules()})
