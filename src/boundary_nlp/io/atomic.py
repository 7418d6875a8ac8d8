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
    """Raise OutputError where no file can come: told before the work that it is to hold the outcome of."""
    if path.is_dir():
        raise OutputError(f"'{path}' is a folder. Give the name of a file in it.")
    folder = next(parent for parent in path.absolute().parents if parent.exists())
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        raise OutputError(f"{path} cannot be written: '{folder}' is no folder that you may write in. Choose another.")


def check_not_read(inputs: Iterable[Path], outputs: Iterable[Path]) -> None:
    """Raise OutputError where one of the files that are read would be replaced or removed."""
    replaced = {path.resolve() for path in outputs}
    for path in inputs:
        if not replaced.isdisjoint([path.resolve(), *path.resolve().parents]):
            raise OutputError(f"{path} is read, and would be replaced by what is written. Choose another --out.")


def sync_folder(folder: Path) -> None:
    """Bring the new name itself to disk, where the system can."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
