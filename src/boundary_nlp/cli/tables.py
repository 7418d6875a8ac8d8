"""`shifts` and `report`: from the tables of an earlier run."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from boundary_nlp.cli.options import Edition, MinGroup, Monitoring, Overview, Quiet, SingleFile, out_option


def shifts(
    notes_table: Annotated[
        Path, typer.Argument(help="A table with the columns of `notes` (.parquet, .csv or .jsonl).")
    ],
    out: Annotated[Path, out_option("File for the verdicts (.parquet, .csv or .jsonl).")],
    monitoring: Monitoring = False,
    quiet: Quiet = False,
) -> None:
    """Write the verdict of each caseload, from a table of notes.

    Example: boundary-nlp shifts out/notes.parquet --out verdicts.csv
    """
    from boundary_nlp.caseload import detect_shifts  # noqa: PLC0415
    from boundary_nlp.errors import InputError  # noqa: PLC0415
    from boundary_nlp.io.atomic import check_not_read, check_place  # noqa: PLC0415
    from boundary_nlp.io.schemas import table_schema  # noqa: PLC0415
    from boundary_nlp.io.tables import read_table, write_table_file  # noqa: PLC0415
    from boundary_nlp.verdicts import LOOKS_A_YEAR  # noqa: PLC0415

    check_not_read([notes_table, *notes_table.glob("*")], [out])  # a cluster leaves a folder of parts
    check_place(out)
    needed = {"note_id", "caseload_id", "date", "n_rescuing", "n_guiding"}
    table = read_table(notes_table, "notes", optional=set(table_schema("notes").names) - needed)
    if table.empty:
        raise InputError(f"{notes_table} holds no notes: there are no caseloads to judge. Check the file.")
    verdicts = detect_shifts(table, looks=LOOKS_A_YEAR if monitoring else 1, today=date.today())
    write_table_file(verdicts, out, "shifts")
    if not quiet:
        typer.echo(f"{len(verdicts)} caseload(s) written to {out}")


def report(
    folder: Annotated[Path, typer.Argument(help="Folder with the tables of a run.")],
    out: Annotated[Path, out_option("The report's HTML file.")],
    edition: Edition = "supervision",
    overview: Overview = False,
    single_file: SingleFile = False,
    min_group: MinGroup = 5,
    quiet: Quiet = False,
) -> None:
    """Write only the report, from the tables of an earlier run.

    Example: boundary-nlp report out --out out/begeleider.html --edition worker
    """
    from boundary_nlp.report import write_report_files  # noqa: PLC0415

    path = write_report_files(folder, out, edition, overview, single_file, min_group)
    if not quiet:
        typer.echo(f"Report: {path}")
