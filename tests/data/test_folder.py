"""Pictures of a folder become arrays like MNIST's."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from infogan_lib.data.folder import read_folder
from infogan_lib.data.mnist import DataError, DataNotFoundError, load_images, load_mnist


def save(path, pixels, **options):
    Image.fromarray(np.asarray(pixels, dtype="u1")).save(path, **options)


def test_a_saved_digit_comes_back_unchanged(tmp_path):
    x = load_mnist("sample").x_train[:3]
    pixels = np.rint((x[..., 0] + 1) * 127.5)
    for name, image in zip("cab", pixels, strict=True):
        save(tmp_path / f"{name}.png", image)
    (tmp_path / "notes.txt").write_text("not a picture")
    (tmp_path / "folder.png").mkdir()
    loaded = load_images(tmp_path)
    assert loaded.dtype == np.float32
    np.testing.assert_array_equal(loaded, x[[1, 2, 0]])  # by name: a, b, c
    save(tmp_path / "inverted.png", 255 - pixels[0])
    np.testing.assert_array_equal(load_images(str(tmp_path), invert=True)[-1], x[0])


def test_colour_size_shape_transparency_and_depth(tmp_path):
    save(tmp_path / "1-colour.JPG", np.full((90, 90, 3), 255))
    save(tmp_path / "2-wide.png", np.full((10, 40), 255))
    clear = np.zeros((28, 28, 4))
    clear[10:18, 10:18, 3] = 255  # black ink on nothing
    save(tmp_path / "3-clear.png", clear)
    half = np.full((28, 28), 32768, dtype=np.uint16)
    Image.fromarray(half).save(tmp_path / "4-deep.png")
    colour, wide, clear, deep = load_images(tmp_path)[..., 0]
    assert colour.shape == (28, 28) and (colour == 1).all()
    assert (wide[11:17] == 1).all() and (wide[:10] == -1).all() and (wide[18:] == -1).all()
    assert clear[0, 0] == 1 and clear[14, 14] == -1
    assert np.abs(deep).max() < 0.01
    assert load_images(tmp_path, size=8).shape == (4, 8, 8, 1)


def test_bad_folders_and_files_are_named(tmp_path, monkeypatch):
    for folder in (tmp_path / "gone", tmp_path):
        with pytest.raises(DataNotFoundError, match="no such folder|neither it nor"):
            load_images(folder)
    save(tmp_path / "good.png", np.eye(28) * 255)
    with pytest.raises(DataError, match="size=0"):
        load_images(tmp_path, size=0)
    raw = (tmp_path / "good.png").read_bytes()
    for content in (b"", b"GIF8", raw[:40], raw[:-40]):
        (tmp_path / "bad.png").write_bytes(content)
        found = read_folder(tmp_path)
        assert found.names == ("good.png",) and len(found.images) == 1
        assert "1 picture; " in found.summary and "\n" not in found.summary
        assert "left out bad.png: not a whole picture; remove it" in found.summary
    (tmp_path / "good.png").rename(tmp_path / "good.txt")
    with pytest.raises(DataError, match="no picture of 1 can be used: bad.png: not") as told:
        load_images(tmp_path)
    assert "\n" not in str(told.value)
    (tmp_path / "bad.png").unlink()
    (tmp_path / "good.txt").rename(tmp_path / "good.png")
    for limit in (500, 100):  # Pillow warns beyond its limit, and refuses beyond twice that
        monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", limit)
        with pytest.raises(DataError, match="good.png: too many pixels"):
            load_images(tmp_path)
