"""Keras variables without side effects: what JAX demands of a step, and torch of a pass.

A ``keras.StatelessScope`` stands between the code and the variables: it gives them values, and
keeps what is assigned to them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain, islice

import keras
from keras import ops


class RecordingScope(keras.StatelessScope):
    """A pass in which some variables have the given values; assignments are recorded, not made.

    Scopes nest: a variable that this one does not hold is looked up in the scope around it.
    """

    def __init__(self, variables: Sequence, values: Sequence):
        super().__init__(zip(variables, values, strict=True))
        self._given = dict(self.state_mapping)
        self._assigned: dict[int, keras.Variable] = {}

    @property
    def assigned(self) -> list[keras.Variable]:
        """The variables that the pass would have changed."""
        return list(self._assigned.values())

    @property
    def changes(self) -> list:
        """Their new values, in the same order."""
        return [ops.stop_gradient(self.state_mapping[key]) for key in self._assigned]

    def get_current_value(self, variable: keras.Variable):
        value = super().get_current_value(variable)
        if value is None and self.original_scope is not None:
            value = self.original_scope.get_current_value(variable)
        return value

    def add_update(self, update: tuple) -> None:
        variable, value = update
        if id(variable) in self._given:
            # The pass may assign to a weight. Its gradient stays that of the value it was given.
            given = self._given[id(variable)]
            value = ops.stop_gradient(value) + (given - ops.stop_gradient(given))
        self._assigned[id(variable)] = variable
        super().add_update((variable, value))


class Optimizers:
    """What Keras's trainers and schedules ask of a model's one optimizer, for a model of two."""

    built = True

    def __init__(self, model: keras.Model):
        self._model = model

    @property
    def variables(self) -> list[keras.Variable]:
        return [*self._model.d_optimizer.variables, *self._model.g_optimizer.variables]

    @property
    def learning_rate(self):
        """G's rate. Setting it scales D's by the same factor, so that their ratio stays."""
        return self._model.g_optimizer.learning_rate

    @learning_rate.setter
    def learning_rate(self, value) -> None:
        g, d = self._model.g_optimizer, self._model.d_optimizer
        before, value = (float(ops.convert_to_numpy(rate)) for rate in (g.learning_rate, value))
        if not 0 < value < math.inf:
            raise ValueError(f"learning_rate must be positive and finite, got {value}")
        d.learning_rate = float(ops.convert_to_numpy(d.learning_rate)) * value / before
        g.learning_rate = value


def with_state(train_step: Callable, model: keras.Model, state: tuple, batch: tuple) -> tuple:
    """Run a step on a given state: (logs, the state after it), as Keras's JAX trainer expects."""
    groups = [model.trainable_variables, model.non_trainable_variables]
    groups += [model.optimizer.variables, model.metrics_variables]
    values = zip(chain(*groups), chain(*state), strict=True)
    with keras.StatelessScope(values) as scope:
        logs = train_step(model, batch)
    return logs, tuple([scope.get_current_value(v) for v in group] for group in groups)


def in_one_loop(model: keras.Model) -> Callable:
    """A train function for JAX's trainer: ``model.steps_per_execution`` steps in one compiled loop.

    Called one by one, a step of small networks costs an accelerator less than Python.
    """
    import jax

    @partial(jax.jit, donate_argnums=0)
    def loop(state: tuple, batches: list) -> tuple:
        def step(state, batch):
            logs, state = model.train_step(state, batch)
            return state, logs

        together = jax.tree.map(lambda *parts: ops.stack(parts), *batches)
        state, logs = jax.lax.scan(step, state, together)
        return jax.tree.map(lambda log: log[-1], logs), state

    def function(state: tuple, iterator: Iterator) -> tuple:
        return loop(state, [*islice(iterator, model.steps_per_execution)])

    return function
