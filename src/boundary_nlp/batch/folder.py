"""The output folder of a run: fresh, replaced or gone on with, and never another run's by accident."""

import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from boundary_nlp.batch.manifest import MANIFEST, check_same, write_json
from boundary_nlp.batch.options import BatchOptions
from boundary_nlp.batch.parts import TABLES, Parts
from boundary_nlp.batch.result import BatchResult
from boundary_nlp.errors import OutputError
from boundary_nlp.io.atomic import check_not_read
from boundary_nlp.io.tables import FORMATS, RUN_FILE

_MADE_LATER = ("shifts", "series", "marks")  # by `run`, from the tables
_REPORT, _WORKBOOK = "report.html", "report.xlsx"  # by `run` too
_PAGES = "caseloads"


def check_input_kept(files: Sequence[Path], out: Path) -> None:
    """Raise OutputError where a run in this folder would replace or remove a file that it reads."""
    check_not_read(files, [Parts(out).folder, *_made(out)])


def claim_folder(
    out: Path, manifest: Mapping[str, Any], options: BatchOptions, corrections: Path | None = None
) -> BatchResult | None:
    """Make the folder ready; return the result of a run that is complete and was asked to be gone on with.

    An earlier run that is replaced stays until the tables that replace it are made: see `remove_earlier`.

    Raises
    ------
    OutputError
        Before anything is touched, when the folder holds another run, or a workbook with marks that would be lost.
    """
    if out.exists() and not out.is_dir():
        raise OutputError(f"'{out}' is a file; --out takes a folder.")
    parts = Parts(out)
    unfinished = (parts.folder / MANIFEST).exists()
    if options.overwrite:
        _check_marks(out, corrections)
    elif options.resume and unfinished:
        check_same(manifest, parts.folder / MANIFEST)
        parts.clear_unfinished()
        return None
    elif options.resume and (out / RUN_FILE).exists():
        earlier = check_same(manifest, out / RUN_FILE)
        try:
            result = BatchResult.from_dict(earlier)
        except (LookupError, TypeError, ValueError):
            raise OutputError(f"'{out / RUN_FILE}' is damaged. Start anew with --overwrite.") from None
        parts.remove()
        result.tables = {name: out / f"{name}.{options.format}" for name in TABLES}
        return result
    elif unfinished and not (out / RUN_FILE).exists():
        raise OutputError(
            f"'{out}' holds a run that was not finished. Go on with --resume, or replace it with --overwrite."
        )
    elif _holds_run(out):
        raise OutputError(f"'{out}' holds another run. Choose another folder, or replace it with --overwrite.")
    elif taken := next((file for file in _made(out) if file.exists()), None):
        raise OutputError(f"'{taken}' is there already. Choose another folder, or replace it with --overwrite.")
    parts.remove()
    write_json(parts.folder / MANIFEST, manifest)
    return None


def remove_earlier(out: Path, corrections: Path | None = None) -> None:
    """Remove the run that this one replaces, now that the parts of this one are finished.

    Parameters
    ----------
    out : the folder of both; corrections : the workbook whose marks the run takes over: it is never removed.

    Raises
    ------
    OutputError
        When it may not be removed, or its workbook holds marks that would be lost.
    """
    if not _holds_run(out):
        return
    _check_marks(out, corrections)
    try:
        _remove_run(out, corrections)
    except OSError as error:
        raise OutputError(
            f"The earlier run in '{out}' cannot be removed: {error.strerror}. "
            "Check the rights, or choose another folder."
        ) from None


def _holds_run(out: Path) -> bool:
    return (out / RUN_FILE).exists() or any((out / f"notes.{suffix}").exists() for suffix in FORMATS)


def _made(out: Path) -> list[Path]:
    """Return what a run writes to its folder, or may remove from it with the run that it replaces."""
    pages = (out / _PAGES).glob("caseload-*.html")
    return [*(out / name for name in (RUN_FILE, _REPORT, _WORKBOOK, *_tables())), *pages]


def _tables() -> list[str]:
    return [f"{name}.{suffix}" for name in (*TABLES, *_MADE_LATER) for suffix in FORMATS]


def _check_marks(out: Path, corrections: Path | None) -> None:
    workbook = out / _WORKBOOK
    if workbook.exists():
        from boundary_nlp.report.marks import check_marks_kept  # noqa: PLC0415  needs pandas

        check_marks_kept(workbook, corrections)


def _remove_run(out: Path, corrections: Path | None) -> None:
    workbook = out / _WORKBOOK
    (out / RUN_FILE).unlink(missing_ok=True)
    for name in (_REPORT, *_tables()):
        _remove(out / name)
    if corrections is None or workbook.resolve() != corrections.resolve():
        _remove(workbook)
    for page in (out / _PAGES).glob("caseload-*.html"):
        page.unlink()
    with suppress(OSError):  # another's files are in it
        (out / _PAGES).rmdir()


def _remove(table: Path) -> None:
    if table.is_dir():  # as a cluster writes it
        shutil.rmtree(table)
    else:
        table.unlink(missing_ok=True)
