"""From the tables of a run to its verdicts: marked findings set right, shifts found, all written beside the tables."""

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from boundary_nlp.batch.manifest import write_json
from boundary_nlp.caseload import Noise, apply_marks, caseload_series, detect_shifts
from boundary_nlp.errors import InputError
from boundary_nlp.io.tables import RUN_FILE, Format, write_table
from boundary_nlp.report.folder import read_run_file, read_run_table
from boundary_nlp.report.marks import read_marks

LOOKS_A_YEAR = 12


def write_verdicts(
    folder: Path,
    format: Format,
    *,
    monitoring: bool = False,
    corrections: Path | None = None,
    today: date | None = None,
) -> list[str]:
    """Write the tables `shifts` and `series` of the run in a folder, and how they came about to its `run.json`.

    Parameters
    ----------
    folder : holds the tables of a run; ``format`` : of the tables.
    monitoring : whether the report is made again every month, so that the promise on false alarms must hold over a
        year of looks.
    corrections : a workbook of the report with marked findings; the tables are counted anew before, where every
        finding of a caseload is marked, and the marks are written to the table `marks`.
    today : notes dated more than a day later are set apart.

    Returns
    -------
    list of str
        What a user should know, a line each. Without dates or caseloads there are no verdicts, and it says so.

    Raises
    ------
    InputError
        When the workbook cannot be used.
    """
    corrected = read_run_file(folder).get("verdicts", {}).get("corrections")
    if corrections and corrected:
        raise InputError(
            f"The tables in '{folder}' were counted anew with '{corrected}' already. Start anew with --overwrite."
        )
    told = [_correct(folder, format, corrections)] if corrections else []
    notes = read_run_table(folder, "notes")
    counted_anew = {"corrections": corrections.name if corrections else corrected} if corrections or corrected else {}
    if notes is None or not (notes["date"].notna().any() and notes["caseload_id"].notna().any()):
        if counted_anew:
            _add_to_run_file(folder, counted_anew)
        return [*told, "No dates or no caseloads: no shifts"]
    looks = LOOKS_A_YEAR if monitoring else 1
    shifts = detect_shifts(notes, looks=looks, today=today)
    noise = Noise(**shifts.attrs["noise"])
    write_table(shifts, folder, "shifts", format)
    write_table(caseload_series(notes, shifts, noise=noise, today=today), folder, "series", format)
    how: dict[str, Any] = {"today": today and today.isoformat(), "looks": looks, "noise": asdict(noise)}
    _add_to_run_file(folder, how | counted_anew)
    return told


def _correct(folder: Path, format: Format, workbook: Path) -> str:
    marks = read_marks(workbook)
    notes, sentences, findings = (read_run_table(folder, name) for name in ("notes", "sentences", "findings"))
    if notes is None or sentences is None or findings is None:
        raise InputError(f"'{folder}' lacks tables of a run. Analyse the notes again.")
    profile = read_run_file(folder).get("counting", "codebook")
    corrected = apply_marks(notes, sentences, findings, marks, profile)
    for name in ("notes", "sentences", "findings", "marks"):
        write_table(getattr(corrected, name), folder, name, format)
    lost = f", {corrected.n_unknown} marks belong to no finding of these notes" if corrected.n_unknown else ""
    return f"{len(corrected.marks)} marks read; counted anew: {len(corrected.caseloads)} caseload(s){lost}"


def _add_to_run_file(folder: Path, how: dict[str, Any]) -> None:
    write_json(folder / RUN_FILE, read_run_file(folder) | {"verdicts": how})
