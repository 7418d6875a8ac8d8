"""Text files as lines: unpacked, their encoding found, binary files refused."""

import codecs
import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO, TextIO, cast

from boundary_nlp.errors import InputError
from boundary_nlp.io.sources import Source

_BLOCK = 1 << 16
_ENOUGH = 1000
_FEW = 16  # control characters that a short text may hold
_ERRORS = "boundary_nlp_mark"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_KINDS = (
    (b"PK\x03\x04", "an Excel or zip file; if it is an Excel file, name it .xlsx"),
    (
        b"\xd0\xcf\x11\xe0",
        "an old Excel file (.xls) or one with a password; save it as .xlsx or CSV without a password",
    ),
    (b"\x1f\x8b", "a gzipped file; name it .csv.gz or .jsonl.gz"),
    (b"PAR1", "a Parquet file; name it .parquet"),
    (b"%PDF", "a PDF; export the notes as CSV or Excel"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"SQLite format 3\x00", "a database; export the notes as CSV"),
)
MARK = "\udcff"  # a lone surrogate where bytes could not be decoded; rows with one are set apart


def _mark(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return MARK, error.end


codecs.register_error(_ERRORS, _mark)


@contextmanager
def open_text(source: Source) -> Iterator[TextIO]:
    """Open a text file in its own encoding; what cannot be decoded is marked with ``MARK``.

    Raises
    ------
    InputError
        For a file that is binary, cannot be opened, or whose gzip is broken.
    """
    try:
        with _open_bytes(source) as raw:
            head = raw.read(_BLOCK)
            _refuse_binary(source, head)
            encoding = _bom_encoding(head) or _guess_encoding(head, lambda: raw.read(_BLOCK))
        with _open_bytes(source) as raw, io.TextIOWrapper(raw, encoding, _ERRORS, newline="") as stream:
            yield stream
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        if str(error).startswith("Not a gzipped file"):  # which goes on with its first bytes
            raise InputError(
                f"{source.path} is no gzip file. If it is unpacked already, take .gz off its name."
            ) from None
        raise InputError(f"{source.path}: the gzip file is broken ({error}). Export or copy it again.") from error
    except OSError as error:
        raise InputError(f"{source.path} cannot be read: {error.strerror or error}.") from error


def decode_marked(value: bytes) -> str:
    """Decode UTF-8, with ``MARK`` for bytes that are no characters."""
    return value.decode("utf-8", _ERRORS)


def bounded_lines(stream: TextIO, limit: int) -> Iterator[str]:
    """Yield the lines of a stream, with their ends; a line longer than ``limit`` comes in pieces."""
    while line := stream.readline(limit):
        yield line


def _open_bytes(source: Source) -> BinaryIO:
    if source.gzipped:
        return cast(BinaryIO, gzip.open(source.path, "rb"))
    return source.path.open("rb")


def _refuse_binary(source: Source, head: bytes) -> None:
    if not head.strip():
        raise InputError(f"{source.path} is empty: there is no header and no note in it.")
    for magic, kind in _KINDS:
        if head.startswith(magic):
            raise InputError(f"{source.path} is not a text file but {kind}.")
    if _bom_encoding(head):
        return
    if head[1::2].count(0) > len(head) // 4 or head[::2].count(0) > len(head) // 4:
        raise InputError(f"{source.path} is binary, or text in UTF-16 without a mark at its start. Save it as UTF-8.")
    controls = sum(head.count(code) for code in range(32) if code not in b"\t\n\r\f\x0b\x1b")
    if controls > max(_FEW, len(head) // 10):
        raise InputError(f"{source.path} is binary, not text. Export the notes as CSV, Excel, JSON Lines or Parquet.")


def _bom_encoding(head: bytes) -> str | None:
    return next((encoding for bom, encoding in _BOMS if head.startswith(bom)), None)


def _guess_encoding(block: bytes, read: Callable[[], bytes]) -> str:
    """Return UTF-8 when most non-ASCII bytes form its characters, else Windows-1252."""
    decoder = codecs.getincrementaldecoder("utf-8")(_ERRORS)
    valid = invalid = 0
    while block and valid + invalid < _ENOUGH:
        if not block.isascii() or decoder.getstate()[0]:
            decoded = decoder.decode(block)
            marks = decoded.count(MARK)
            invalid += marks
            valid += len(decoded) - marks - sum(map(str.isascii, decoded))
        block = read()
    invalid += decoder.decode(b"", final=True).count(MARK)
    return "cp1252" if invalid > valid else "utf-8"
