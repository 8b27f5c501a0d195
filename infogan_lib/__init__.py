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
    from infogan_lib.codes import Categorical, Gaussian, Uniform
    from infogan_lib.config import TrainConfig
    from infogan_lib.data import load_mnist
    from infogan_lib.gan import ACGAN, CGAN, GAN, InfoGAN
    from infogan_lib.judge import load_judge
    from infogan_lib.latent import LatentSpec
    from infogan_lib.pretrained import load_pretrained
    from infogan_lib.training import train

__version__ = "0.1.0"

_HOME = {
    "Categorical": "codes",
    "Gaussian": "codes",
    "LatentSpec": "latent",
    "Uniform": "codes",
    "TrainConfig": "config",
    "load_judge": "judge",
    "load_mnist": "data",
    "ACGAN": "gan",
    "CGAN": "gan",
    "GAN": "gan",
    "InfoGAN": "gan",
    "load_pretrained": "pretrained",
    "train": "training",
}

__all__ = [
    "ACGAN",
    "CGAN",
    "Categorical",
    "GAN",
    "Gaussian",
    "InfoGAN",
    "LatentSpec",
    "TrainConfig",
    "Uniform",
    "__version__",
    "load_judge",
    "load_mnist",
    "load_pretrained",
    "train",
]


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
