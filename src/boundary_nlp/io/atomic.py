"""Files that are there whole or not at all."""

import os
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from boundary_nlp.errors import OutputError


@contextmanager
def atomic_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file for writing that takes its name only when the block ends well; else nothing is left of it.

    It lies beside its final place under a temporary name, with the rights that the umask gives, and is
    on disk before it is renamed.

    Raises
    ------
    OutputError
        When the folder cannot be made or the file not be written, as with a full disk.
    """
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("xb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise OutputError(
            f"{path} cannot be written: {error.strerror or error}. "
            "Check the folder, its rights and the room on the disk."
        ) from error
    finally:
        with suppress(OSError):
            temporary.unlink()


def check_place(path: Path) -> None:
    """Raise OutputError where no file may come: told before the work that it is to hold the outcome of."""
    from boundary_nlp.io.tables import FORMATS, RUN_FILE, SCHEMAS  # noqa: PLC0415  it writes its tables by this module

    # Verdicts may be made again beside their run, with other settings; the rest of it nothing else can stand for.
    tables = [f"{name}.{suffix}" for name in SCHEMAS if name != "shifts" for suffix in FORMATS]
    if path.name in (RUN_FILE, *tables) and (path.parent / RUN_FILE).exists():
        raise OutputError(f"'{path}' would take the place of a file of the run beside it. Choose another name.")
    if path.is_dir():
        raise OutputError(f"'{path}' is a folder. Give the name of a file in it.")
    folder = next(parent for parent in path.absolute().parents if parent.exists())
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        raise OutputError(f"{path} cannot be written: '{folder}' is no folder that you may write in. Choose another.")


def check_not_read(inputs: Iterable[Path], outputs: Iterable[Path], option: str = "--out") -> None:
    """Raise OutputError where one of the files that are read would be replaced or removed.

    ``option`` is the one that names the outputs.
    """
    replaced = {path.resolve() for path in outputs}
    for path in inputs:
        if not replaced.isdisjoint([path.resolve(), *path.resolve().parents]):
            raise OutputError(f"{path} is read, and would be replaced by what is written. Choose another {option}.")


def check_apart(one: Path, other: Path, option: str) -> None:
    """Raise OutputError where two outputs would have one name; ``option`` is the one that names the other."""
    if one.resolve() in [other.resolve(), *other.resolve().parents]:
        raise OutputError(f"{other} would replace what is written to {one}. Choose another {option}.")


def sync_folder(folder: Path) -> None:
    """Bring the new name itself to disk, where the system can."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
