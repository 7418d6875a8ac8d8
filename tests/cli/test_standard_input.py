"""An export through standard input: read like a file, and kept where nobody else reads it."""

import gzip
import json
import os
import pty
import stat
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from boundary_nlp.cli import app
from boundary_nlp.cli.standard_input import _copy, files_of, sniff
from boundary_nlp.errors import InputError, OutputError

MAIN = [sys.executable, "-c", "from boundary_nlp.cli import main; main()"]
FAST = ["--format", "jsonl", "--classifier", "none"]
CSV = b"datum;begeleider;rapportage\n02/03/2026;B1;Heb het formulier voor mw. ingevuld.\n"
JSONL = b'{"date": "2026-03-02", "worker": "B1", "text": "Heb het formulier voor mw. ingevuld."}\n'


def analyse(content: bytes, out: Path, *options: str, command: str = "analyse") -> Result:
    return CliRunner().invoke(app, [command, "-", "--out", str(out), *FAST, *options], input=content)


def frame_bytes(tmp_path: Path, kind: str) -> bytes:
    frame = pd.DataFrame({"date": ["2026-03-02"], "text": ["Heb het formulier voor mw. ingevuld."]})
    file = tmp_path / f"made.{kind}"
    frame.to_excel(file, index=False) if kind == "xlsx" else frame.to_parquet(file)
    return file.read_bytes()


@pytest.mark.parametrize("kind", ["csv", "jsonl", "csv.gz", "xlsx", "parquet"])
def test_each_kind_is_told_from_its_start(kind: str, tmp_path: Path) -> None:
    made = {"csv": CSV, "jsonl": JSONL, "csv.gz": gzip.compress(CSV)}
    out = tmp_path / "out"
    done = analyse(made[kind] if kind in made else frame_bytes(tmp_path, kind), out)
    assert done.exit_code == 0, done.output
    assert "1 read, 1 analysed, 0 rejected" in done.stdout
    assert json.loads((out / "findings.jsonl").read_text(encoding="utf-8").splitlines()[0])["signal"] == "task_takeover"
    assert json.loads((out / "run.json").read_text(encoding="utf-8"))["input"][0]["name"] == f"stdin.{kind}"
    assert not (out / ".stdin").exists()


def test_run_reads_it_too_and_the_kind_can_be_given(tmp_path: Path) -> None:
    done = analyse(b"\n" + CSV, tmp_path / "out", "--input-format", "csv", command="run")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "out" / "report.html").is_file()


def test_a_second_start_goes_on_with_the_same_input_only(tmp_path: Path) -> None:
    assert analyse(CSV, tmp_path / "out").exit_code == 0
    assert analyse(CSV, tmp_path / "out", "--resume").exit_code == 0
    other = analyse(CSV + CSV.splitlines(keepends=True)[1], tmp_path / "out", "--resume")
    assert isinstance(other.exception, OutputError)
    assert "another input" in str(other.exception)


def test_the_copy_is_for_its_owner_alone(tmp_path: Path) -> None:
    read, write = os.pipe()
    os.write(write, CSV)
    os.close(write)
    before = os.umask(0)
    try:
        with os.fdopen(read, "rb") as stream:
            copy = _copy(stream, tmp_path / "out" / ".stdin", None)
    finally:
        os.umask(before)
    assert copy.read_bytes() == CSV
    assert [stat.S_IMODE(path.stat().st_mode) for path in (copy, copy.parent)] == [0o600, 0o700]


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        (b"", [], "Standard input is empty"),
        (b"a;b\n1;2\n", [], "stdin.csv: no column with the text"),
        (b"%PDF-1.7 ...", [], "standard input: stdin.csv is not a text file but a PDF"),
        (CSV, ["--input-format", "jsonl"], "standard input: stdin.jsonl: no JSON object"),
        (CSV, ["--input-format", "pdf"], "Choose one of: csv, jsonl, xlsx, parquet"),
        (CSV, ["-"], "named more than once"),
    ],
)
def test_wrong_input_is_told(content: bytes, options: list[str], message: str, tmp_path: Path) -> None:
    done = analyse(content, tmp_path / "out", *options)
    assert isinstance(done.exception, InputError)
    assert message in str(done.exception)
    assert not (tmp_path / "out").exists()


def test_the_copy_of_a_run_that_was_cut_off_goes_with_the_next_one(tmp_path: Path) -> None:
    (tmp_path / ".stdin").mkdir()
    (tmp_path / ".stdin" / "stdin.csv").write_bytes(CSV)
    with files_of(["notes.csv"], None, tmp_path) as files:
        assert files == ["notes.csv"]
        assert not (tmp_path / ".stdin").exists()


def test_a_kind_is_not_for_files(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="by its extension"), files_of(["notes.csv"], "csv", tmp_path):
        pass


def test_a_terminal_is_no_export(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [*MAIN, "analyse", "-", "--out", tmp_path / "out"], stdin=theirs, capture_output=True, check=False
    )
    os.close(theirs)
    os.close(ours)
    assert done.returncode == 2
    assert b"Standard input is a terminal" in done.stderr


@given(st.binary(max_size=300))
def test_any_start_has_a_kind(head: bytes) -> None:
    assert sniff(head).removesuffix(".gz") in {"csv", "jsonl", "xlsx", "parquet"}
