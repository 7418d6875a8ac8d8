"""Reading back what readers marked on the findings sheet of the workbook."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from boundary_nlp.errors import InputError, OutputError
from boundary_nlp.io.excel import DAMAGED
from boundary_nlp.io.formula import restore_formula
from boundary_nlp.resources import load_yaml

SHEET = "findings"


def read_marks(path: Path) -> pd.DataFrame:
    """Return the marked findings of a workbook of the report: `note_id, finding_id, mark`.

    Raises
    ------
    InputError
        When the file is no such workbook, or a cell of the column holds none of the marks; the message names the row.
    """
    if not path.is_file():
        raise InputError(f"There is no file '{path}'. Give the workbook (.xlsx) of the report, with its marks.")
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, *DAMAGED):
        raise InputError(
            f"'{path}' is no Excel workbook (.xlsx). Give the one of the report, with its marks."
        ) from None
    try:
        if SHEET not in book.sheetnames:
            raise InputError(f"'{path}' has no sheet '{SHEET}'. Give the workbook of the report, with its marks.")
        return _marks(book[SHEET].iter_rows(values_only=True), path)
    except DAMAGED:
        raise InputError(f"'{path}', sheet '{SHEET}' is damaged. Open it in Excel and save it again.") from None
    finally:
        book.close()


def check_marks_kept(workbook: Path, corrections: Path | None, taken: pd.DataFrame | None = None) -> None:
    """Make sure that a workbook can be replaced, or removed, without the loss of marks.

    Parameters
    ----------
    workbook : need not be there; ``corrections`` : the workbook whose marks are taken over.
    taken : marks that were taken over before.

    Raises
    ------
    OutputError
        When it holds marks that are found nowhere else, or is no workbook of the report.
    """
    if not workbook.exists():
        return
    try:
        marks = read_marks(workbook)
    except InputError as error:
        raise OutputError(
            f"'{workbook}' would be replaced, but is no workbook of the report whose marks can be read. Move it to "
            f"another folder, or mend it: {error}"
        ) from None
    kept = [table for table in (taken, read_marks(corrections) if corrections else None) if table is not None]
    known = {row for table in kept for row in table.itertuples(index=False, name=None)}
    lost = sum(row not in known for row in marks.itertuples(index=False, name=None))
    if lost:
        raise OutputError(
            f"'{workbook}' holds {lost} mark(s) that would be lost. Take them over with `boundary-nlp run "
            "--corrections`, or move the workbook to another folder."
        )


def _marks(rows: Iterable[tuple[Any, ...]], path: Path) -> pd.DataFrame:
    texts = load_yaml("report/marks.yaml")
    lines = iter(rows)
    header = [str(cell) for cell in next(lines, ())]
    missing = [name for name in ("note_id", "finding_id", texts["column"]) if name not in header]
    if missing:
        raise InputError(
            f"'{path}', sheet '{SHEET}': there is no column {', '.join(missing)}. Leave the headers as made."
        )
    note, finding, mark = (header.index(name) for name in ("note_id", "finding_id", texts["column"]))
    found = []
    for number, row in enumerate(lines, start=2):
        cells = list(row) + [None] * (len(header) - len(row))
        told = " ".join(str(cells[mark] or "").split()).casefold()
        if told and told not in texts["marks"]:
            raise InputError(
                f"'{path}', sheet '{SHEET}', row {number}: the mark is none of {', '.join(texts['marks'])}. Choose one."
            )
        if told:
            found.append((restore_formula(str(cells[note])), restore_formula(str(cells[finding])), told))
    return pd.DataFrame(found, columns=["note_id", "finding_id", "mark"], dtype=str)
