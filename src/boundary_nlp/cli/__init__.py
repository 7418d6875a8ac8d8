"""The command line: `boundary-nlp run`, `analyse`, `shifts`, `report`, `explain`, `rules`, `train` and so on.

Heavy modules are imported inside the commands, so that `--help` answers at once.
"""

import sys
from io import TextIOWrapper
from typing import Annotated

import typer

from boundary_nlp._version import __version__
from boundary_nlp.cli import annotation, batch, explain, rules, schema, scores, tables
from boundary_nlp.cli.options import EXIT_IDENTIFIERS, EXIT_WRONG_USE
from boundary_nlp.errors import BoundaryNlpError, PrivacyError
from boundary_nlp.io.sources import printable

app = typer.Typer(
    name="boundary-nlp",
    help="A mirror for care workers: takeover and guiding language in Dutch case notes, and shifts per caseload.",
    epilog="Example: boundary-nlp run data/example_notes.csv --out out",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
for command in (
    batch.run, batch.analyse, tables.shifts, tables.report, explain.explain, scores.evaluate, scores.train,
    annotation.export, schema.schema,
):  # fmt: skip
    app.command(options_metavar="OPTIONS")(command)  # in brackets the site would take it for a link
app.command("import")(annotation.import_)
app.add_typer(rules.app, name="rules")


def _version(show: bool) -> None:
    if show:
        typer.echo(f"boundary-nlp {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show it.")] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line; errors of the package end with a message and an exit code, never with a traceback.

    A reader of the output that stops early, such as `head`, ends it with 1: typer sees to that.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a pipe on Windows takes no emoji: what it cannot hold is escaped
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except PrivacyError as error:
        typer.echo(f"boundary-nlp: {error}", err=True)
        sys.exit(EXIT_IDENTIFIERS)
    except BoundaryNlpError as error:
        typer.echo(f"boundary-nlp: {error}", err=True)
        sys.exit(EXIT_WRONG_USE)
    except OSError as error:  # a name that is too long, a folder that went away
        name = printable(str(error.filename)) if error.filename else "a file"
        typer.echo(f"boundary-nlp: '{name}' cannot be used: {error.strerror or error}.", err=True)
        sys.exit(EXIT_WRONG_USE)
