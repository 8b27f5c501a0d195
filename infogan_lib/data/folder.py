"""Pictures of a folder as the course's image arrays; sub-folders are classes."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from infogan_lib.data.arrays import MOST_BYTES, check_size, said_shape
from infogan_lib.data.frame import SIDE, check_frame, mnist_like
from infogan_lib.data.looks import LIGHT, check_contrast, remarks
from infogan_lib.data.picture import SUFFIXES, depth, read_picture
from infogan_lib.data.sheet import from_bytes
from infogan_lib.errors import DataError, DataNotFoundError

SYSTEM = {"thumbs.db", "desktop.ini", "__macosx"}  # beside names that begin with a point


@dataclass(frozen=True, eq=False)
class Folder:
    """``images`` (n, size, size, channels) float32 in [-1, 1]; ``labels`` (n,) int64, or None.

    ``names``: each image's file, below the folder. ``class_names``: the sub-folders, in the order
    of the labels. ``light``: whether most files show dark ink on light paper. ``summary``: one
    line on what was used, what became of it, what was passed over, and what looks unlike MNIST.
    """

    images: np.ndarray
    labels: np.ndarray | None
    names: tuple[str, ...]
    class_names: tuple[str, ...]
    light: bool
    summary: str


def load_images(
    folder: str | os.PathLike[str],
    invert: bool = False,
    size: int = SIDE,
    like_mnist: bool = False,
    colour: bool = False,
) -> np.ndarray:
    """The images of :func:`~infogan_lib.data.folder.read_folder`, called alike; prints its line."""
    found = read_folder(folder, invert, size, like_mnist, colour)
    print(found.summary)
    return found.images


def read_folder(
    folder: str | os.PathLike[str],
    invert: bool = False,
    size: int = SIDE,
    like_mnist: bool = False,
    colour: bool = False,
) -> Folder:
    """Read a folder's pictures, by name, as float32 (n, size, size, 1 or 3) in [-1, 1].

    Where pictures lie in sub-folders alone, each sub-folder is a class, in alphabetical order, as
    in ``keras.utils.image_dataset_from_directory``. Hidden files and other files are passed over,
    and so is what is no whole picture. Of more pictures than fit into 4 GB, as many as do are read,
    spread evenly.

    Each picture is fitted into the square as :func:`~infogan_lib.data.picture.read_picture` says.
    Deep pictures are scaled by the fewest bits that hold the brightest pixel of them all, 0/1 masks
    to black and white.

    Args:
        folder: of pictures; or one picture.
        invert: MNIST's ink is white on black; True for dark ink on light paper.
        like_mnist: crop, scale and centre each digit as :func:`~infogan_lib.data.frame.mnist_like`
            does, instead of fitting the whole picture; needs size 28, in grey.
        colour: three channels; else every picture becomes grey.

    Raises:
        DataNotFoundError: a missing or empty folder.
        DataError: not one whole picture, a size that no image has, or pictures that are nearly
            blank.
    """
    path = Path(folder)
    if not path.exists():
        raise DataNotFoundError(f"{path}: no such folder; give one of images")
    check_size(size)
    if like_mnist:
        check_frame(size, colour)
    classes, files, unused, hidden = _listed(path)
    root, channels = path.parent if path.is_file() else path, 3 if colour else 1
    most = MOST_BYTES // (4 * size * size * channels)
    used = [files[i * len(files) // most] for i in range(most)] if len(files) > most else files
    images = np.empty((len(used), size, size, channels), np.float32)
    deep = max((depth(root / name) for _, name in used), default=0)
    kept: list[tuple[int, str]] = []
    kinds: set[tuple[int, int, str]] = set()
    failed, on_light, moving = [], 0, 0
    fit = None if like_mnist else size
    for label, name in used:
        try:
            found = read_picture(root / name, deep, fit, colour, invert and not like_mnist)
            pixels = np.atleast_3d(found.pixels)
            scaled = (
                mnist_like(pixels[None], invert or None)[0] if like_mnist else from_bytes(pixels)
            )
        except DataError as error:
            failed.append(f"{name}: {str(error).removeprefix('images: ')}")
            continue
        images[len(kept)] = scaled
        kept.append((label, name))
        kinds.add((found.width, found.height, found.kind))
        on_light += found.light
        moving += found.animated
    if not kept:
        raise DataError(f"{path}: no picture of {len(used)} can be used: {failed[0]}")
    images, light = images[: len(kept)], on_light > len(kept) / 2
    check_contrast(images)
    parts = [f"{path}: {len(kept)} picture{'s' if len(kept) != 1 else ''}"]
    if classes:
        parts[0] += f" of {len(classes)} classes ({_few(classes)})"
    frame = ", in MNIST's frame" if like_mnist else ", inverted" if invert else ""
    parts.append(f"from {_kinds(kinds)}, to {said_shape(images)}{frame}")
    if any(kind == "transparent" for *_, kind in kinds) and not (invert or like_mnist):
        parts.append("transparent parts became white (--invert makes them black)")
    parts += [f"left out {_few(failed)}"] if failed else []
    if moving:
        parts.append(f"of {moving} animated the first frame")
    if len(used) < len(files):
        parts.append(f"{len(used)} of {len(files)} files, spread evenly: no more fit in 4 GB")
    passed = ([_few(sorted(unused))] if unused else []) + ([f"{hidden} hidden"] if hidden else [])
    parts += [f"passed over {', '.join(passed)}"] if passed else []
    remark = LIGHT if light and not (invert or like_mnist or colour) else remarks(images)
    parts += [remark] if remark else []
    labels = np.array([label for label, _ in kept]) if classes else None
    names = tuple(name for _, name in kept)
    return Folder(images, labels, names, tuple(classes), light, "; ".join(parts))


def _listed(path: Path) -> tuple[list[str], list[tuple[int, str]], list[str], int]:
    """Names of the classes, none where pictures lie in the folder itself; each picture's class and
    its name below the folder; names of what else lies there, and how much is hidden.
    """
    if path.is_file():
        return [], [(0, path.name)], [], 0
    own, others, hidden = _scan(path)
    if own:
        return [], [(0, name) for name in own], others, hidden
    classes: list[str] = []
    files: list[tuple[int, str]] = []
    unused: list[str] = []
    for name in others:
        inside, more, n = _scan(path / name) if (path / name).is_dir() else ([], [], 0)
        if not inside:
            unused.append(name)
            continue
        files += [(len(classes), f"{name}/{file}") for file in inside]
        classes.append(name)
        unused += more
        hidden += n
    if not files:
        raise DataNotFoundError(
            f"{path}: neither it nor its sub-folders hold pictures ({', '.join(SUFFIXES)})"
        )
    return classes, files, unused, hidden


def _scan(path: Path) -> tuple[list[str], list[str], int]:
    """Names of the pictures in a folder and of what else is seen there, and how much is hidden."""
    pictures, others, hidden = [], [], 0
    with os.scandir(path) as entries:
        for entry in entries:
            if entry.name.startswith(".") or entry.name.lower() in SYSTEM:
                hidden += 1
            elif os.path.splitext(entry.name)[1].lower() in SUFFIXES and entry.is_file():
                pictures.append(entry.name)
            else:
                others.append(entry.name)
    return sorted(pictures), sorted(others), hidden


def _kinds(kinds: set[tuple[int, int, str]]) -> str:
    """From which sizes and colours: "28 × 28 to 640 × 480, colour and grey"."""
    sizes = sorted({(width * height, width, height) for width, height, _ in kinds})
    ends = [f"{w} × {h}" for _, w, h in dict.fromkeys((sizes[0], sizes[-1]))]
    return f"{' to '.join(ends)}, {' and '.join(sorted({kind for *_, kind in kinds}))}"


def _few(names: list[str]) -> str:
    """Up to four names, and how many more there are."""
    return ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
