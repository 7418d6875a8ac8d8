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


LONG = "a" * 300


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", f"{LONG}.csv", "--out", "out"),
        ("run", "notes.csv", "--out", LONG),
        ("export", f"{LONG}.csv", "--format", "doccano", "--out", "tasks.jsonl"),
        ("evaluate", LONG),
        ("rules", "check", LONG),
        ("schema", "--out", LONG),
    ],
    ids=" ".join,
)
def test_a_name_that_is_too_long_is_told(arguments: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "notes.csv").write_text("rapportage\nGebeld.\n", encoding="utf-8")
    done = subprocess.run([*MAIN, *arguments], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 2
    assert "too long" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "missing.csv", "--out", "out"),
        ("run", "notes.csv", "--out", "out", "--edition", "kleur"),
        ("analyse", "notes.csv", "--out", "out", "--columns", "text=x"),
    ],
    ids=" ".join,
)
def test_a_log_of_json_lines_holds_errors_and_nothing_else(arguments: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "notes.csv").write_text("rapportage\nGebeld.\n", encoding="utf-8")
    done = subprocess.run([*MAIN, *arguments, "--log-json"], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 2
    assert [json.loads(line)["event"] for line in done.stderr.splitlines()] == ["error"]


@pytest.mark.parametrize("given", [b"\xe9\xe9n formulier", b"\x7fELF\x02\x01\x00\x00 formulier"])
def test_standard_input_that_is_no_text_is_told(given: bytes) -> None:
    done = subprocess.run([*MAIN, "explain", "-"], input=given, capture_output=True, check=False)
    assert done.returncode == 2
    assert b"Save the note as UTF-8" in done.stderr


def test_a_text_gives_the_terminal_no_commands() -> None:
    given = "\x1b[31mHeb het formulier voor mw. ingevuld.\x1b]0;naam\x07"
    arguments = ("explain", "-", "--classifier", "none")
    done = subprocess.run([*MAIN, *arguments], input=given.encode(), capture_output=True, check=False)
    assert done.returncode == 0
    assert not set(done.stdout) & {0x1B, 0x07}


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_what_the_output_cannot_hold_is_escaped(encoding: str) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    arguments = [*MAIN, "explain", f"{TEXT} één 😀", "--classifier", "none"]
    shown = subprocess.run(arguments, capture_output=True, check=True, env=environment)
    assert rb"\U0001f600" in shown.stdout
    told = subprocess.run([*arguments, "--json"], capture_output=True, check=True, env=environment)
    assert json.loads(told.stdout)["text"] == f"{TEXT} één 😀"


def test_a_log_of_json_lines_is_json_in_any_encoding(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    arguments = [*MAIN, "analyse", "één😀.csv", "--out", "out", "--log-json"]
    done = subprocess.run(arguments, capture_output=True, check=False, env=environment, cwd=tmp_path)
    assert json.loads(done.stderr)["message"].startswith("één😀.csv does not exist")


def test_a_reader_that_stops_early_ends_the_run_quietly() -> None:
    with subprocess.Popen([*MAIN, "rules", "list"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 1
