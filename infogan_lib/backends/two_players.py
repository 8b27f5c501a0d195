"""What a model of two players owes those who use Keras's own tools on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np

from infogan_lib.backends.guard import StopAtNonFinite
from infogan_lib.backends.keras_extras import side_by_side
from infogan_lib.backends.stateless import Optimizers, in_one_loop


class TwoPlayerModel(keras.Model):
    """A ``keras.Model`` with a ``d_optimizer`` and a ``g_optimizer``: Keras's tools, made to fit.

    ``fit`` stops at the first loss that is not finite. Schedules act on both
    optimizers. What makes no sense for two players says in one line what to use instead. A kind
    of model says in ``batch_parts`` what a batch must hold, in ``parts`` what its weights file
    does, and in ``check_images`` what images it takes.
    """

    train_function: Any

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        keras.saving.register_keras_serializable("infogan_lib")(cls)

    def fit(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: int | None = None,
        epochs: int = 1,
        verbose: int | str = "auto",
        callbacks: Sequence[keras.callbacks.Callback] | None = None,
        **options: Any,
    ) -> keras.callbacks.History:
        """Keras's ``fit`` on images (n, *shape) in [-1, 1], with labels y (n,) where used.

        Raises:
            ValueError: images or labels that the config cannot learn from, or an option that a
                game without a loss of its own cannot honour.
            DivergedError: at the first step whose losses are not finite.
        """
        for name in ("validation_data", "validation_split", "class_weight", "sample_weight"):
            unused = name == "validation_split" and options.get(name) == 0
            if options.get(name) is not None and not unused:
                raise ValueError(f"fit: a GAN has no use for {name}; leave it out")
        callbacks = [callbacks] if isinstance(callbacks, keras.callbacks.Callback) else callbacks
        for callback in callbacks or ():
            if isinstance(callback, keras.callbacks.TerminateOnNaN):
                raise ValueError(
                    "fit: TerminateOnNaN looks for a loss named 'loss', of which a game of two has "
                    "none; leave it out, training stops by itself at the first number not finite"
                )
        if isinstance(x, dict):
            self.check_batch(x)
            x, y = x["real"], x.get("labels")
        if hasattr(x, "shape") and hasattr(x, "dtype") or isinstance(x, list):
            x, batch_size = self.parts_of_arrays(x, y), batch_size or self.config.batch_size
            y = None
        elif isinstance(x, Iterator):  # Keras wants a batch of one part in a tuple
            x = ((batch,) for batch in x)
        return super().fit(
            x,
            y,
            batch_size=batch_size,
            epochs=epochs,
            verbose=verbose,
            callbacks=[StopAtNonFinite(), *(callbacks or ())],
            **options,
        )

    def make_train_function(self, force: bool = False) -> None:
        """Keras's; on JAX, several steps an execution are one compiled loop."""
        before = self.train_function
        super().make_train_function(force)
        several = self.steps_per_execution > 1 and self.jit_compile and not self.run_eagerly
        if self.train_function is not before and several and keras.backend.backend() == "jax":
            self.train_function = in_one_loop(self)

    def get_ready(self, log_names: Sequence[str], jit_compile: Any) -> None:
        """Make what Keras's tools need of a model that has its networks and optimizers."""
        self.averages = {name: keras.metrics.Mean(name=name) for name in log_names}
        self.built = True
        self.compile(optimizer=None, jit_compile=jit_compile)
        self.optimizer = Optimizers(self)

    def averaged(self, logs: dict) -> dict:
        """The means of an epoch's logs so far, with those of one more step."""
        for name, average in self.averages.items():
            average.update_state(logs[name])
        return {name: average.result() for name, average in self.averages.items()}

    def parts_of_arrays(self, images: np.ndarray, labels: np.ndarray | None) -> dict:
        """Arrays, checked, as the named parts of a batch."""
        self.check_images(images, training=True)
        batch = {"real": images} | ({} if labels is None else {"labels": labels})
        self.check_batch(batch)
        return batch

    def check_batch(self, batch: dict) -> None:
        """ValueError unless a batch holds exactly this model's parts: none is used by guess."""
        found = tuple(batch) if isinstance(batch, dict) else type(batch).__name__
        if not isinstance(batch, dict) or set(batch) != set(self.batch_parts):
            raise ValueError(
                f"a batch for {type(self).__name__} is a dict with the parts {self.batch_parts}, "
                f"got {found}; infogan_lib.train(config, images) makes such batches"
            )

    def get_config(self) -> dict:
        """The config, for a .keras file."""
        return {"config": keras.saving.serialize_keras_object(self.config)}

    @classmethod
    def from_config(cls, config: dict, custom_objects: dict | None = None) -> TwoPlayerModel:
        """The untrained model of :meth:`get_config`'s dict."""
        return cls(keras.saving.deserialize_keras_object(config["config"], custom_objects))

    def train_on_batch(self, x: Any, y: Any = None, sample_weight=None, **options: Any):
        """One step on images (n, *shape) in [-1, 1], with labels y (n,) where used."""
        if sample_weight is not None or options.get("class_weight") is not None:
            raise ValueError("train_on_batch: a GAN has no use for weights of samples or classes")
        return super().train_on_batch(self.parts_of_arrays(x, y), **options)

    def evaluate(self, *arguments: Any, **options: Any):
        """Refused: a game has no loss to evaluate."""
        raise NotImplementedError(
            "a GAN has no loss to evaluate; score it with "
            "infogan_lib.measure.evaluate.evaluate(model, images, labels)"
        )

    test_on_batch = evaluate

    def compile(self, *arguments: Any, **options: Any) -> None:
        """Refused once the model is made: its config holds both players' optimizers."""
        if getattr(self, "compiled", False):
            raise ValueError(
                "this model comes compiled, with an optimizer for each player; set d_rate, g_rate, "
                "beta_1 and jit_compile in its TrainConfig"
            )
        super().compile(*arguments, **options)

    def save_own_variables(self, store: dict) -> None:
        """The place in the random stream, so that what a file brings back goes on alike."""
        store["random"] = keras.ops.convert_to_numpy(self.random.state)

    def load_own_variables(self, store: dict) -> None:
        """What :meth:`save_own_variables` kept."""
        self.random.state.assign(store["random"])

    def get_compile_config(self) -> None:
        """Nothing: the config says it all."""

    def compile_from_config(self, config: dict) -> None:
        """Nothing: the model is compiled when it is made."""

    def export(self, filepath: str | Path, *arguments: Any, **options: Any) -> None:
        """Keras's export of the generator, from latents to images."""
        self.generator(keras.ops.zeros((1, self.latent.width), "float32"))  # Keras asks for a call
        self.generator.export(filepath, *arguments, **options)

    def save(self, filepath: str | Path, overwrite: bool = True, **options: Any) -> None:
        """Write a .keras file, for the same version of Keras; a run's folder lasts longer."""
        if Path(str(filepath)).suffix in (".h5", ".hdf5", ""):
            raise ValueError(
                f"{filepath}: end the name in .keras, or save_weights to a .weights.h5"
            )
        super().save(filepath, overwrite=overwrite, **options)

    @property
    def networks(self) -> keras.Model:
        """Every network in one functional model: what a weights file holds."""
        return side_by_side(*(getattr(self, part) for part in self.parts))

    def save_weights(self, filepath, overwrite: bool = True, **options) -> None:
        """Write the networks' weights, and nothing of the optimisers, to a .weights.h5."""
        self.networks.save_weights(filepath, overwrite=overwrite, **options)

    def load_weights(self, filepath, **options) -> None:
        """Read what :meth:`save_weights` wrote for the same config."""
        self.networks.load_weights(filepath, **options)
