"""Where the files of a report lie, and how they come there: all of them when they are written, or none."""

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_DEFAULT = "report"


def pages_folder(path: Path) -> str:
    """Return the name of the folder with the pages of the caseloads: another one for each report in a folder."""
    return "caseloads" if path.stem == _DEFAULT else f"{path.stem}-caseloads"


@contextmanager
def written_whole(folder: Path) -> Iterator[Path]:
    """Give a folder to write in; when the block ends well its files go to ``folder``, and else nothing is left of them.

    The workbook goes first, which a program may hold open, and the opening page last.
    """
    folder.mkdir(parents=True, exist_ok=True)
    new = folder / f".report.{uuid.uuid4().hex}.tmp"
    try:
        new.mkdir()
        yield new
        files = [file for file in new.rglob("*") if file.is_file()]
        places = {file: folder / file.relative_to(new) for file in files}
        for file, place in places.items():
            _sync(file)
            place.parent.mkdir(exist_ok=True)
        for file in sorted(files, key=lambda file: (file.suffix != ".xlsx", file.parent == new, file.name)):
            file.replace(places[file])
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _sync(file: Path) -> None:
    """Bring a file to disk before it replaces another."""
    with file.open("rb+") as stream:
        os.fsync(stream.fileno())
