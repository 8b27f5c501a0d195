"""Pictures of one's own at any size, grey or in colour: what is kept, and what the line says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from infogan_lib import load_data, load_images
from infogan_lib.data import folder as folder_module
from infogan_lib.data.arrays import fit
from infogan_lib.data.folder import read_folder
from infogan_lib.errors import DataError, DataNotFoundError

RED, WHITE = (255, 0, 0), (255, 255, 255)


def disc(width, height, colour=RED, paper=WHITE, mode="RGB"):
    rows, columns = np.indices((height, width))
    inside = np.hypot(rows - height / 2, columns - width / 2) < min(width, height) / 3
    return Image.fromarray(np.where(inside[..., None], colour, paper).astype("u1")).convert(mode)


@pytest.fixture
def mixed(tmp_path):
    """Six pictures of five sizes and kinds, and two files that are none."""
    disc(40, 40).save(tmp_path / "a.png")
    disc(200, 100).save(tmp_path / "b.jpg", quality=95)
    disc(64, 64, mode="L").save(tmp_path / "c.png")
    clear = disc(90, 90).convert("RGBA")
    clear.putalpha(Image.fromarray((np.asarray(disc(90, 90))[..., 1] == 0).astype("u1") * 255))
    clear.save(tmp_path / "d.png")
    frames = [disc(32, 32), disc(32, 32, (0, 0, 255))]
    frames[0].save(tmp_path / "e.gif", save_all=True, append_images=frames[1:])
    disc(32, 32).save(tmp_path / "f.webp")
    (tmp_path / "broken.png").write_bytes((tmp_path / "a.png").read_bytes()[:50])
    (tmp_path / "words.jpg").write_text("not a picture")
    return tmp_path


def test_the_good_ones_are_kept_and_counted_and_nothing_is_converted_silently(mixed):
    found = read_folder(mixed, size=64, colour=True)
    assert found.images.shape == (6, 64, 64, 3) and found.images.dtype == np.float32
    assert [name[0] for name in found.names] == list("abcdef")
    for said in ("6 pictures; ", "from 32 × 32 to 200 × 100, colour and grey and transparent, ",
                 "to 64 × 64, colour", "left out broken.png", "words.jpg: not a whole picture",
                 "of 1 animated the first frame"):  # fmt: skip
        assert said in found.summary, (said, found.summary)
    assert "\n" not in found.summary and "MNIST" not in found.summary
    middle, corner = found.images[:, 32, 32], found.images[:, 0, 0]
    np.testing.assert_allclose(corner, 1, atol=0.05)  # paper, and margins of its colour
    np.testing.assert_allclose(middle[[0, 1, 3, 4, 5]], [[1, -1, -1]] * 5, atol=0.1)
    assert np.ptp(middle[2]) == 0  # grey stays grey
    grey = read_folder(mixed, size=32)
    assert grey.images.shape == (6, 32, 32, 1) and "to 32 × 32, grey" in grey.summary
    np.testing.assert_allclose(grey.images[0, 16, 16], 2 * 0.299 - 1, atol=0.01)


def test_what_becomes_of_transparent_parts_is_said(mixed):
    said = "transparent parts became white (--invert makes them black)"
    assert read_folder(mixed / "d.png", colour=True).images[0, 0, 0, 0] == 1
    assert said in read_folder(mixed / "d.png", colour=True).summary
    inverted = read_folder(mixed / "d.png", invert=True)
    assert inverted.images[0, 0, 0, 0] == -1 and said not in inverted.summary
    disc(32, 32).convert("RGBA").save(mixed / "opaque.png")
    assert "transparent" not in read_folder(mixed / "opaque.png").summary


@pytest.mark.parametrize("options", [{"size": 32}, {"colour": True}])
def test_mnists_frame_for_other_images_is_refused_with_the_fix(mixed, options):
    for source in (mixed, COLOURED):
        with pytest.raises(DataError, match="leave out --like-mnist"):
            load_data(source, like_mnist=True, **options)


def test_inverting_gives_the_negative_and_says_so(mixed):
    plain, inverted = (read_folder(mixed, invert, 32, colour=True) for invert in (False, True))
    np.testing.assert_allclose(inverted.images, -plain.images, atol=0.02)
    assert "inverted" in inverted.summary and "inverted" not in plain.summary
    data = load_data(mixed, invert=True, size=32, colour=True)
    assert data.negative and data.facts()["negative"] and data.facts()["channels"] == 3
    assert data.files == inverted.names


def test_one_picture_is_enough_for_the_reader_and_may_be_named_itself(mixed, capsys):
    data = load_data(mixed / "a.png", size=32, colour=True)
    assert data.x_train.shape == (1, 32, 32, 3) and data.files == ("a.png",)
    assert "1 picture; from 40 × 40, colour, to 32 × 32, colour" in capsys.readouterr().out
    with pytest.raises(DataNotFoundError, match="hold pictures"):
        (mixed / "empty").mkdir()
        read_folder(mixed / "empty")


def test_more_pictures_than_memory_holds_are_taken_evenly(tmp_path, monkeypatch):
    for name in ("left", "right"):
        (tmp_path / name).mkdir()
        for i in range(30):
            disc(8, 8).save(tmp_path / name / f"{i:02}.png")
    monkeypatch.setattr(folder_module, "MOST_BYTES", 20 * 4 * 28 * 28 + 7)
    opened = []
    read = folder_module.read_picture
    monkeypatch.setattr(folder_module, "read_picture", lambda *a: opened.append(a) or read(*a))
    found = read_folder(tmp_path)
    assert len(opened) == len(found.images) == 20
    assert np.bincount(found.labels).tolist() == [10, 10] and found.images.nbytes <= 2**20
    assert "20 of 60 files, spread evenly: no more fit" in found.summary


def test_a_file_left_out_takes_its_label_along(tmp_path):
    for name, count in (("one", 2), ("two", 3)):
        (tmp_path / name).mkdir()
        for i in range(count):
            disc(30, 30).save(tmp_path / name / f"{i}.png")
    (tmp_path / "one" / "0.png").write_bytes(b"")
    found = read_folder(tmp_path)
    assert found.labels.tolist() == [0, 1, 1, 1]
    assert found.names == ("one/1.png", "two/0.png", "two/1.png", "two/2.png")


COLOURED = np.random.default_rng(0).integers(0, 256, (6, 64, 64, 3)).astype("u1")


@pytest.mark.parametrize(
    ("array", "options", "shape", "said"),
    [
        (COLOURED, {}, (64, 64, 3), "kept at 64 × 64, colour"),
        (COLOURED, {"size": 32}, (32, 32, 3), "from 64 × 64, colour, to 32 × 32, colour"),
        (COLOURED, {"colour": False}, (64, 64, 1), "to 64 × 64, grey"),
        (COLOURED[..., 0], {"colour": True}, (64, 64, 3), "from 64 × 64, grey, to 64 × 64, colour"),
        (COLOURED[:, :40], {"size": 64}, (64, 64, 3), "from 64 × 40, colour, to 64 × 64, colour"),
        (COLOURED[:, :28, :28, :1], {}, (28, 28, 1), "kept at 28 × 28, grey"),
    ],
)
def test_arrays_keep_their_shape_unless_another_is_asked_for(
    tmp_path, capsys, array, options, shape, said
):
    np.savez(tmp_path / "theirs.npz", x_train=array, y_train=np.arange(6), x_test=array[:2])
    data = load_data(tmp_path / "theirs.npz", **options)
    assert data.x_train.shape == (6, *shape) and data.x_test.shape == (2, *shape)
    line = capsys.readouterr().out
    assert said in line and line.count("\n") == 1
    same = load_data(array, **options)
    np.testing.assert_array_equal(same.x_train, data.x_train)


def test_mnist_changes_its_shape_if_asked_and_says_so(capsys):
    data = load_data("sample", size=32, colour=True)
    assert data.x_train.shape == (5000, 32, 32, 3) and data.x_test.shape == (0, 32, 32, 3)
    assert "from 28 × 28, grey, to 32 × 32, colour" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("array", "options", "says"),
    [
        (COLOURED[:, :40], {}, "not square; name a size"),
        (COLOURED.transpose(0, 3, 1, 2), {}, "put the colours last"),
        (np.zeros((3, 28, 28, 4), "u1"), {}, "images are"),
        (COLOURED, {"like_mnist": True, "colour": True}, "MNIST's frame is 28 × 28 and grey"),
    ],
)
def test_arrays_of_no_usable_shape_are_named(array, options, says):
    with pytest.raises(DataError, match=says):
        load_data(array, **options)


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 40), st.integers(1, 40), st.sampled_from([1, 3]), st.integers(16, 64))
def test_fitting_keeps_the_range_and_a_plain_image_plain(height, width, channels, size):
    images = np.random.default_rng(height).uniform(-1, 1, (2, height, width, channels))
    images = images.astype("float32")
    found, said = fit(images, size, None)
    assert found.shape == (2, size, size, channels) and np.abs(found).max() <= 1
    assert (said == "") == ((height, width) == (size, size))
    plain, _ = fit(np.full_like(images, 0.25), size, channels == 1)
    np.testing.assert_allclose(plain, 0.25, atol=1e-6)


def test_the_loader_of_images_alone_prints_the_same_line(mixed, capsys):
    images = load_images(mixed, size=48, colour=True)
    assert images.shape == (6, 48, 48, 3)
    assert capsys.readouterr().out.strip() == read_folder(mixed, size=48, colour=True).summary
