"""`run` and `analyse`: exports of notes in, tables and report out."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

import typer

from boundary_nlp.cli.options import (
    EXIT_IDENTIFIERS,
    EXIT_STOPPED,
    EXIT_WRONG_USE,
    Classifier,
    Columns,
    Corrections,
    Counting,
    Edition,
    Format,
    InputFormat,
    LogJson,
    MaxRejected,
    MinGroup,
    Monitoring,
    Names,
    Notes,
    NoText,
    Out,
    Overview,
    Overwrite,
    Pipeline,
    Privacy,
    Quiet,
    Resume,
    Rules,
    SingleFile,
    Workers,
    check_rejected,
    read_columns,
)
from boundary_nlp.cli.standard_input import files_of
from boundary_nlp.errors import BoundaryNlpError, PrivacyError

if TYPE_CHECKING:
    from boundary_nlp.batch.progress import Progress
    from boundary_nlp.io.tables import Format as TableFormat

_STOPPED = "Stopped. What is finished is kept: go on with --resume."


def run(
    notes: Notes,
    out: Out,
    format: Format = "parquet",
    pipeline: Pipeline = "embedded",
    rules: Rules = None,
    classifier: Classifier = "default",
    counting: Counting = "codebook",
    columns: Columns = None,
    input_format: InputFormat = None,
    privacy: Privacy = "mask",
    names: Names = False,
    no_text: NoText = False,
    workers: Workers = 1,
    overwrite: Overwrite = False,
    resume: Resume = False,
    max_rejected: MaxRejected = 1.0,
    edition: Edition = "supervision",
    overview: Overview = False,
    single_file: SingleFile = False,
    min_group: MinGroup = 5,
    monitoring: Monitoring = False,
    corrections: Corrections = None,
    quiet: Quiet = False,
    log_json: LogJson = False,
) -> None:
    """Analyse notes, detect shifts per caseload, and write the report.

    Example: boundary-nlp run data/example_notes.csv --out out

    Example: zcat export.csv.gz | boundary-nlp run - --out out
    """
    from boundary_nlp.batch import BatchOptions, analyse_files  # noqa: PLC0415
    from boundary_nlp.batch.progress import progress_for  # noqa: PLC0415
    from boundary_nlp.report import write_report_files  # noqa: PLC0415
    from boundary_nlp.report.write import check_edition  # noqa: PLC0415
    from boundary_nlp.verdicts import write_verdicts  # noqa: PLC0415

    progress = progress_for(quiet=quiet, log_json=log_json)
    with _told_by(progress):
        check_edition(edition)
        _check_marks(out, corrections, overwrite, edition)
        options = BatchOptions(
            format=cast("TableFormat", format), pipeline=pipeline, rules=tuple(rules or ("default",)),
            classifier=classifier, counting=counting, columns=read_columns(columns), privacy=privacy,
            keep_text=not no_text, names=names, workers=workers, overwrite=overwrite, resume=resume,
        )  # fmt: skip
        with files_of(notes, input_format, out) as files:
            result = analyse_files(files, out, options, progress, corrections)
        told = write_verdicts(out, options.format, monitoring=monitoring, corrections=corrections, today=date.today())
        report = write_report_files(out, out / "report.html", edition, overview, single_file, min_group, corrections)
    if not quiet:
        typer.echo("\n".join([result.summary(), *told]))
        typer.echo(f"Report: {report}")
    check_rejected(result.n_read, result.n_rejected, max_rejected)


def analyse(
    notes: Notes,
    out: Out,
    format: Format = "parquet",
    pipeline: Pipeline = "embedded",
    rules: Rules = None,
    classifier: Classifier = "default",
    counting: Counting = "codebook",
    columns: Columns = None,
    input_format: InputFormat = None,
    privacy: Privacy = "mask",
    names: Names = False,
    no_text: NoText = False,
    workers: Workers = 1,
    overwrite: Overwrite = False,
    resume: Resume = False,
    max_rejected: MaxRejected = 1.0,
    quiet: Quiet = False,
    log_json: LogJson = False,
) -> None:
    """Write the tables notes, sentences, findings and rejected, and nothing else.

    Example: boundary-nlp analyse notes.jsonl --out tables --format jsonl
    """
    from boundary_nlp.batch import BatchOptions, analyse_files  # noqa: PLC0415
    from boundary_nlp.batch.progress import progress_for  # noqa: PLC0415

    progress = progress_for(quiet=quiet, log_json=log_json)
    with _told_by(progress):
        options = BatchOptions(
            format=cast("TableFormat", format), pipeline=pipeline, rules=tuple(rules or ("default",)),
            classifier=classifier, counting=counting, columns=read_columns(columns), privacy=privacy,
            keep_text=not no_text, names=names, workers=workers, overwrite=overwrite, resume=resume,
        )  # fmt: skip
        with files_of(notes, input_format, out) as files:
            result = analyse_files(files, out, options, progress)
    if not quiet:
        typer.echo(result.summary())
    check_rejected(result.n_read, result.n_rejected, max_rejected)


def _check_marks(out: Path, corrections: Path | None, overwrite: bool, edition: str) -> None:
    """Tell of a wrong workbook, and of marks that would be lost, before the notes are analysed."""
    from boundary_nlp.report.folder import read_run_table  # noqa: PLC0415
    from boundary_nlp.report.marks import check_marks_kept, read_marks  # noqa: PLC0415

    if corrections is not None:
        read_marks(corrections)
    workbook = out / "report.xlsx"
    if edition != "team" and workbook.exists():
        check_marks_kept(workbook, corrections, None if overwrite else read_run_table(out, "marks"))


@contextmanager
def _told_by(progress: "Progress") -> Iterator[None]:
    """Tell of errors and of a stop where the run is told: as JSON lines and nothing else, or on the terminal."""
    try:
        yield
    except BoundaryNlpError as error:
        if not progress.fail(str(error)):
            raise
        raise typer.Exit(EXIT_IDENTIFIERS if isinstance(error, PrivacyError) else EXIT_WRONG_USE) from None
    except KeyboardInterrupt:
        if progress.fail(_STOPPED):
            raise typer.Exit(EXIT_STOPPED) from None
        typer.echo(_STOPPED, err=True)
        raise
