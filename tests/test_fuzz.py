"""Anything at all, given to the library's doors: a result, or an error that is documented.

FUZZ=10000 tries so many inputs in all; a test run has time for a few hundred.
"""

from __future__ import annotations

import io
import json
import os
import zipfile
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image

from infogan_lib import load_data, load_mnist, load_pretrained
from infogan_lib.core.codes import Categorical, Gaussian, Uniform, code_from_config, code_to_config
from infogan_lib.core.latent import LatentSpec
from infogan_lib.data.folder import read_folder
from infogan_lib.data.frame import mnist_like
from infogan_lib.data.looks import check_contrast, check_images, remarks
from infogan_lib.errors import DataError, WeightsError
from infogan_lib.files import to_json
from infogan_lib.measure.records import load_records
from infogan_lib.recipes.config import TrainConfig, preset
from infogan_lib.runs.checkpoint import read_notes
from infogan_lib.runs.folder import read_history
from infogan_lib.runs.options import latents_from, parse_codes
from infogan_lib.runs.pretrained import card, load
from infogan_lib.runs.pretrained import load_pretrained as shipped
from infogan_lib.sweeps.table import read_table

DOORS = 16
EACH = max(10, int(os.environ.get("FUZZ", "320")) // DOORS)
few = settings(max_examples=EACH, deadline=None, suppress_health_check=list(HealthCheck))

numbers = st.one_of(
    st.integers(), st.floats(), st.booleans(), st.integers(-3, 300), st.floats(-2, 2),
    st.sampled_from([np.int8(3), np.float16(0.5), np.nan, np.float64(np.inf), 2**63, 1e-320]),
)  # fmt: skip
things = st.one_of(
    numbers, st.none(), st.text(max_size=8), st.binary(max_size=8), st.complex_numbers(),
    st.lists(numbers, max_size=3), st.dictionaries(st.text(max_size=3), numbers, max_size=2),
    hnp.arrays(hnp.scalar_dtypes(), hnp.array_shapes(max_dims=3, max_side=3)),
)  # fmt: skip
json_things = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6)
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
def refused(act, *documented: type[Exception]):
    """What act returns; None where it refuses with a documented error, in one line."""
    try:
        return act()
    except documented as error:
        assert str(error) and "\n" not in str(error).strip(), repr(error)
        return None


def sparse(dtype, shape, fill) -> np.ndarray:
    """Few values drawn, many pixels: whole arrays of images at the price of one number."""
    try:
        return np.full(shape, fill).astype(dtype)
    except (TypeError, ValueError, OverflowError):
        return np.full(shape, 0, dtype)


images = st.builds(
    sparse,
    st.sampled_from(["u1", "i2", "u2", "f2", "f4", "f8", "?", "c8", "O", "U2"]),
    st.sampled_from([(1, 28, 28, 1), (2, 28, 28), (28, 28), (0, 28, 28, 1), (), (3,), (2, 5, 9),
                     (1, 28, 28, 3), (1, 1, 1, 1), (2, 32, 32, 1)]),
    numbers,
)  # fmt: skip
noisy = st.builds(
    lambda seed, low, high, shape, dtype: np.random.default_rng(seed).uniform(
        min(low, high), max(low, high) + 1e-9, shape).astype(dtype),
    st.integers(0, 99), st.floats(-300, 300), st.floats(-300, 70000),
    st.sampled_from([(1, 28, 28, 1), (2, 28, 28), (17, 40), (2, 3, 3, 1)]),
    st.sampled_from(["f2", "f4", "f8"]),
)  # fmt: skip


@few
@given(images | noisy | things)
@example(np.zeros((1, 28, 28, 1), "f4"))
def test_images(x):
    def look():
        check_images(x)
        check_contrast(x)
        return remarks(x)

    said = refused(look, ValueError)
    assert said is None or "\n" not in said


@few
@given(images | noisy | things, st.sampled_from([None, True, False]))
def test_frames(x, invert):
    framed = refused(lambda: mnist_like(x, invert), DataError)
    assert framed is None or np.isfinite(framed).all() and framed.shape[1:] == (28, 28, 1)


@few
@given(st.dictionaries(st.sampled_from([f.name for f in fields(TrainConfig)]), things, max_size=3))
def test_configs(changes):
    config = refused(lambda: preset("tiny", **changes), ValueError)
    if config is not None:
        assert TrainConfig.from_config(json.loads(to_json(config.to_config()))) == config


@few
@given(json_things | st.fixed_dictionaries({"codes": json_things}, optional={"noise": json_things}))
def test_configs_from_files(content):
    refused(lambda: TrainConfig.from_config(content), ValueError)


@few
@given(st.sampled_from([Categorical, Uniform, Gaussian]), things, things, things)
def test_codes(kind, name, a, b):
    code = refused(lambda: kind(name, a, b), ValueError)
    if code is not None:
        assert np.isfinite(code.entropy)
        assert code_from_config(json.loads(to_json(code_to_config(code)))) == code


@few
@given(json_things | st.builds(lambda kind, more: {"kind": kind} | more, st.sampled_from(
    ["categorical", "uniform", "gaussian"]), st.dictionaries(st.sampled_from(
        ["name", "size", "low", "high", "mean", "std", "channel", "probabilities"]), json_things)))
def test_codes_from_files(content):
    refused(lambda: code_from_config(content), ValueError)


@few
@given(st.text(alphabet="ak=0123.:,uniformgsé٣ ", max_size=24) | st.text(max_size=12))
def test_codes_in_words(text):
    codes = refused(lambda: LatentSpec(parse_codes(text), 3), ValueError)
    assert codes is None or codes.width >= 3


@few
@given(things, things, things)
def test_latents(noise, category, style):
    spec = LatentSpec((Categorical("k", 3), Uniform("u")), noise=2)
    rows = refused(lambda: spec.assemble(noise, k=category, u=style), ValueError)
    assert rows is None or rows.shape[1] == spec.width


@few
@given(st.lists(st.text(alphabet="ku=0123456789.e-naif", max_size=9), max_size=3),
       st.integers(-3, 9), st.integers(-3, 2**33))
def test_codes_of_the_command(fixed, n, seed):
    spec = LatentSpec((Categorical("k", 3), Uniform("u")), noise=2)
    rows = refused(lambda: latents_from(fixed, spec, n, seed), ValueError)
    assert rows is None or np.isfinite(rows).all()


MODEL = load_pretrained()


@few
@given(images | noisy | things)
@pytest.mark.filterwarnings("ignore:images")
def test_recognition(x):
    read = refused(lambda: MODEL.recognise(x), ValueError)
    assert read is None or np.isfinite(read["category"]["probabilities"]).all()


@few
@given(st.one_of(st.integers(-3, 9), st.floats(), st.text(max_size=3), st.none(), images), things)
def test_generation(latents, seed):
    refused(lambda: MODEL.generate(latents, seed), ValueError)


def npz(arrays: dict) -> bytes:
    stream = io.BytesIO()
    np.savez(stream, **arrays)
    return stream.getvalue()


def broken(content: bytes, place: int, change: int) -> bytes:
    """Cut at a place, or with a byte there changed."""
    place %= len(content)
    if not change:
        return content[:place]
    return content[:place] + bytes([content[place] ^ change]) + content[place + 1 :]


changes = st.tuples(st.integers(0, 10**6), st.integers(0, 255))


@few
@given(st.dictionaries(st.sampled_from(["x_train", "y_train", "x_test", "y_test", "x"]),
                       images | noisy, max_size=4), st.none() | changes, st.booleans())
def test_array_files(tmp_path_factory, arrays, change, like_mnist):
    path = tmp_path_factory.getbasetemp() / "fuzz.npz"
    content = npz({key: x for key, x in arrays.items() if x.dtype.kind != "O"})
    path.write_bytes(content if change is None else broken(content, *change))
    data = refused(lambda: load_data(path, like_mnist=like_mnist), DataError)
    if data is not None:  # own images keep their size
        high, wide, colours = data.x_train.shape[1:]
        assert high == wide and colours in (1, 3)
        assert not like_mnist or (high, colours) == (28, 1)
    refused(lambda: load_mnist(path), DataError)


@few
@given(noisy, st.sampled_from(["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP"]), st.none() | changes,
       st.booleans(), st.booleans(), st.binary(max_size=40) | st.none())
def test_picture_files(tmp_path_factory, x, kind, change, invert, like_mnist, bare):
    folder = tmp_path_factory.getbasetemp() / "pictures"
    folder.mkdir(exist_ok=True)
    stream = io.BytesIO()
    Image.fromarray(np.nan_to_num(x.reshape(-1, x.shape[-1] if x.shape[-1] > 1 else x.shape[-2]))
                    .clip(0, 255).astype("u1")).save(stream, kind)  # fmt: skip
    content = stream.getvalue() if bare is None else bare
    (folder / "a.png").write_bytes(
        content if change is None or not content else broken(content, *change)
    )
    found = refused(lambda: read_folder(folder, invert, like_mnist=like_mnist), DataError)
    assert found is None or found.images.shape == (1, 28, 28, 1)


@few
@given(st.binary(max_size=60) | st.text(alphabet='[]{}"=,\n epochseedspreset0123mnist', max_size=60)
       .map(str.encode) | json_things.map(json.dumps).map(str.encode))
def test_text_files(tmp_path_factory, content):
    folder = tmp_path_factory.getbasetemp() / "texts"
    folder.mkdir(exist_ok=True)
    for name in ("a.csv", "a.toml", "a.json", "a.jsonl", "config.json", "model.weights.h5"):
        (folder / name).write_bytes(content)
    refused(lambda: read_history(folder / "a.csv"), WeightsError)
    refused(lambda: read_table(folder / "a.toml"), ValueError)
    refused(lambda: card("a", folder), WeightsError)
    refused(lambda: load_records("a", folder), DataError)
    refused(lambda: load(folder), WeightsError)


@few
@given(st.text(max_size=9) | st.sampled_from(["mnist", "../mnist", "", ".", "nul", "a/b", "a\0b"]))
def test_names(name):
    refused(lambda: shipped(name), WeightsError)
    refused(lambda: card(name), WeightsError)


CHECKPOINT = npz({"notes": np.array(json.dumps({"history": []})), "0": np.zeros(3)})


@few
@given(changes)
def test_checkpoints(tmp_path_factory, change):
    path = tmp_path_factory.getbasetemp() / "checkpoint.npz"
    path.write_bytes(broken(CHECKPOINT, *change))
    notes = refused(lambda: read_notes(path), ValueError)
    assert notes is None or zipfile.is_zipfile(path)
