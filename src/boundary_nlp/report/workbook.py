"""The tables as an Excel workbook: one sheet each, with frozen headers, filters and a column to mark findings."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from boundary_nlp.io.formula import neutralise_formula
from boundary_nlp.io.interrupts import interrupts_held
from boundary_nlp.report.quotes import SENTENCE, without_inner_neighbours
from boundary_nlp.resources import load_yaml

MAX_ROWS = 1_048_575
ILLEGAL = dict.fromkeys([*range(32), 0xFFFE, 0xFFFF]) | {9: " ", 10: "\n", 13: None}
WIDTHS = {"context": 80, "text": 40, "reason": 50, "cues": 20}
WITHOUT_VERDICT = ["caseload_id", "n_notes", "n_utterances", "n_clients"]


def write_workbook(
    tables: dict[str, pd.DataFrame], path: Path, edition: str, marks: pd.DataFrame, verdicts: bool
) -> None:
    """Write tables to a workbook; the supervision edition leaves all that is inner out.

    Sheets hold at most 1,048,575 rows, as Excel does; the tables on disk are always complete.

    Parameters
    ----------
    tables : by name, one sheet each.
    marks : `note_id, finding_id, mark` of earlier readers, which stand in the column to mark findings.
    verdicts : whether the sheet `shifts` tells the verdicts, which then stand side by side.
    """
    shown = dict(tables) if edition == "worker" else _acts_only(tables)
    shown["findings"] = _with_keys(shown["findings"], tables["notes"], marks)
    if "shifts" in shown and not verdicts:
        shown["shifts"] = shown["shifts"].reindex(columns=WITHOUT_VERDICT)
    with interrupts_held():  # the rows are written by generators
        book = Workbook(write_only=True)
        try:
            for name, table in shown.items():
                _add_sheet(book, name, table.head(MAX_ROWS))
            book.save(path)
        except OSError:
            _drop(book)
            raise


def _drop(book: Any) -> None:
    """Close what a workbook that cannot be written holds open: Python would try, and fail aloud, when it is gone."""
    for sheet in book.worksheets:
        for stream in (sheet._rows, sheet._writer and sheet._writer.xf):
            with suppress(OSError, RuntimeError):
                if stream:
                    stream.close()


def _acts_only(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the tables without feelings: no such finding, none in a context, and none in a count."""
    shown, notes, findings = dict(tables), tables["notes"], tables["findings"]
    acts = findings[findings["family"] == "act"].copy()
    near = acts.index.difference(without_inner_neighbours(findings).index)
    acts.loc[near, "context"] = acts.loc[near, "text"]
    acts.loc[near, "context_start"] = acts.loc[near, "start"]
    shown["findings"] = acts
    felt = _felt_only(findings)
    mixed = notes["note_id"].map(felt[felt["guiding"]]["note_id"].value_counts()).fillna(0).astype(int)
    shown["notes"] = notes.assign(
        n_rescuing=notes["n_rescuing"] - notes["n_inner"],
        n_mixed=notes["n_mixed"] - mixed,
        n_neutral=notes["n_neutral"] + notes["n_inner"] - mixed,
    ).drop(columns="n_inner")
    if "sentences" in tables:
        shown["sentences"] = _sentences_by_acts(tables["sentences"], felt)
    return shown


def _felt_only(findings: pd.DataFrame) -> pd.DataFrame:
    """Return the sentences that are rescuing by feelings alone: whether they are guiding too, and what found that."""
    counted = findings[findings["counts"]]
    acts, rescuing = counted["family"] == "act", counted["stance"] == "rescuing"
    told = counted[SENTENCE].assign(
        felt=rescuing & ~acts,
        done=rescuing & acts,
        guiding=counted["stance"] == "guiding",
        rule=acts & (counted["source"] == "rule"),
    )
    of_each = told.groupby(SENTENCE).any().reset_index()
    return of_each[of_each["felt"] & ~of_each["done"]]


def _sentences_by_acts(sentences: pd.DataFrame, felt: pd.DataFrame) -> pd.DataFrame:
    """Return the sentences as their acts alone make them: nothing sets those with a feeling apart from the rest."""
    found = sentences[SENTENCE].merge(felt, on=SENTENCE, how="left").set_index(sentences.index)
    hide = found["felt"].notna()
    guiding, rule = found["guiding"].eq(True), found["rule"].eq(True)
    stance = sentences["stance"].mask(hide & guiding, "guiding").mask(hide & ~guiding, "neutral")
    source = sentences["source"].mask(hide, "").mask(hide & guiding, "classifier").mask(hide & guiding & rule, "rule")
    # A probability of feelings would still tell where they stand, and so would its absence there alone.
    told = sentences["p_rescuing"].where(stance.isin(["rescuing", "mixed"]))
    return sentences.assign(stance=stance, source=source, p_rescuing=told)


def _with_keys(findings: pd.DataFrame, notes: pd.DataFrame, marks: pd.DataFrame) -> pd.DataFrame:
    """Return the findings with the caseload and date of their note before, and the marks after them."""
    keyed = findings.merge(notes[["note_id", "caseload_id", "date"]], on="note_id", how="left")
    keyed = keyed.merge(marks, on=["note_id", "finding_id"], how="left")
    keyed = keyed.rename(columns={"mark": load_yaml("report/marks.yaml")["column"]})
    first = ["caseload_id", "date"]
    return keyed[[*first, *(name for name in keyed if name not in first)]]


def _add_sheet(book: Any, name: str, table: pd.DataFrame) -> None:
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    headers = [str(column) for column in table.columns]
    for number, header in enumerate(headers, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTHS.get(header, max(12, len(header) + 2))
    sheet.auto_filter.ref = f"A1:{get_column_letter(max(1, len(headers)))}{len(table) + 1}"
    if name == "findings":
        _add_choice(sheet, len(headers), len(table))
    sheet.append([_header(sheet, header) for header in headers])
    cells = [_text_cell(sheet, header) for header in headers]
    for row in table.itertuples(index=False):
        sheet.append([_value(value, cell) for value, cell in zip(row, cells, strict=True)])


def _add_choice(sheet: Any, column: int, n_rows: int) -> None:
    """Let the last column be chosen from the marks."""
    marks: list[str] = load_yaml("report/marks.yaml")["marks"]
    validation = DataValidation(type="list", formula1='"' + ",".join(marks) + '"', allow_blank=True)
    letter = get_column_letter(column)
    validation.add(f"{letter}2:{letter}{max(2, n_rows + 1)}")
    sheet.data_validations.append(validation)


def _header(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value=text)
    cell.font = Font(bold=True)
    return cell


def _value(value: Any, cell: Any) -> Any:
    """Return what to write of a value; ``cell`` is that of its column, used again in each row: making one is slow."""
    if isinstance(value, str):
        cell.value = neutralise_formula(value.translate(ILLEGAL))[:32_767]
        cell.data_type = "s"
        return cell
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and pd.isna(value)):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date()
    return value.item() if hasattr(value, "item") else value


def _text_cell(sheet: Any, column: str) -> Any:
    cell = WriteOnlyCell(sheet)
    if column in WIDTHS:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell
