"""Images of one's own: folders, folders of classes, arrays; what was used is said in one line."""

from __future__ import annotations

import zipfile

import numpy as np
import pytest
from PIL import Image

from infogan_lib import load_data
from infogan_lib.data.folder import read_folder
from infogan_lib.data.mnist import DataError, DataNotFoundError, load_mnist
from infogan_lib.data.own import facts_of

SAMPLE = load_mnist("sample")
X, Y = SAMPLE.x_train[:40], SAMPLE.y_train[:40]
BYTES = np.rint((X[..., 0] + 1) * 127.5).astype("u1")


def save(path, pixels, dtype="u1"):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.asarray(pixels, dtype=dtype)).save(path)


@pytest.fixture
def classes(tmp_path):
    """own/one/*.png and own/seven/*.png, and what systems and people leave beside them."""
    for name, digit in (("seven", 7), ("one", 1)):
        for i, pixels in enumerate(BYTES[digit == Y]):
            save(tmp_path / "own" / name / f"{i}.png", pixels)
    own = tmp_path / "own"
    (own / ".DS_Store").write_bytes(b"x")
    (own / "one" / "._0.png").write_bytes(b"Mac OS X resource fork")
    (own / "one" / "Thumbs.db").write_bytes(b"x")
    save(own / "__MACOSX" / "0.png", BYTES[0])
    (own / "notes.txt").write_text("mine")
    (own / "empty").mkdir()
    return own


def test_sub_folders_are_classes_and_what_systems_add_is_passed_over(classes, capsys):
    data = load_data(classes)
    assert data.class_names == ("one", "seven") and data.name == "own"
    np.testing.assert_array_equal(data.y_train, [0] * 4 + [1] * 4)
    expected = np.concatenate([X[Y == 1], X[Y == 7]])
    np.testing.assert_array_equal(data.x_train, expected)
    line = capsys.readouterr().out
    assert line.count("\n") == 1 and line.strip() == data.source
    for part in ("8 pictures of 2 classes (one, seven)", "28 × 28, grey", "notes.txt", "empty"):
        assert part in line, part
    facts = data.facts()
    assert facts["class_names"] == ["one", "seven"] and facts["size"] == [28, 28]
    assert facts["images"] == 8 and facts["location"] == str(classes.resolve())


def test_pictures_beside_sub_folders_have_no_labels(classes):
    save(classes / "0.png", BYTES[0])
    found = read_folder(classes)
    assert found.labels is None and len(found.images) == 1 and "one" in found.summary


def test_masks_and_twelve_bits_use_their_whole_range(tmp_path):
    save(tmp_path / "masks" / "0.png", BYTES[0] > 99)
    save(tmp_path / "deep" / "0.png", BYTES[0] * 16.0, "u2")
    save(tmp_path / "deep" / "1.png", BYTES[1] * 4.0, "u2")  # darker, of the same camera
    masks, deep = (read_folder(tmp_path / name).images for name in ("masks", "deep"))
    assert masks.min() == -1 and masks.max() == 1
    assert np.abs(deep[0] - X[0]).max() < 0.02 and deep[1].max() < -0.4


def test_dark_ink_is_remarked_on_inverted_and_framed(tmp_path):
    for i, pixels in enumerate(BYTES[:5]):
        save(tmp_path / f"{i}.png", 255 - np.pad(pixels, ((0, 40), (30, 0))))
    assert "light paper" in read_folder(tmp_path).summary
    inverted = read_folder(tmp_path, invert=True)
    assert "light paper" not in inverted.summary and "small or off centre" in inverted.summary
    framed = read_folder(tmp_path, like_mnist=True)
    assert framed.summary.endswith("to 28 × 28, grey, in MNIST's frame")
    assert framed.light and np.abs(framed.images - X[:5]).mean() < 0.05


def test_a_blank_picture_is_named_and_a_blank_folder_refused(tmp_path):
    save(tmp_path / "a" / "blank.png", np.zeros((28, 28)))
    with pytest.raises(DataError, match="nearly blank"):
        read_folder(tmp_path / "a")
    with pytest.raises(DataError, match="blank.png: number 0 shows no ink"):
        read_folder(tmp_path / "a", like_mnist=True)


@pytest.mark.parametrize("words", ["sample", "full", "auto"])
def test_reserved_words_win_over_folders_of_that_name(tmp_path, monkeypatch, words):
    save(tmp_path / words / "0.png", BYTES[0])
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "none"))
    monkeypatch.delenv("INFOGAN_DATA", raising=False)
    monkeypatch.setattr("infogan_lib.data.sources._answers", lambda *_: False)
    if words == "full":
        with pytest.raises(DataNotFoundError):
            load_data(words)
    else:
        assert load_data(words).name == "mnist"
    assert load_data(f"./{words}").name == words


@pytest.mark.parametrize(
    ("x", "how"),
    [
        (BYTES, ""),
        (BYTES[..., None].astype("i8"), ""),
        (BYTES.astype("f8"), ""),
        (X, ""),
        (X * 1.0004, ""),  # rounding, as of arithmetic in few bits
        ((X + 1) / 2, "scaled from 0 to 1"),
        ((X + 1) / 2 * 1.0004, "scaled from 0 to 1"),
        (BYTES.astype("u2") * 16, "scaled from 0 to 4095"),
    ],
)
def test_arrays_of_ones_own_are_taken_whatever_their_range(tmp_path, capsys, x, how):
    np.savez(tmp_path / "mine.npz", x_train=x, y_train=Y, extra=Y)
    data = load_data(tmp_path / "mine.npz")
    assert np.abs(data.x_train - X).max() < 0.01 and how in capsys.readouterr().out
    np.testing.assert_array_equal(data.y_train, Y)
    assert data.name == "mine" and len(data.x_test) == 0 and data.class_names == ()


def test_framed_digits_are_negatives_where_most_had_dark_ink(tmp_path):
    """Of arrays as of pictures: it decides in which polarity one's own model draws to a file."""
    for dark in (False, True):
        pixels = np.pad(BYTES[:5], ((0, 0), (0, 40), (30, 0)))
        np.savez(tmp_path / "mine.npz", x_train=255 - pixels if dark else pixels)
        data = load_data(tmp_path / "mine.npz", like_mnist=True)
        assert data.negative == dark and np.abs(data.x_train - X[:5]).mean() < 0.05
    assert load_data(255 - BYTES, invert=True).negative
    assert not load_data(BYTES).negative


def test_masks_and_a_test_set_and_no_labels(tmp_path):
    np.savez(tmp_path / "mine.npz", x_train=BYTES > 99, x_test=BYTES[:3])
    data = load_data(tmp_path / "mine.npz")
    assert data.y_train is None and data.y_test is None and len(data.x_test) == 3
    assert set(np.unique(data.x_train)) == {-1, 1}


@pytest.mark.parametrize(
    ("arrays", "says"),
    [
        ({"images": BYTES}, "no array x_train but images; rename"),
        ({"x_train": BYTES.reshape(40, 784)}, r"shape \(40, 784\)"),
        ({"x_train": np.repeat(BYTES[:, None], 3, 1)}, "put the colours last"),
        ({"x_train": BYTES[:, 4:]}, "--like-mnist"),
        ({"x_train": BYTES[:0]}, "n > 0"),
        ({"x_train": BYTES * 0}, "nearly blank"),
        ({"x_train": X * 3}, "from -3 to 3"),
        ({"x_train": np.where(X > 0.9, np.nan, X)}, "x_train holds values that are not finite"),
        ({"x_train": np.array(["a"])}, "save numbers"),
        ({"x_train": np.array([{}])}, "array of object"),
        ({"x_train": BYTES, "y_train": Y[:3]}, "40 whole numbers"),
        ({"x_train": BYTES, "y_train": Y / 2}, "whole numbers, one an image$"),
        ({"x_train": BYTES, "y_train": np.eye(10)[Y]}, r"of one-hot rows take y.argmax"),
    ],
)
def test_arrays_that_cannot_be_right_are_named(tmp_path, arrays, says):
    np.savez(tmp_path / "mine.npz", **arrays)
    with pytest.raises(DataError, match=says) as error:
        load_data(tmp_path / "mine.npz")
    assert "\n" not in str(error.value) and "delete" not in str(error.value)


@pytest.mark.parametrize("name", ["one.npy", "words.txt"])
def test_files_of_another_kind_are_not_called_broken(tmp_path, name):
    np.save(tmp_path / "one.npy", BYTES)
    (tmp_path / "words.txt").write_text("mine")
    with pytest.raises(DataError, match="neither an .npz nor a picture; .* np.savez"):
        load_data(tmp_path / name)


def test_a_header_that_promises_too_much_is_refused_before_memory_is_taken(tmp_path):
    with open(tmp_path / "x", "wb") as file:
        facts = {"descr": "|u1", "fortran_order": False, "shape": (10**9, 28, 28)}
        np.lib.format.write_array_header_1_0(file, facts)
    with zipfile.ZipFile(tmp_path / "bomb.npz", "w") as archive:
        archive.write(tmp_path / "x", "x_train.npy")
    with pytest.raises(DataError, match="over 4 GB"):
        load_data(tmp_path / "bomb.npz")


def test_mnist_is_known_wherever_it_lies(small, put, tmp_path, monkeypatch):
    file = put(tmp_path / "other", small)
    assert load_data(file).name == load_data(file.parent).name == "mnist"
    assert facts_of(SAMPLE.x_train)["name"] == "mnist" and facts_of(X)["name"] == "images"


def test_nothing_is_ever_advised_to_be_deleted(tmp_path):
    np.savez(tmp_path / "mine.npz", x_train=BYTES)
    for load in (load_mnist, load_data):
        (tmp_path / "cut.npz").write_bytes((tmp_path / "mine.npz").read_bytes()[:200])
        for name in ("mine.npz", "cut.npz", "gone.npz"):
            try:
                load(tmp_path / name)
            except DataError as error:
                assert "delete" not in str(error)
    with pytest.raises(DataError, match="load_data"):
        load_mnist(tmp_path / "mine.npz")
