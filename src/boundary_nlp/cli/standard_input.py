"""An export that comes through standard input: kept for the run, where only its owner can read it."""

import os
import shutil
import sys
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, TextIO

from boundary_nlp.errors import InputError, OutputError

STANDARD_INPUT = "-"
KINDS = ("csv", "jsonl", "xlsx", "parquet")
_FOLDER = ".stdin"
_BLOCK = 1 << 16


@contextmanager
def files_of(notes: Sequence[str], kind: str | None, out: Path) -> Iterator[list[str]]:
    """Return the files to read, with a private copy of standard input in the place of ``-``.

    The copy lies in the output folder, which holds text of notes anyway, for as long as the block lasts: it is read
    twice, once for its fingerprint and once for the notes.

    Raises
    ------
    InputError
        For a kind that is not known or not asked for, standard input that is a terminal or empty, or a second ``-``.
    OutputError
        If the copy cannot be written.
    """
    if kind is not None and kind not in KINDS:
        raise InputError(f"There is no --input-format '{kind}'. Choose one of: {', '.join(KINDS)}.")
    folder = out / _FOLDER
    shutil.rmtree(folder, ignore_errors=True)  # the copy of a run that was cut off, whatever comes now
    if STANDARD_INPUT not in notes:
        if kind is not None:
            raise InputError("--input-format is about standard input (-); a file tells its kind by its extension.")
        yield list(notes)
        return
    if notes.count(STANDARD_INPUT) > 1:
        raise InputError("Standard input (-) can be read once; it was named more than once.")
    if open_input().isatty():
        raise InputError(
            "Standard input is a terminal. Send an export to it: `boundary-nlp run - --out out < notes.csv`."
        )
    is_new = not out.exists()
    try:
        copy = _copy(sys.stdin.buffer, folder, kind)
        yield [str(copy) if name == STANDARD_INPUT else name for name in notes]
    except InputError as error:
        raise InputError(str(error).replace(f"{folder}{os.sep}", "standard input: ")) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if is_new:
            with suppress(OSError):  # it holds a run by now
                out.rmdir()


def open_input() -> TextIO:
    """Return standard input.

    Raises
    ------
    InputError
        When whoever started the program closed it.
    """
    if sys.stdin is None:
        raise InputError("Standard input is closed. Send an export to it, or name a file instead of -.")
    return sys.stdin


def sniff(head: bytes) -> str:
    """Return the extension that fits the first bytes of an export: gzipped or not, CSV where nothing else is told."""
    if head.startswith(b"\x1f\x8b"):
        return sniff(_unpacked(head)) + ".gz"
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"PK\x03\x04"):
        return "xlsx"
    # Zero bytes and marks at the start are those of UTF-16 and UTF-8.
    return "jsonl" if head.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"{") else "csv"


def _copy(stream: BinaryIO, folder: Path, kind: str | None) -> Path:
    head = stream.read(_BLOCK)
    if not head:
        raise InputError("Standard input is empty: there is no header and no note in it.")
    gzipped = ".gz" if head.startswith(b"\x1f\x8b") else ""
    copy = folder / f"stdin.{kind + gzipped if kind else sniff(head)}"
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700)
        with open(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123
            file.write(head)
            shutil.copyfileobj(stream, file, _BLOCK)
    except OSError as error:
        raise OutputError(
            f"Standard input cannot be kept in '{folder.parent}' while it is read: {error.strerror or error}. "
            "Check the folder, its rights and the room on the disk."
        ) from error
    return copy


def _unpacked(head: bytes) -> bytes:
    """Return what the first bytes of a gzip stream hold; its end need not be there."""
    try:
        return zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(head, _BLOCK)
    except zlib.error:
        return b""
