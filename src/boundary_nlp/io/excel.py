"""Excel workbooks as rows, read sheet by sheet without holding them in memory."""

import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import Any

from boundary_nlp.errors import InputError
from boundary_nlp.io.columns import claims, recognise_columns
from boundary_nlp.io.notes import RawRow, Rejected
from boundary_nlp.io.sources import Source

_BATCH = 500
# What a damaged workbook raises, according to the part that is damaged (SyntaxError covers XML parsers)
DAMAGED = (
    zipfile.BadZipFile, zlib.error, EOFError, SyntaxError, KeyError, ValueError, TypeError, AttributeError,
    IndexError, OSError, NotImplementedError, RuntimeError, OverflowError,
)  # fmt: skip


def read_excel(source: Source, overrides: Mapping[str, str], max_length: int) -> Iterator[RawRow | Rejected]:
    """Yield the rows of every sheet that has a text column; sheets without one are left aside."""
    with _open(source) as workbook:
        sheets = [(sheet, header) for sheet in workbook.worksheets if (header := _header(source, sheet)[0])]
        if not sheets:
            raise InputError(f"{source.path} is empty: no sheet has a header and notes.")
        with_text = [(sheet, header) for sheet, header in sheets if claims(header, overrides).get("text")]
        for sheet, header in with_text or sheets[:1]:
            label = f"{source.name}:{sheet.title}" if len(with_text) > 1 else source.name
            columns = recognise_columns(header, overrides, f"{source.name}, sheet '{sheet.title}'")
            _, rows = _header(source, sheet)
            for number, cells in enumerate(rows, start=1):
                if any(cell not in (None, "") for cell in cells):
                    values = {name: cells[at] if at < len(cells) else None for name, at in columns.items()}
                    yield RawRow(label, number, values, filled=True)


@contextmanager
def _open(source: Source) -> Iterator[Any]:
    from openpyxl import load_workbook  # noqa: PLC0415  only workbooks need it

    try:
        stream = source.path.open("rb")
    except OSError as error:
        raise InputError(f"{source.path} cannot be read: {error.strerror or error}.") from error
    with stream:
        head = stream.read(4)
        if head == b"\xd0\xcf\x11\xe0":
            raise InputError(
                f"{source.path} is an old Excel file (.xls) or has a password. Save it as .xlsx without a password."
            )
        if head != b"PK\x03\x04":
            raise InputError(f"{source.path} is no Excel workbook. Open it and save it as .xlsx, or check its name.")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                workbook = load_workbook(stream, read_only=True, data_only=True)
        except DAMAGED as error:
            raise InputError(f"{source.path}: the workbook is damaged. Open it in Excel and save it again.") from error
        try:
            yield workbook
        finally:
            workbook.close()


def _header(source: Source, sheet: Any) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """Return the first row that is not blank as names, and the rows below it."""
    sheet.reset_dimensions()  # some programs write wrong ones, and rows would be missed
    rows = _cells(source, sheet)
    for cells in rows:
        names = ["" if cell is None else str(cell).strip() for cell in cells]
        if any(names):
            while not names[-1]:
                names.pop()
            return names, rows
    return [], rows


def _cells(source: Source, sheet: Any) -> Iterator[tuple[Any, ...]]:
    rows = sheet.iter_rows(values_only=True)
    done = 0
    while True:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                batch = list(islice(rows, _BATCH))
        except DAMAGED as error:
            raise InputError(
                f"{source.path}: sheet '{sheet.title}' is damaged after row {done}. Open it in Excel and save it again."
            ) from error
        if not batch:
            return
        done += len(batch)
        yield from batch
