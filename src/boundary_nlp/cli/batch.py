"""`run` and `analyse`: exports of notes in, tables and report out."""

from typing import TYPE_CHECKING, Annotated, cast

import typer

from boundary_nlp.cli.options import (
    Classifier,
    Columns,
    Counting,
    Format,
    LogJson,
    MaxRejected,
    Names,
    Notes,
    NoText,
    Out,
    Overwrite,
    Pipeline,
    Privacy,
    Quiet,
    Resume,
    Rules,
    Workers,
    check_rejected,
    read_columns,
)

if TYPE_CHECKING:
    from boundary_nlp.io.tables import Format as TableFormat


def run(
    notes: Notes,
    out: Out,
    format: Format = "parquet",
    pipeline: Pipeline = "embedded",
    rules: Rules = None,
    classifier: Classifier = "default",
    counting: Counting = "codebook",
    columns: Columns = None,
    privacy: Privacy = "mask",
    names: Names = False,
    no_text: NoText = False,
    workers: Workers = 1,
    overwrite: Overwrite = False,
    resume: Resume = False,
    max_rejected: MaxRejected = 1.0,
    edition: Annotated[str, typer.Option(help="supervision, worker or team: for whom the report is.")] = "supervision",
    overview: Annotated[bool, typer.Option("--overview", help="Verdicts of all caseloads on the first page.")] = False,
    quiet: Quiet = False,
    log_json: LogJson = False,
) -> None:
    """Analyse notes, detect shifts per caseload, and write the report.

    Example: boundary-nlp run data/example_notes.csv --out out
    """
    from boundary_nlp.batch import BatchOptions, analyse_files  # noqa: PLC0415
    from boundary_nlp.batch.progress import progress_for  # noqa: PLC0415
    from boundary_nlp.caseload import caseload_series, detect_shifts  # noqa: PLC0415
    from boundary_nlp.io.tables import read_table, write_table  # noqa: PLC0415
    from boundary_nlp.report import write_report_files  # noqa: PLC0415

    options = BatchOptions(
        format=cast("TableFormat", format), pipeline=pipeline, rules=tuple(rules or ("default",)),
        classifier=classifier, counting=counting, columns=read_columns(columns), privacy=privacy, keep_text=not no_text,
        names=names, workers=workers, overwrite=overwrite, resume=resume,
    )  # fmt: skip
    result = analyse_files(notes, out, options, progress_for(quiet=quiet, log_json=log_json))
    table = read_table(result.tables["notes"])
    if table["date"].notna().any() and table["caseload_id"].notna().any():
        verdicts = detect_shifts(table)
        write_table(verdicts, out, "shifts", options.format)
        write_table(caseload_series(table, verdicts), out, "series", options.format)
    report = write_report_files(out, out / "report.html", edition=edition, overview=overview)
    if not quiet:
        typer.echo(result.summary())
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

    options = BatchOptions(
        format=cast("TableFormat", format), pipeline=pipeline, rules=tuple(rules or ("default",)),
        classifier=classifier, counting=counting, columns=read_columns(columns), privacy=privacy, keep_text=not no_text,
        names=names, workers=workers, overwrite=overwrite, resume=resume,
    )  # fmt: skip
    result = analyse_files(notes, out, options, progress_for(quiet=quiet, log_json=log_json))
    if not quiet:
        typer.echo(result.summary())
    check_rejected(result.n_read, result.n_rejected, max_rejected)
