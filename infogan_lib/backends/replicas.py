"""Several devices that train one model: TensorFlow's MirroredStrategy, and what it asks of us.

Each device plays on its share of the batch. The losses are means over the whole batch, and no two
devices draw the same latents, so that a step is that of one device. What looks at a batch as a
whole sees a share of it: batch norm, which the default has in G, D and Q.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

import keras


def count() -> int:
    """How many devices train together in the current scope."""
    if keras.backend.backend() != "tensorflow":
        return 1
    import tensorflow as tf

    return tf.distribute.get_strategy().num_replicas_in_sync


def scope(strategy=None) -> AbstractContextManager:
    """Where to build a model: ``strategy``'s scope, or that of all GPUs where there are several.

    Raises:
        ValueError: a strategy on another backend than TensorFlow.
    """
    if keras.backend.backend() != "tensorflow":
        if strategy is not None:
            raise ValueError("a strategy needs KERAS_BACKEND=tensorflow; leave it out")
        return nullcontext()
    import tensorflow as tf

    if strategy is None and len(tf.config.list_logical_devices("GPU")) > 1:
        strategy = tf.distribute.MirroredStrategy()
    return strategy.scope() if strategy is not None else nullcontext()


def share(objective):
    """This device's part of a mean over all devices: Keras's optimizers add the parts up."""
    return objective / count() if count() > 1 else objective


def own_rows(draw: Callable, n):
    """This device's n rows of ``draw(n × devices)``: all devices draw alike, and each cuts."""
    if count() == 1:
        return draw(n)
    import tensorflow as tf

    first = n * tf.distribute.get_replica_context().replica_id_in_sync_group
    return draw(n * count())[first : first + n]
