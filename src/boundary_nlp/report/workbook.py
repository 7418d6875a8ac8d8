"""The tables as an Excel workbook: one sheet each, with frozen headers, filters and a column to mark findings."""

from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from boundary_nlp.io.formula import neutralise_formula
from boundary_nlp.resources import load_yaml

MAX_ROWS = 1_048_575
ILLEGAL = dict.fromkeys(range(32)) | {9: " ", 10: "\n", 13: None}
WIDTHS = {"context": 80, "text": 40, "reason": 50, "cues": 20}


def write_workbook(tables: dict[str, pd.DataFrame], path: Path, edition: str) -> None:
    """Write tables to a workbook; the supervision edition leaves findings of the inner family out.

    Sheets hold at most 1,048,575 rows, as Excel does; the tables on disk are always complete.
    """
    book = Workbook(write_only=True)
    for name, table in tables.items():
        shown = table
        if name == "findings" and edition != "worker" and len(table):
            shown = table[table["family"] == "act"]
        _add_sheet(book, name, shown.head(MAX_ROWS))
    book.save(path)


def _add_sheet(book: Any, name: str, table: pd.DataFrame) -> None:
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    columns = [str(column) for column in table.columns]
    marks: list[str] = load_yaml("report/marks.yaml")["marks"] if name == "findings" else []
    headers = [*columns, load_yaml("report/marks.yaml")["column"]] if marks else columns
    for number, header in enumerate(headers, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTHS.get(header, max(12, len(header) + 2))
    sheet.auto_filter.ref = f"A1:{get_column_letter(max(1, len(headers)))}{len(table) + 1}"
    if marks:
        validation = DataValidation(type="list", formula1='"' + ",".join(marks) + '"', allow_blank=True)
        letter = get_column_letter(len(headers))
        validation.add(f"{letter}2:{letter}{max(2, len(table) + 1)}")
        sheet.data_validations.append(validation)
    sheet.append([_header(sheet, header) for header in headers])
    for row in table.itertuples(index=False):
        sheet.append([_value(sheet, value, column) for value, column in zip(row, columns, strict=True)])


def _header(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value=text)
    cell.font = Font(bold=True)
    return cell


def _value(sheet: Any, value: Any, column: str) -> Any:
    if value is None or value is pd.NaT or (isinstance(value, float) and pd.isna(value)) or value is pd.NA:
        return None
    if isinstance(value, pd.Timestamp):
        return value.date()
    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, value=neutralise_formula(value.translate(ILLEGAL))[:32_767])
        cell.data_type = "s"
        if column in WIDTHS:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        return cell
    return value.item() if hasattr(value, "item") else value
