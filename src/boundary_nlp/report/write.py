"""Where the report's files go: HTML pages beside each other or in one file, and the workbook."""

import os
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sized
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pandas as pd

from boundary_nlp.caseload.input import check_notes, check_shifts, read_dates
from boundary_nlp.errors import InputError, OutputError
from boundary_nlp.io.atomic import check_place
from boundary_nlp.io.schemas import table_schema
from boundary_nlp.report.data import NO_MARKS, ReportData
from boundary_nlp.report.folder import read_run_file, read_run_table
from boundary_nlp.report.groups import MIN_GROUP, check_min_group, hide_rows
from boundary_nlp.report.marks import check_marks_kept
from boundary_nlp.report.pages import caseload_body, caseload_page, opening_page, team_page
from boundary_nlp.report.place import pages_folder, written_whole
from boundary_nlp.report.workbook import write_workbook

if TYPE_CHECKING:
    from boundary_nlp.tables import Tables

SHEETS = ("notes", "sentences", "findings", "shifts", "series", "rejected")
_TEAM_FINDINGS = ("note_id", "finding_id", "sentence", "signal", "stance", "family", "counts")
EDITIONS = ("supervision", "worker", "team")
_NO_SHIFTS = pd.DataFrame({"caseload_id": [], "verdict": []})


def write_report(
    tables: "Tables",
    shifts: pd.DataFrame,
    path: str | Path,
    edition: str = "supervision",
    overview: bool = False,
    single_file: bool = False,
    min_group: int = MIN_GROUP,
) -> Path:
    """Write the report of analysed notes.

    Parameters
    ----------
    tables
        Of `analyse_frame`.
    shifts
        Of `detect_shifts`, or an empty frame.
    path
        The opening page, and beside it an Excel workbook of the same name and a folder with the pages of the
        caseloads: ``caseloads`` for ``report.html``, ``mine-caseloads`` for ``mine.html``.
    edition
        ``"supervision"`` (acts only), ``"worker"`` (inner signals and questions to the self too) or ``"team"``
        (totals over all caseloads, no verdicts, no quotes, no workbook).
    overview
        Whether the opening page and the workbook show the verdicts of all caseloads side by side.
    single_file
        Whether all pages stand in one file.
    min_group
        No figure about fewer notes is told (of fewer caseloads, in the team edition), but in the worker's own edition.

    Returns
    -------
    Path
        The opening page.

    Raises
    ------
    InputError
        For an unknown edition, a ``min_group`` that is no number, a team edition of fewer caseloads, or tables or
        shifts that lack a column.
    OutputError
        When the report cannot be written, or ``path`` does not end in ``.html``, or the workbook there holds marks that
        would be lost.

    Examples
    --------
    >>> import boundary_nlp as bn
    >>> import pandas as pd
    >>> notes = pd.DataFrame({"text": ["Voor haar gebeld."], "worker_id": ["B1"], "date": ["2026-03-02"]})
    >>> tables = bn.analyse_frame(notes)
    >>> write_report(tables, bn.detect_shifts(tables.notes), "report.html").name
    'report.html'
    """
    check_notes(tables.notes)
    check_shifts(shifts, () if isinstance(shifts, Sized) and not len(shifts) else table_schema("shifts").names)
    # A table that was read back has dates of another type, or as text.
    all_notes = tables.notes.assign(date=read_dates(tables.notes["date"]))
    dates = [name for name in ("change_date", "date_low", "date_high") if name in shifts]
    shifts = shifts.assign(**{name: read_dates(shifts[name], what=f"shifts: the column {name}") for name in dates})
    # The frame's other columns may name people: nobody masked them.
    notes = all_notes[[name for name in table_schema("notes").names if name in all_notes]]
    sheets = {"notes": notes, "sentences": tables.sentences, "findings": tables.findings, "shifts": shifts}
    data = ReportData(all_notes, tables.findings, tables.rejected, shifts, NO_MARKS, min_group=min_group)
    sheets["rejected"] = tables.rejected
    return _write(data, Path(path), edition, overview, single_file, lambda: sheets)


def write_report_files(
    folder: Path,
    path: Path,
    edition: str = "supervision",
    overview: bool = False,
    single_file: bool = False,
    min_group: int = MIN_GROUP,
    corrections: Path | None = None,
) -> Path:
    """Write the report from the tables of a run in a folder; see `write_report`.

    ``corrections`` is the workbook whose marks were just taken over.
    """
    columns = {"findings": _TEAM_FINDINGS} if edition == "team" else {}
    tables = _read_tables(folder, ("notes", "findings", "shifts", "rejected", "marks"), columns)
    if "notes" not in tables or "findings" not in tables:
        raise InputError(f"'{folder}' holds no tables of a run. Make them with `boundary-nlp analyse` first.")
    data = ReportData(
        notes=tables["notes"],
        findings=tables["findings"],
        rejected=tables.get("rejected", pd.DataFrame({"reason": []})),
        shifts=tables.get("shifts", _NO_SHIFTS),
        marks=tables.pop("marks", NO_MARKS),
        run=read_run_file(folder),
        min_group=min_group,
    )

    def sheets() -> dict[str, pd.DataFrame]:
        read = tables | _read_tables(folder, ("sentences", "series"))
        return {name: read[name] for name in SHEETS if name in read}

    return _write(data, path, edition, overview, single_file, sheets, corrections)


def _read_tables(
    folder: Path, names: Iterable[str], columns: Mapping[str, Collection[str]] | None = None
) -> dict[str, pd.DataFrame]:
    found = {name: read_run_table(folder, name, (columns or {}).get(name)) for name in names}
    return {name: table for name, table in found.items() if table is not None}


def check_edition(edition: str) -> None:
    """Raise InputError where there is no such edition."""
    if edition not in EDITIONS:
        raise InputError(f"There is no edition '{edition}'. Choose one of: {', '.join(EDITIONS)}.")


def _write(
    data: ReportData,
    path: Path,
    edition: str,
    overview: bool,
    single_file: bool,
    sheets: Callable[[], dict[str, pd.DataFrame]],
    corrections: Path | None = None,
) -> Path:
    """Write the pages, and then the workbook, whose further tables are read only then."""
    check_edition(edition)
    if path.suffix.lower() != ".html":
        raise OutputError(f"The report is an HTML file: '{path.name}' must end in .html, such as report.html.")
    check_min_group(data.min_group)
    ids = data.caseload_ids()
    if edition == "team" and len(ids) < data.min_group:
        raise InputError(
            f"A team edition needs at least {data.min_group} caseloads; these notes hold {len(ids)}. "
            "The tables are kept: choose another edition."
        )
    if edition == "worker":
        data.min_group = 1
    if edition != "team":
        check_marks_kept(path.with_suffix(".xlsx"), corrections, data.marks)
    check_place(path)
    try:
        with written_whole(path.parent) as folder:
            new = folder / path.name
            if edition == "team":
                new.write_text(team_page(data), encoding="utf-8")
            elif single_file:
                _write_one(data, new, edition, overview)
            else:
                _write_pages(data, new, edition, overview)
            if edition != "team":
                verdicts = overview or len(ids) == 1
                tables = hide_rows(sheets(), data.min_group)
                write_workbook(tables, new.with_suffix(".xlsx"), edition, data.marks, verdicts)
        if edition != "team" and not single_file:
            _remove_earlier(path, len(ids), edition)
    except OSError as error:
        raise OutputError(
            f"The report cannot be written to '{path.parent}': {error.strerror}. "
            "Check the folder, its rights and the room on the disk, for temporary files too."
        ) from None
    return path


def _slug(number: int, edition: str) -> str:
    """Return the name of a caseload's page: never its id, and another one in each edition."""
    return f"caseload-{number:03d}" + ("" if edition == "supervision" else f"-{edition}")


def _write_one(data: ReportData, path: Path, edition: str, overview: bool) -> None:
    keys = {caseload: _slug(number, edition) for number, caseload in enumerate(data.caseload_ids(), start=1)}
    bodies = [caseload_body(data, caseload, edition, "#begin", key) for caseload, key in keys.items()]
    links = {caseload: f"#{key}" for caseload, key in keys.items()}
    path.write_text(opening_page(data, links, edition, overview, bodies), encoding="utf-8")


def _write_pages(data: ReportData, path: Path, edition: str, overview: bool) -> None:
    folder = path.parent / pages_folder(path)
    folder.mkdir()
    names = {caseload: f"{_slug(number, edition)}.html" for number, caseload in enumerate(data.caseload_ids(), start=1)}
    for caseload, name in names.items():
        page = caseload_page(data, caseload, edition, f"../{_link(path.name)}")
        (folder / name).write_text(page, encoding="utf-8")
    links = {caseload: f"{_link(folder.name)}/{name}" for caseload, name in names.items()}
    path.write_text(opening_page(data, links, edition, overview, []), encoding="utf-8")


def _link(name: str) -> str:
    """Return a file's name as a link tells it: a "#" or "%" in it would lead elsewhere."""
    return quote(os.fsencode(name))


def _remove_earlier(path: Path, n_caseloads: int, edition: str) -> None:
    """Remove what is left of an earlier report with more caseloads."""
    kept = {_slug(number, edition) for number in range(1, n_caseloads + 1)}
    for page in (path.parent / pages_folder(path)).glob("caseload-*.html"):
        if re.fullmatch(_slug(0, edition).replace("000", r"\d{3,}"), page.stem) and page.stem not in kept:
            page.unlink()
