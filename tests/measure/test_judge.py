"""The judge judges well, judges nothing but what was asked, and refuses what it cannot judge."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import numpy as np
import pytest

from infogan_lib.core.codes import Categorical
from infogan_lib.data.mnist import load_mnist
from infogan_lib.errors import WeightsError
from infogan_lib.measure.judge import FOLDER, class_conditional_accuracy, load_judge
from infogan_lib.recipes.build import build
from infogan_lib.recipes.config import DIGIT, preset
from infogan_lib.runs.pretrained import card

SAMPLE = load_mnist("sample")
JUDGE = load_judge()
LABELLED = preset("tiny", codes=DIGIT, labels="given", jit_compile=False)
TWELVE = replace(LABELLED, codes=(Categorical("month", 12),))


class Copyist:
    """A perfect conditional GAN: it shows a real digit of the label it is asked for."""

    config, latent = LABELLED, LABELLED.latent

    def __init__(self, shift: int = 0):
        self.shift, self.rng = shift, np.random.default_rng(0)

    def generate(self, latents: np.ndarray) -> np.ndarray:
        asked = (latents[:, self.latent.slices["digit"]].argmax(axis=1) + self.shift) % 10
        chosen = [self.rng.choice(np.flatnonzero(SAMPLE.y_train == digit)) for digit in asked]
        return SAMPLE.x_train[chosen]


def test_the_judge_reads_digits():
    """Its score is the card's, on test digits; these are training digits, and only a check."""
    assert card("digits", FOLDER)["scores"]["test_accuracy"] >= 0.99
    assert (JUDGE.classify(SAMPLE.x_train) == SAMPLE.y_train).mean() > 0.99


def test_the_judge_is_small_and_frozen():
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) <= 1.5e6
    assert JUDGE.network.trainable_variables == []


def test_one_network_gives_logits_and_features():
    images = SAMPLE.x_train[:7]
    assert JUDGE.logits(images).shape == (7, 10) and JUDGE.features(images).shape == (7, 64)
    np.testing.assert_array_equal(JUDGE.logits(images).argmax(axis=1), JUDGE.classify(images))


def test_a_perfect_generator_scores_as_the_judge_does():
    record = class_conditional_accuracy(Copyist(), JUDGE, 500)
    assert record["accuracy"] > 0.985 and record["n"] == 500
    confusion = np.array(record["confusion"])
    assert (confusion.sum(axis=1) == 50).all()
    assert record["accuracy"] == pytest.approx(confusion.trace() / 500)
    assert np.mean(record["per_class"]) == pytest.approx(record["accuracy"])


def test_a_generator_that_confuses_every_digit_scores_nothing():
    record = class_conditional_accuracy(Copyist(shift=1), JUDGE, 200)
    assert record["accuracy"] < 0.03
    assert (np.array(record["confusion"]).argmax(axis=1) == (np.arange(10) + 1) % 10).all()


def test_an_untrained_generator_guesses():
    record = class_conditional_accuracy(build(LABELLED), JUDGE, 200)
    assert record["accuracy"] == pytest.approx(0.1, abs=0.08)
    right = np.arange(200) < round(200 * record["accuracy"])
    assert record["standard_error"] == pytest.approx(right.std() / np.sqrt(200))


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: class_conditional_accuracy(build(preset("tiny")), JUDGE), "without labels"),
        (lambda: class_conditional_accuracy(Copyist(), JUDGE, 9), "at least 10"),
        (lambda: class_conditional_accuracy(build(TWELVE), JUDGE), "'month' of this model has 12"),
        (lambda: JUDGE.classify(SAMPLE.x_train[:0]), "n > 0"),
        (lambda: JUDGE.classify(SAMPLE.x_train[:2, ..., 0]), r"shape \(n, 28, 28, 1\)"),
        (lambda: JUDGE.classify(SAMPLE.x_train[:2] * 127), r"in \[-1, 1\]"),
    ],
)
def test_bad_input_names_the_fix(act, message):
    with pytest.raises(ValueError, match=message):
        act()


def test_altered_weights_are_refused(tmp_path):
    for path in FOLDER.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    with open(tmp_path / "digits.weights.h5", "r+b") as file:
        file.seek(5000)
        file.write(b"?")
    with pytest.raises(ValueError, match="altered or cut"):
        load_judge(tmp_path)


def test_a_file_that_holds_no_weights_of_a_judge_is_refused(tmp_path):
    content = b"no weights at all"
    (tmp_path / "digits.weights.h5").write_bytes(content)
    card = json.loads((FOLDER / "digits.json").read_text("utf-8"))
    card["sha256"] = hashlib.sha256(content).hexdigest()
    (tmp_path / "digits.json").write_text(json.dumps(card), "utf-8")
    with pytest.raises(WeightsError, match="does not fit the judge"):
        load_judge(tmp_path)
