"""What several commands share: their options, how these are read, and the exit codes."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from boundary_nlp.errors import InputError, OutputError

EXIT_WRONG_USE = 2
EXIT_TOO_MANY_REJECTED = 3
EXIT_IDENTIFIERS = 4
EXIT_STOPPED = 130  # as shells tell of Ctrl-C


def out_option(help: str) -> Any:
    """Return ``--out``: a place that is named, since an empty name, as of a variable not set, is the current folder."""
    return typer.Option("--out", help=help, parser=_named_place, metavar="<path>")


def _named_place(name: str | Path) -> Path:
    if not str(name).strip():
        raise OutputError("--out is empty. Give a name; the current folder is --out .")
    return Path(name)


Notes = Annotated[
    list[str],
    typer.Argument(
        help="Export(s) of notes: .csv, .xlsx, .jsonl or .parquet, also with .gz; globs work; - is standard input."
    ),
]
InputFormat = Annotated[
    str | None,
    typer.Option(help="What standard input holds: csv, jsonl, xlsx or parquet; told from its start by default."),
]
Out = Annotated[Path, out_option("Folder for the results.")]
Rules = Annotated[list[str] | None, typer.Option("--rules", help="'default' or a rule pack; may be given twice.")]
Pipeline = Annotated[str, typer.Option(help="'embedded', or a Dutch spaCy pipeline with a parser, by name or folder.")]
Classifier = Annotated[str, typer.Option(help="'default', 'none', or a file made by `train`.")]
Counting = Annotated[str, typer.Option(help="Counting profile: which qualifier values count.")]
Format = Annotated[str, typer.Option("--format", help="parquet, jsonl or csv.")]
Columns = Annotated[str | None, typer.Option(help="Columns by name, for example text=Verslag,date=Datum.")]
Privacy = Annotated[str, typer.Option(help="mask, refuse or off: what to do with identifiers that are left.")]
NoText = Annotated[bool, typer.Option("--no-text", help="Leave all text of notes out of the tables.")]
Names = Annotated[bool, typer.Option("--names", help="Find names of persons too (needs the extra deid; slow).")]
Workers = Annotated[int, typer.Option(min=1, help="Processes that analyse side by side.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace an earlier run in the output folder.")]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with the run in the output folder that was interrupted.")]
MaxRejected = Annotated[float, typer.Option(min=0, max=1, help="Share of rejected rows above which to end with 3.")]
Edition = Annotated[str, typer.Option(help="supervision, worker or team: for whom the report is.")]
Overview = Annotated[bool, typer.Option("--overview", help="Verdicts of all caseloads side by side.")]
SingleFile = Annotated[bool, typer.Option("--single-file", help="All pages of the report in one file.")]
MinGroup = Annotated[
    int,
    typer.Option(min=1, help="Smallest group of notes (team: caseloads) with figures; all in the worker edition."),
]
Monitoring = Annotated[
    bool, typer.Option("--monitoring", help="The report is made again every month: fewer false alarms a look.")
]
Corrections = Annotated[
    Path | None, typer.Option(help="Workbook of an earlier report with marked findings, to count anew with.")
]
LogJson = Annotated[bool, typer.Option("--log-json", help="Tell of progress as JSON lines on standard error.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress and no summary.")]


def read_columns(option: str | None) -> dict[str, str]:
    """Read ``text=Verslag,date=Datum``."""
    if not option:
        return {}
    pairs = [part.partition("=") for part in option.split(",")]
    if not all(name.strip() and separator and column.strip() for name, separator, column in pairs):
        raise InputError(f"--columns must look like text=Verslag,date=Datum; it is '{option}'.")
    names = [name.strip() for name, _, _ in pairs]
    if doubled := [name for name in dict.fromkeys(names) if names.count(name) > 1]:
        raise InputError(f"--columns names {', '.join(doubled)} more than once. Give one column for each.")
    return {name.strip(): column.strip() for name, _, column in pairs}


def print_json(content: Any, indent: int | None = None) -> None:
    """Print JSON, with escapes of JSON's own where standard output cannot hold all characters."""
    text = json.dumps(content, indent=indent, ensure_ascii=False)
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(content, indent=indent)
    typer.echo(text)


def check_rejected(n_read: int, n_rejected: int, limit: float) -> None:
    """End with an exit code of its own when too large a share of the rows was rejected."""
    if n_read and n_rejected / n_read > limit:
        typer.echo(f"{n_rejected} of {n_read} rows were rejected, more than --max-rejected {limit} allows.", err=True)
        raise typer.Exit(EXIT_TOO_MANY_REJECTED)
