"""What one expects of a command line: help with examples, completion, version, standard input, and colours."""

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from boundary_nlp import __version__
from boundary_nlp.cli import app

TEXT = "Heb het formulier voor mw. ingevuld."
MAIN = [sys.executable, "-c", "from boundary_nlp.cli import main; main()"]
COLOUR = re.compile(r"\x1b\[[\d;]*3\dm|\x1b\[[\d;]*38;")


def commands() -> list[tuple[str, ...]]:
    group = typer.main.get_command(app)
    return [
        (name, *sub)
        for name, command in group.commands.items()
        for sub in ([(inner,) for inner in command.commands] if hasattr(command, "commands") else [()])
    ]


@pytest.mark.parametrize("command", [(), *commands()], ids=" ".join)
def test_help_has_an_example(command: tuple[str, ...]) -> None:
    result = CliRunner().invoke(app, [*command, "--help"])
    assert result.exit_code == 0
    assert f"Example: boundary-nlp {' '.join(command)}".strip() in " ".join(result.stdout.split())


def test_version() -> None:
    assert CliRunner().invoke(app, ["--version"]).stdout.strip() == f"boundary-nlp {__version__}"


def test_completion_for_the_shell() -> None:
    words = {"_BOUNDARY_NLP_COMPLETE": "complete_bash", "COMP_WORDS": "boundary-nlp expl", "COMP_CWORD": "1"}
    script = Path(sys.executable).parent / "boundary-nlp"
    done = subprocess.run([script], capture_output=True, text=True, check=False, env={**os.environ, **words})
    assert done.stdout.split() == ["explain"]


def test_standard_input_and_json() -> None:
    done = subprocess.run(
        [*MAIN, "explain", "-", "--json", "--classifier", "none"],
        input=TEXT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout)["text"] == TEXT
    assert not COLOUR.search(done.stdout)


@pytest.mark.parametrize(("no_color", "coloured"), [("", True), ("1", False)])
def test_colours_only_on_a_terminal_that_wants_them(no_color: str, coloured: bool) -> None:
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "NO_COLOR": no_color}
    if not no_color:
        del environment["NO_COLOR"]
    subprocess.run([*MAIN, "explain", TEXT, "--classifier", "none"], stdout=theirs, env=environment, check=True)
    os.close(theirs)
    shown = os.read(ours, 10_000).decode("utf-8")
    os.close(ours)
    assert "taak overgenomen" in shown
    assert bool(COLOUR.search(shown)) is coloured
