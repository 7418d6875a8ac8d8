"""The command line: `boundary-nlp run`, `analyse`, `shifts`, `report`, `explain`, `rules`, `train`, `evaluate`.

Heavy modules are imported inside the commands, so that `--help` answers at once.
"""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from boundary_nlp._version import __version__
from boundary_nlp.errors import BoundaryNlpError, InputError, PrivacyError

if TYPE_CHECKING:
    from boundary_nlp.io.tables import Format as TableFormat

EXIT_WRONG_USE = 2
EXIT_TOO_MANY_REJECTED = 3
EXIT_IDENTIFIERS = 4

app = typer.Typer(
    name="boundary-nlp",
    help="A mirror for care workers: takeover and guiding language in Dutch case notes, and shifts per caseload.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
rules_app = typer.Typer(help="Rule packs: what is looked for, and their self-tests.", no_args_is_help=True)
app.add_typer(rules_app, name="rules")

Notes = Annotated[
    list[str],
    typer.Argument(help="Export(s) of notes: .csv, .xlsx, .jsonl or .parquet, also with .gz; globs work."),
]
Out = Annotated[Path, typer.Option("--out", help="Folder for the results.")]
Rules = Annotated[list[str] | None, typer.Option("--rules", help="'default' or a rule pack; may be given twice.")]
Pipeline = Annotated[str, typer.Option(help="The language pipeline; only 'embedded' in this version.")]
Classifier = Annotated[str, typer.Option(help="'default', 'none', or a file made by `train`.")]
Counting = Annotated[str, typer.Option(help="Counting profile: which qualifier values count.")]
Format = Annotated[str, typer.Option("--format", help="parquet, jsonl or csv.")]
Columns = Annotated[str | None, typer.Option(help="Columns by name, for example text=Verslag,date=Datum.")]
Privacy = Annotated[str, typer.Option(help="mask, refuse or off: what to do with identifiers that are left.")]
NoText = Annotated[bool, typer.Option("--no-text", help="Leave all text of notes out of the tables.")]
Workers = Annotated[int, typer.Option(min=1, help="Processes that analyse side by side.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace an earlier run in the output folder.")]
MaxRejected = Annotated[float, typer.Option(min=0, max=1, help="Share of rejected rows above which to end with 3.")]
Edition = Annotated[str, typer.Option(help="supervision, worker or team: for whom the report is.")]
Overview = Annotated[bool, typer.Option("--overview", help="Verdicts of all caseloads side by side.")]
SingleFile = Annotated[bool, typer.Option("--single-file", help="All pages of the report in one file.")]
Monitoring = Annotated[
    bool, typer.Option("--monitoring", help="The report is made again every month: fewer false alarms a look.")
]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress and no summary.")]


def _version(show: bool) -> None:
    if show:
        typer.echo(f"boundary-nlp {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show it.")] = False,
) -> None:
    pass


@app.command()
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
    no_text: NoText = False,
    workers: Workers = 1,
    overwrite: Overwrite = False,
    max_rejected: MaxRejected = 1.0,
    edition: Edition = "supervision",
    overview: Overview = False,
    single_file: SingleFile = False,
    monitoring: Monitoring = False,
    corrections: Annotated[
        Path | None, typer.Option(help="Workbook of an earlier report with marked findings, to count anew with.")
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Analyse notes, detect shifts per caseload, and write the report.

    Example: boundary-nlp run data/example_notes.csv --out out
    """
    from boundary_nlp.batch import BatchOptions, analyse_files  # noqa: PLC0415
    from boundary_nlp.report import write_report_files  # noqa: PLC0415
    from boundary_nlp.report.marks import read_marks  # noqa: PLC0415
    from boundary_nlp.report.write import check_edition  # noqa: PLC0415
    from boundary_nlp.verdicts import write_verdicts  # noqa: PLC0415

    check_edition(edition)
    if corrections is not None:
        read_marks(corrections)  # a wrong workbook is told before the notes are analysed
    options = BatchOptions(
        format=cast("TableFormat", format), pipeline=pipeline, rules=tuple(rules or ("default",)),
        classifier=classifier, counting=counting, columns=_columns(columns), privacy=privacy, keep_text=not no_text,
        workers=workers, overwrite=overwrite,
    )  # fmt: skip
    result = analyse_files(notes, out, options, show_progress=not quiet)
    told = write_verdicts(out, options.format, monitoring=monitoring, corrections=corrections, today=date.today())
    report = write_report_files(out, out / "report.html", edition, overview, single_file)
    if not quiet:
        typer.echo("\n".join([result.summary(), *told]))
        typer.echo(f"Report: {report}")
    _check_rejected(result.n_read, result.n_rejected, max_rejected)


@app.command()
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
    no_text: NoText = False,
    workers: Workers = 1,
    overwrite: Overwrite = False,
    max_rejected: MaxRejected = 1.0,
    quiet: Quiet = False,
) -> None:
    """Write the tables notes, sentences, findings and rejected, and nothing else.

    Example: boundary-nlp analyse notes.jsonl --out tables --format jsonl
    """
    from boundary_nlp.batch import BatchOptions, analyse_files  # noqa: PLC0415

    options = BatchOptions(
        format=cast("TableFormat", format), pipeline=pipeline, rules=tuple(rules or ("default",)),
        classifier=classifier, counting=counting, columns=_columns(columns), privacy=privacy, keep_text=not no_text,
        workers=workers, overwrite=overwrite,
    )  # fmt: skip
    result = analyse_files(notes, out, options, show_progress=not quiet)
    if not quiet:
        typer.echo(result.summary())
    _check_rejected(result.n_read, result.n_rejected, max_rejected)


@app.command()
def shifts(
    notes_table: Annotated[
        Path, typer.Argument(help="A table with the columns of `notes` (.parquet, .csv or .jsonl).")
    ],
    out: Annotated[Path, typer.Option("--out", help="File for the verdicts (.parquet, .csv or .jsonl).")],
    monitoring: Monitoring = False,
) -> None:
    """Write the verdict of each caseload, from a table of notes.

    Example: boundary-nlp shifts out/notes.parquet --out verdicts.csv
    """
    from boundary_nlp.caseload import detect_shifts  # noqa: PLC0415
    from boundary_nlp.io.schemas import table_schema  # noqa: PLC0415
    from boundary_nlp.io.tables import read_table, write_table_file  # noqa: PLC0415
    from boundary_nlp.verdicts import LOOKS_A_YEAR  # noqa: PLC0415

    needed = {"caseload_id", "date", "n_rescuing", "n_guiding"}
    table = read_table(notes_table, "notes", optional=set(table_schema("notes").names) - needed)
    verdicts = detect_shifts(table, looks=LOOKS_A_YEAR if monitoring else 1, today=date.today())
    write_table_file(verdicts, out, "shifts")
    typer.echo(f"{len(verdicts)} caseload(s) written to {out}")


@app.command()
def report(
    folder: Annotated[Path, typer.Argument(help="Folder with the tables of a run.")],
    out: Annotated[Path, typer.Option("--out", help="The report's HTML file.")],
    edition: Edition = "supervision",
    overview: Overview = False,
    single_file: SingleFile = False,
) -> None:
    """Write only the report, from the tables of an earlier run.

    Example: boundary-nlp report out --out out/begeleider.html --edition worker
    """
    from boundary_nlp.report import write_report_files  # noqa: PLC0415

    typer.echo(f"Report: {write_report_files(folder, out, edition, overview, single_file)}")


@app.command()
def explain(
    text: Annotated[str, typer.Argument(help="The text of a note, or - to read it from standard input.")],
    rules: Rules = None,
    classifier: Classifier = "default",
) -> None:
    """Show what is found in one text, with the evidence for it.

    Example: boundary-nlp explain "Heb het formulier even voor mw. ingevuld."
    """
    from boundary_nlp.analysis import Analyser  # noqa: PLC0415
    from boundary_nlp.display import print_analysis  # noqa: PLC0415

    analyser = Analyser(rules=rules or "default", classifier=classifier)
    print_analysis(analyser(sys.stdin.read() if text == "-" else text))


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(help="Gold notes: a .jsonl file or a folder of them.")],
    pipeline: Pipeline = "embedded",
    rules: Rules = None,
    classifier: Classifier = "default",
    json_file: Annotated[Path | None, typer.Option("--json", help="Write all figures to this file too.")] = None,
) -> None:
    """Score the analyser against gold notes, as the codebook defines it.

    Example: boundary-nlp evaluate data/gold/dev.jsonl --classifier none
    """
    import json  # noqa: PLC0415

    from boundary_nlp.analysis import Analyser  # noqa: PLC0415
    from boundary_nlp.display import print_scores  # noqa: PLC0415
    from boundary_nlp.evaluation import evaluate as score  # noqa: PLC0415
    from boundary_nlp.evaluation import read_gold  # noqa: PLC0415

    notes = read_gold(gold)
    result = score(notes, Analyser(pipeline=pipeline, rules=rules or "default", classifier=classifier))
    print_scores(result)
    if json_file is not None:
        json_file.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


@app.command()
def train(
    corpus: Annotated[Path, typer.Argument(help="Folder of gold notes, one .jsonl file a writer.")],
    out: Annotated[Path, typer.Option("--out", help="File for the classifier.")],
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the figures to this file too.")] = None,
) -> None:
    """Train the classifier, and tell how it does on writers held out.

    Example: boundary-nlp train data/corpus --out my.model
    """
    import json  # noqa: PLC0415

    from boundary_nlp.classifier.train import train_model  # noqa: PLC0415
    from boundary_nlp.display import print_training  # noqa: PLC0415
    from boundary_nlp.evaluation import read_gold  # noqa: PLC0415

    model, figures = train_model(read_gold(corpus))
    model.save(out)
    print_training(figures)
    if json_file is not None:
        json_file.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


@rules_app.command("list")
def rules_list(
    pack: Annotated[list[str] | None, typer.Argument(help="Packs; the shipped ones by default.")] = None,
) -> None:
    """List the rules: id, signal and explanation."""
    from boundary_nlp.rules.loader import load_packs  # noqa: PLC0415
    from boundary_nlp.taxonomy import signals  # noqa: PLC0415

    for loaded in load_packs(pack or ["default"]):
        for rule in loaded.rules:
            typer.echo(f"{rule.id}\t{rule.signal}\t{rule.explanation or signals()[rule.signal].explanation}")


@rules_app.command("check")
def rules_check(
    pack: Annotated[list[str] | None, typer.Argument(help="Packs; the shipped ones by default.")] = None,
) -> None:
    """Run the examples that each rule carries; exit code 2 when one fails."""
    from boundary_nlp.rules.check import check_packs  # noqa: PLC0415

    result = check_packs(pack or ["default"])
    for failure in result.failures:
        typer.echo(failure, err=True)
    typer.echo(f"{result.n_rules} rules, {result.n_examples} examples, {len(result.failures)} failed")
    if result.failures:
        raise typer.Exit(EXIT_WRONG_USE)


def _columns(option: str | None) -> dict[str, str]:
    """Read ``text=Verslag,date=Datum``."""
    if not option:
        return {}
    pairs = [part.partition("=") for part in option.split(",")]
    if not all(name.strip() and separator and column.strip() for name, separator, column in pairs):
        raise InputError(f"--columns must look like text=Verslag,date=Datum; it is '{option}'.")
    return {name.strip(): column.strip() for name, _, column in pairs}


def _check_rejected(n_read: int, n_rejected: int, limit: float) -> None:
    if n_read and n_rejected / n_read > limit:
        typer.echo(f"{n_rejected} of {n_read} rows were rejected, more than --max-rejected {limit} allows.", err=True)
        raise typer.Exit(EXIT_TOO_MANY_REJECTED)


def main() -> None:
    """Run the command line; errors of the package end with a message and an exit code, never with a traceback."""
    try:
        app()
    except PrivacyError as error:
        typer.echo(f"boundary-nlp: {error}", err=True)
        sys.exit(EXIT_IDENTIFIERS)
    except BoundaryNlpError as error:
        typer.echo(f"boundary-nlp: {error}", err=True)
        sys.exit(EXIT_WRONG_USE)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
