"""Where the report's files go: HTML pages beside each other, and the workbook."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from boundary_nlp.errors import InputError, OutputError
from boundary_nlp.io.tables import FORMATS, read_table
from boundary_nlp.report.content import ReportData
from boundary_nlp.report.pages import caseload_page, opening_page, team_page
from boundary_nlp.report.workbook import write_workbook

if TYPE_CHECKING:
    from boundary_nlp.tables import Tables

EDITIONS = ("supervision", "worker", "team")
MIN_TEAM = 5


def write_report(
    tables: "Tables",
    shifts: pd.DataFrame,
    path: str | Path,
    edition: str = "supervision",
    overview: bool = False,
) -> Path:
    """Write the report of analysed notes.

    Parameters
    ----------
    tables : of `analyse_frame`; ``shifts`` : of `detect_shifts`, or an empty frame.
    path : the opening page; the pages of the caseloads go to a folder ``caseloads`` beside it, and an Excel workbook
        of the same name beside it.
    edition : ``"supervision"`` (acts only), ``"worker"`` (inner signals and questions to the self too) or ``"team"``
        (totals over at least five caseloads, no verdicts, no quotes).
    overview : whether the opening page shows the verdicts of all caseloads side by side.

    Returns
    -------
    Path
        The opening page.

    Raises
    ------
    InputError
        For an unknown edition, or a team edition of fewer than five caseloads.
    """
    data = ReportData(tables.notes, tables.findings, tables.rejected, shifts)
    return _write(data, Path(path), edition, overview, {})


def write_report_files(folder: Path, path: Path, edition: str = "supervision", overview: bool = False) -> Path:
    """Write the report from the tables of a run in a folder; see `write_report`."""
    tables = {name: _table(folder, name) for name in ("notes", "findings", "rejected", "shifts", "series", "sentences")}
    if tables["notes"] is None or tables["findings"] is None:
        raise InputError(f"'{folder}' holds no tables of a run. Make them with `boundary-nlp analyse` first.")
    empty = pd.DataFrame({"caseload_id": [], "verdict": []})
    data = ReportData(
        notes=tables["notes"],
        findings=tables["findings"],
        rejected=tables["rejected"] if tables["rejected"] is not None else pd.DataFrame({"reason": []}),
        shifts=tables["shifts"] if tables["shifts"] is not None else empty,
        run=_run_file(folder),
    )
    return _write(data, path, edition, overview, {name: table for name, table in tables.items() if table is not None})


def _table(folder: Path, name: str) -> pd.DataFrame | None:
    for suffix in FORMATS:
        if (folder / f"{name}.{suffix}").exists():
            return read_table(folder / f"{name}.{suffix}")
    return None


def _run_file(folder: Path) -> dict[str, Any]:
    file = folder / "run.json"
    if not file.is_file():
        return {}
    try:
        run: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except json.JSONDecodeError:
        raise InputError(f"'{file}' is damaged. Run the analysis again.") from None
    return run


def _write(data: ReportData, path: Path, edition: str, overview: bool, sheets: dict[str, pd.DataFrame]) -> Path:
    if edition not in EDITIONS:
        raise InputError(f"There is no edition '{edition}'. Choose one of: {', '.join(EDITIONS)}.")
    ids = data.caseload_ids()
    if edition == "team" and len(ids) < MIN_TEAM:
        raise InputError(f"A team edition needs at least {MIN_TEAM} caseloads; these notes hold {len(ids)}.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if edition == "team":
            path.write_text(team_page(data), encoding="utf-8")
            return path
        names = {caseload: f"caseload-{number:03d}.html" for number, caseload in enumerate(ids, start=1)}
        folder = path.parent / "caseloads"
        folder.mkdir(exist_ok=True)
        for caseload, name in names.items():
            page = caseload_page(data, caseload, edition, f"../{path.name}")
            (folder / name).write_text(page, encoding="utf-8")
        links = {caseload: f"caseloads/{name}" for caseload, name in names.items()}
        path.write_text(opening_page(data, links, edition, overview), encoding="utf-8")
        write_workbook(
            sheets or {"notes": data.notes, "findings": data.findings, "shifts": data.shifts},
            path.with_suffix(".xlsx"),
            edition,
        )
    except OSError as error:
        raise OutputError(f"The report cannot be written to '{path.parent}': {error.strerror}.") from None
    return path
