"""The translated pages of the book, built alone and once for all workers."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from built_book import PATIENCE, built, environment, wait_for

from tools.project import ROOT

LANGUAGE = "zh_CN"
PAGES = ("book/intro", "book/explorer", "book/lab", "notebooks/00-first-infogan")
TOC = """format: jb-book
root: book/intro
parts:
  - caption: Start
    chapters:
      - file: book/explorer
      - file: book/lab
      - file: notebooks/00-first-infogan
        title: 0. A first InfoGAN •
"""
# Links to the pages that are left out are complained of, so this build is not strict.
CODE = """
import sys
from pathlib import Path
from tools.build_book import build
out, toc = Path(sys.argv[1]), sys.argv[2]
sys.exit(build("html", out, strict=False, language=out.name, external_toc_path=toc,
               translation_progress_classes=True))
"""


def lend(pages: Path, out: Path) -> None:
    """Give a build what another exported from the weights, which is the same in every language.

    Beside it lies what it was made from, and where that has changed it is made again.
    """
    for path in (pages / "_static" / "live").rglob("weights.js"):
        target = out / path.relative_to(pages)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    made = pages.parent / ".doctrees" / "live"
    if made.is_dir():
        shutil.copytree(made, out.parent / f".doctrees-html-{out.name}" / "live")


def translated(factory) -> Path:
    """Return the folder of the pages; ``factory`` is pytest's ``tmp_path_factory``."""
    base = factory.getbasetemp()
    base = base.parent if base.name.startswith("popen-") else base
    out, told = base / "translated" / LANGUAGE, base / "translated.json"
    try:
        out.parent.mkdir()
    except FileExistsError:
        wait_for(told)
    else:
        lend(built(factory)[1], out)
        toc = out.parent / "_toc.yml"
        toc.write_text(TOC, encoding="utf-8")
        command = [sys.executable, "-c", CODE, str(out), str(toc)]
        done = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True,
                              text=True, timeout=PATIENCE)  # fmt: skip
        unfinished = told.with_suffix(".unfinished")
        unfinished.write_text(json.dumps([done.returncode, done.stderr[-3000:]]), encoding="utf-8")
        unfinished.rename(told)
    status, stderr = json.loads(told.read_text(encoding="utf-8"))
    assert status == 0, stderr
    return out
