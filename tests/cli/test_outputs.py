"""Where the commands may write: never over what they read, nor over marks, and never after all the work."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from click.testing import Result
from typer.testing import CliRunner

from boundary_nlp.cli import app
from boundary_nlp.errors import BoundaryNlpError, InputError, OutputError
from boundary_nlp.io.tables import read_table

MAIN = [sys.executable, "-c", "from boundary_nlp.cli import main; main()"]
FAST = ["--classifier", "none"]
CSV = "datum;begeleider;rapportage\n02/03/2026;B1;Heb het formulier voor mw. ingevuld. Heb voor haar gebeld.\n"
GOLD = '{"text": "Koffie.", "sentences": [{"start": 0, "end": 7, "stance": "neutral"}], "spans": []}\n'


def invoke(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def refused(*arguments: str | Path, error: type[BoundaryNlpError] = OutputError) -> str:
    result = invoke(*arguments)
    assert type(result.exception) is error, result.output
    return str(result.exception)


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    path = tmp_path / "export.csv"
    path.write_text(CSV, encoding="utf-8")
    return path


@pytest.fixture
def done(notes: Path) -> Path:
    out = notes.parent / "out"
    assert invoke("run", notes, "--out", out, *FAST).exit_code == 0
    return out


def mark(workbook: Path) -> Path:
    book = openpyxl.load_workbook(workbook)
    book["findings"].cell(2, book["findings"].max_column, "Klopt niet")
    book.save(workbook)
    return workbook


def marks_of(workbook: Path) -> list[str]:
    sheet = openpyxl.load_workbook(workbook)["findings"]
    return [row[-1] for row in sheet.iter_rows(min_row=2, values_only=True) if row[-1]]


REWRITES = {
    "report": lambda notes, out: ["report", out, "--out", out / "report.html"],
    "resume": lambda notes, out: ["run", notes, "--out", out, "--resume", *FAST],
    "overwrite": lambda notes, out: ["run", notes, "--out", out, "--overwrite", *FAST],
    "analyse": lambda notes, out: ["analyse", notes, "--out", out, "--overwrite", *FAST],
}


@pytest.mark.parametrize("name", REWRITES)
def test_marks_are_not_lost(name: str, notes: Path, done: Path) -> None:
    workbook = mark(done / "report.xlsx")
    before = {path: path.read_bytes() for path in done.rglob("*") if path.is_file()}
    assert "holds 1 mark(s) that would be lost" in refused(*REWRITES[name](notes, done))
    assert {path: path.read_bytes() for path in done.rglob("*") if path.is_file()} == before
    assert marks_of(workbook) == ["Klopt niet"]


def test_corrections_of_notes_without_dates_are_taken_over_once(tmp_path: Path) -> None:
    undated = tmp_path / "undated.csv"
    undated.write_text("rapportage\nHeb het formulier voor mw. ingevuld.\n", encoding="utf-8")
    assert invoke("run", undated, "--out", tmp_path / "out", *FAST).exit_code == 0
    workbook = mark(tmp_path / "out" / "report.xlsx")
    again = ("run", undated, "--out", tmp_path / "out", "--corrections", workbook)
    assert invoke(*again, "--overwrite", *FAST).exit_code == 0
    assert "counted anew with 'report.xlsx' already" in refused(*again, "--resume", *FAST, error=InputError)


@pytest.mark.parametrize("how", ["--resume", "--overwrite"])
def test_marks_are_taken_over_from_the_workbook_itself(how: str, notes: Path, done: Path) -> None:
    workbook = mark(done / "report.xlsx")
    assert invoke("run", notes, "--out", done, how, "--corrections", workbook, *FAST).exit_code == 0
    assert marks_of(workbook) == ["klopt niet"]
    assert invoke("report", done, "--out", done / "report.html").exit_code == 0
    assert marks_of(workbook) == ["klopt niet"]


def test_a_workbook_of_something_else_is_left_alone(done: Path, tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "mine.xlsx")
    before = (tmp_path / "mine.xlsx").read_bytes()
    assert "has no sheet 'findings'" in refused("report", done, "--out", tmp_path / "mine.html")
    assert (tmp_path / "mine.xlsx").read_bytes() == before


def test_a_damaged_workbook_is_told(notes: Path, done: Path, tmp_path: Path) -> None:
    for part in ("xl/workbook.xml", "xl/worksheets/", "xl/styles.xml"):
        broken = tmp_path / "broken.xlsx"
        with zipfile.ZipFile(done / "report.xlsx") as old, zipfile.ZipFile(broken, "w") as new:
            for name in old.namelist():
                new.writestr(name, old.read(name)[:-20] if name.startswith(part) else old.read(name))
        arguments = ("run", notes, "--out", tmp_path / "new", "--corrections", broken)
        assert "broken.xlsx" in refused(*arguments, error=InputError)


def test_a_report_is_html(done: Path) -> None:
    for name in ("notes.parquet", "mine.csv", "report"):
        before = (done / name).read_bytes() if (done / name).exists() else None
        assert "must end in .html" in refused("report", done, "--out", done / name)
        assert ((done / name).read_bytes() if (done / name).exists() else None) == before


def test_an_earlier_report_goes_with_its_run(notes: Path, done: Path) -> None:
    (done / "caseloads" / "mine.html").write_text("mine", encoding="utf-8")
    assert invoke("analyse", notes, "--out", done, "--overwrite", "--no-text", *FAST).exit_code == 0
    tables = {f"{name}.parquet" for name in ("notes", "sentences", "findings", "rejected")}
    assert {path.name for path in done.iterdir()} == {*tables, "run.json", "caseloads"}
    assert [path.name for path in (done / "caseloads").iterdir()] == ["mine.html"]


def test_what_is_read_is_not_replaced(notes: Path, done: Path, tmp_path: Path) -> None:
    table = done / "notes.parquet"
    gold = tmp_path / "gold.jsonl"
    gold.write_text(GOLD, encoding="utf-8")
    for arguments in (
        ("shifts", table, "--out", table),
        ("evaluate", gold, "--json", gold),
        ("train", tmp_path, "--out", gold),
        ("import", gold, "--format", "doccano", "--out", gold, "--overwrite"),
    ):
        read = arguments[1] if arguments[0] == "shifts" else gold
        before = read.read_bytes()
        assert "is read, and would be replaced" in refused(*arguments)
        assert read.read_bytes() == before


def test_what_the_analysis_reads_is_not_replaced(notes: Path, tmp_path: Path) -> None:
    gold, own, corpus = tmp_path / "gold.jsonl", tmp_path / "own", tmp_path / "corpus.yaml"
    gold.write_text(GOLD, encoding="utf-8")
    corpus.write_text("read_for_rules: [gold]\n", encoding="utf-8")
    own.write_text("pack: own\nrules: []\n", encoding="utf-8")
    pipeline = tmp_path / "pipeline"
    pipeline.mkdir()
    (pipeline / "meta.json").write_text("{}", encoding="utf-8")
    export = ("export", notes, "--format", "doccano", "--overwrite", "--out", own)
    for read, option, arguments in (
        (own, "--json", ("evaluate", gold, "--rules", own, "--json", own)),
        (own, "--json", ("evaluate", gold, "--classifier", own, "--json", own)),
        (
            pipeline / "meta.json",
            "--json",
            ("evaluate", gold, "--pipeline", pipeline, "--json", pipeline / "meta.json"),
        ),
        (gold, "--json", ("evaluate", gold, "--json", gold)),
        (corpus, "--out", ("train", tmp_path, "--out", corpus)),
        (corpus, "--json", ("train", tmp_path, "--out", tmp_path / "m", "--json", corpus)),
        (own, "--out", (*export, "--rules", own)),
        (own, "--out", (*export, "--classifier", own)),
    ):
        before = read.read_bytes()
        told = refused(*arguments)
        assert "is read, and would be replaced" in told
        assert told.endswith(f"Choose another {option}.")
        assert read.read_bytes() == before


def test_two_outputs_have_two_names(tmp_path: Path) -> None:
    (tmp_path / "gold.jsonl").write_text(GOLD, encoding="utf-8")
    model = tmp_path / "m.model"
    for figures in (model, tmp_path / "." / "m.model", model / "figures.json"):
        told = refused("train", tmp_path, "--out", model, "--json", figures)
        assert "would replace what is written" in told
        assert told.endswith("Choose another --json.")


def test_a_table_of_a_run_is_not_replaced(done: Path, tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(GOLD, encoding="utf-8")
    before = {path: path.read_bytes() for path in done.rglob("*") if path.is_file()}
    for name in ("findings.parquet", "series.parquet", "sentences.csv"):
        assert "a file of the run" in refused("shifts", done / "notes.parquet", "--out", done / name)
    assert "a file of the run" in refused("evaluate", gold, "--json", done / "run.json")
    assert {path: path.read_bytes() for path in done.rglob("*") if path.is_file()} == before
    assert invoke("shifts", done / "notes.parquet", "--out", done / "shifts.parquet").exit_code == 0
    assert invoke("shifts", done / "notes.parquet", "--out", tmp_path / "findings.csv").exit_code == 0


@pytest.mark.parametrize(
    "name", ["report.html", "shifts.parquet", "series.parquet", "findings.parquet", "caseloads/caseload-1.html"]
)
def test_a_folder_without_a_run_keeps_its_files(name: str, notes: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine" / name
    mine.parent.mkdir(parents=True)
    mine.write_text("mine", encoding="utf-8")
    (tmp_path / "mine" / "letter.html").write_text("mine too", encoding="utf-8")
    told = refused("run", notes, "--out", tmp_path / "mine", *FAST)
    assert f"{mine}' is there already" in told
    assert "--overwrite" in told
    assert mine.read_text(encoding="utf-8") == "mine"
    mine.unlink()
    assert invoke("run", notes, "--out", tmp_path / "mine", *FAST).exit_code == 0
    assert (tmp_path / "mine" / "letter.html").read_text(encoding="utf-8") == "mine too"


@pytest.mark.parametrize("option", ["--rules", "--classifier", "--pipeline"])
def test_a_slip_leaves_the_folder_free(option: str, notes: Path, done: Path) -> None:
    fresh = notes.parent / "fresh"
    for arguments in (("--out", fresh), ("--out", done, "--overwrite")):
        assert isinstance(invoke("run", notes, *arguments, option, "none.such").exception, BoundaryNlpError)
    assert not fresh.exists()
    assert (done / "run.json").exists()


def test_places_of_figures_are_looked_at_first(tmp_path: Path, notes: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(GOLD, encoding="utf-8")
    for place in (tmp_path, notes / "x.json"):
        assert str(place) in refused("evaluate", gold, "--json", place)
        assert str(place) in refused("train", gold, "--out", tmp_path / "m.model", "--json", place)
    assert invoke("evaluate", gold, "--json", tmp_path / "new" / "x.json", *FAST).exit_code == 0
    assert json.loads((tmp_path / "new" / "x.json").read_text(encoding="utf-8"))
    assert "is a file" in refused("schema", "--out", notes)


@pytest.mark.parametrize(
    "command", ["analyse x.csv", "shifts x.csv", "report .", "export x.csv --format doccano", "schema", "train ."]
)
def test_a_name_that_is_empty_is_no_place(command: str) -> None:
    assert "--out is empty" in refused(*command.split(), "--out", "")


def test_shifts_of_a_wrong_table_names_the_file(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("caseload_id,date,n_rescuing,n_guiding\nA,2026-01-01,1,0\n", encoding="utf-8")
    told = refused("shifts", table, "--out", tmp_path / "s.csv", error=InputError)
    assert "t.csv: the column(s) note_id are missing" in told
    table = tmp_path / "t.jsonl"
    table.touch()
    assert "t.jsonl holds no notes" in refused("shifts", table, "--out", tmp_path / "s.csv", error=InputError)


def test_a_run_file_without_its_counts_is_told(notes: Path, done: Path) -> None:
    run = json.loads((done / "run.json").read_text(encoding="utf-8"))
    del run["n_read"]
    (done / "run.json").write_text(json.dumps(run), encoding="utf-8")
    assert "run.json' is damaged" in refused("analyse", notes, "--out", done, "--resume", *FAST)


def test_a_note_becomes_no_id(tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    file.write_text("text\nHeb voor haar gebeld.\n", encoding="utf-8")
    columns = ("--columns", "text=text,note_id=text", "--no-text", *FAST)
    told = refused("run", file, "--out", tmp_path / "out", *columns, error=InputError)
    assert "one column twice, for text and for note_id" in told
    assert not (tmp_path / "out").exists()


def test_a_column_is_named_once(notes: Path, tmp_path: Path) -> None:
    columns = ("--columns", "text=rapportage,text=datum")
    assert "text more than once" in refused("analyse", notes, "--out", tmp_path / "out", *columns, error=InputError)


@pytest.mark.parametrize("content", ["[]", '{"verdicts": 3}', '{"verdicts": {"noise": {"cell": 1}}}'])
def test_a_changed_run_file_is_told(content: str, done: Path) -> None:
    (done / "run.json").write_text(content, encoding="utf-8")
    assert "run.json' is damaged" in refused("report", done, "--out", done / "r.html", error=InputError)


def test_who_stops_a_run_is_told_how_to_go_on(notes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("boundary_nlp.batch.run.claim_folder", stop)
    result = invoke("analyse", notes, "--out", tmp_path / "out", *FAST)
    assert result.exit_code == 130
    assert "go on with --resume" in result.stderr


def test_closed_standard_input_is_told(tmp_path: Path) -> None:
    for arguments in (["analyse", "-", "--out", "q"], ["explain", "-"]):
        command = ["sh", "-c", '"$@" <&-', "sh", *MAIN, *arguments]
        result = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
        assert result.returncode == 2
        assert "Standard input is closed" in result.stderr


@pytest.mark.parametrize("name", ["notes.csv", "sentences.csv", "shifts.csv", "report.xlsx"])
def test_a_run_keeps_its_input(name: str, notes: Path, tmp_path: Path) -> None:
    own = tmp_path / "own" / name
    own.parent.mkdir()
    if name.endswith(".xlsx"):
        book = openpyxl.Workbook()
        book.active.append(["rapportage"])
        book.active.append(["Heb voor haar gebeld."])
        book.save(own)
    else:
        shutil.copy(notes, own)
    before = own.read_bytes()
    for command in ("analyse", "run"):
        for extra in ([], ["--overwrite"]):
            told = refused(command, own, "--out", own.parent, "--format", "csv", *FAST, *extra)
            assert "would be replaced" in told
            assert own.read_bytes() == before
            assert list(own.parent.iterdir()) == [own]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names of files are Unicode")
def test_names_of_files_that_are_no_utf_8(tmp_path: Path) -> None:
    odd, plain = Path(os.fsdecode(os.fsencode(tmp_path) + b"/n\xff.csv")), tmp_path / "m.csv"
    for path in (odd, plain):
        path.write_text("rapportage\nHeb het formulier voor mw. ingevuld.\n", encoding="utf-8")
    assert invoke("run", odd, plain, "--out", tmp_path / "out", *FAST).exit_code == 0
    assert set(read_table(tmp_path / "out" / "notes.parquet")["note_id"]) == {"n?-1", "m-1"}


def test_a_team_edition_of_few_caseloads_costs_no_tables(notes: Path) -> None:
    out = notes.parent / "out"
    told = refused("run", notes, "--out", out, "--edition", "team", *FAST, error=InputError)
    assert "1. The tables are kept: choose another edition" in told
    assert invoke("report", out, "--out", out / "report.html", "--edition", "worker").exit_code == 0
