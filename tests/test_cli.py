"""The command line as a user meets it: real processes for start-up, the runner for messages and exit codes."""

import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest

CSV = (
    "datum;begeleider;cliëntnummer;rapportage\n"
    "02/03/2026;B1;C1;Heb het formulier voor mw. ingevuld.\n"
    "03/03/2026;B1;C1;Mw. belde zelf naar het OCMW.\n"
)


def run(*arguments: str | Path, cwd: Path | None = None, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from boundary_nlp.cli import main; main()", *map(str, arguments)],
        capture_output=True, text=True, cwd=cwd, input=stdin, check=False, encoding="utf-8",
    )  # fmt: skip


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    path = tmp_path / "notes.csv"
    path.write_text(CSV, encoding="utf-8")
    return path


def test_run_writes_tables_and_report(notes: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = run("run", notes, "--out", out)
    assert result.returncode == 0, result.stderr
    assert "2 read, 2 analysed, 0 rejected" in result.stdout
    for name in ("notes", "sentences", "findings", "rejected", "shifts", "series"):
        assert (out / f"{name}.parquet").is_file()
    assert (out / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert (out / "report.xlsx").is_file()
    assert (out / "caseloads" / "caseload-001.html").is_file()
    table = pd.read_parquet(out / "notes.parquet")
    assert table[["n_rescuing", "n_guiding"]].to_numpy().tolist() == [[1, 0], [0, 1]]
    manifest = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert manifest["n_analysed"] == 2


@pytest.mark.parametrize("format_", ["parquet", "jsonl", "csv"])
def test_formats_hold_the_same(notes: Path, tmp_path: Path, format_: str) -> None:
    from boundary_nlp.io.tables import read_table

    assert run("analyse", notes, "--out", tmp_path / "out", "--format", format_).returncode == 0
    findings = read_table(tmp_path / "out" / f"findings.{format_}")
    assert findings["signal"].tolist() == ["task_takeover", "client_acts"]
    assert findings["context"].str.len().gt(0).all()


def test_gold_notes_need_only_text(dev_gold: Path, tmp_path: Path) -> None:
    result = run("analyse", dev_gold, "--out", tmp_path / "out", "--format", "jsonl")
    assert result.returncode == 0, result.stderr
    assert "120 read, 120 analysed, 0 rejected" in result.stdout


def test_workers_change_nothing(example_notes: Path, tmp_path: Path) -> None:
    for workers in ("1", "2"):
        result = run("analyse", example_notes, "--out", tmp_path / workers, "--workers", workers)
        assert result.returncode == 0, result.stderr
    for name in ("notes", "sentences", "findings"):
        one, two = (pd.read_parquet(tmp_path / workers / f"{name}.parquet") for workers in ("1", "2"))
        pd.testing.assert_frame_equal(one, two)


def test_no_text_leaves_no_text(notes: Path, tmp_path: Path) -> None:
    assert run("run", notes, "--out", tmp_path / "out", "--no-text").returncode == 0
    for path in (tmp_path / "out").rglob("*"):
        if path.is_file():
            assert b"formulier voor mw" not in path.read_bytes()


def test_identifiers_are_masked_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.csv"
    path.write_text("text\nHeb voor haar gebeld naar 0478 12 34 56 en jan@voorbeeld.be gemaild.\n", encoding="utf-8")
    result = run("run", path, "--out", tmp_path / "out")
    assert result.returncode == 0, result.stderr
    for file in (tmp_path / "out").rglob("*"):
        if file.is_file():
            assert b"0478 12 34 56" not in file.read_bytes()
            assert b"jan@voorbeeld.be" not in file.read_bytes()
    refused = run("analyse", path, "--out", tmp_path / "refused", "--privacy", "refuse")
    assert refused.returncode == 4
    assert "0478" not in refused.stderr
    assert not list((tmp_path / "refused").glob("*.parquet"))


def test_an_output_folder_keeps_its_run(notes: Path, tmp_path: Path) -> None:
    assert run("analyse", notes, "--out", tmp_path / "out").returncode == 0
    again = run("analyse", notes, "--out", tmp_path / "out")
    assert again.returncode == 2
    assert "--overwrite" in again.stderr
    assert run("analyse", notes, "--out", tmp_path / "out", "--overwrite").returncode == 0


def _wrong_input(tmp_path: Path) -> dict[str, tuple[list[str | Path], str]]:
    files = {
        "empty.csv": b"",
        "no_text.csv": b"a;b\n1;2\n",
        "binary.csv": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        "good.csv": CSV.encode(),
        "broken.yaml": b"pack: x\nrules:\n- id: a-rule\n  signal: nothing\n  phrase: x\n  match: x\n  no_match: y\n",
        "gold.jsonl": b'{"text": "a"}\n',
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    out: list[str | Path] = ["--out", tmp_path / "out"]
    good = tmp_path / "good.csv"
    return {
        "missing file": (["run", tmp_path / "none.csv", *out], "none.csv"),
        "empty file": (["run", tmp_path / "empty.csv", *out], "empty"),
        "no text column": (["run", tmp_path / "no_text.csv", *out], "text"),
        "binary file": (["run", tmp_path / "binary.csv", *out], "binary.csv"),
        "unknown pipeline": (["run", good, *out, "--pipeline", "nl_none"], "nl_none"),
        "broken pack": (["run", good, *out, "--rules", tmp_path / "broken.yaml"], "line 3"),
        "unknown profile": (["run", good, *out, "--counting", "mine"], "codebook"),
        "unknown format": (["run", good, *out, "--format", "xml"], "parquet"),
        "unknown edition": (["run", good, *out, "--edition", "boss"], "supervision"),
        "wrong columns": (["run", good, *out, "--columns", "text"], "--columns"),
        "no gold": (["evaluate", tmp_path / "gold.jsonl"], "line 1"),
        "no tables": (["report", tmp_path, "--out", tmp_path / "r.html"], "tables"),
        "no table": (["shifts", tmp_path / "none.parquet", "--out", tmp_path / "s.csv"], "none.parquet"),
    }


WRONG_INPUT = [
    *("binary file", "broken pack", "empty file", "missing file", "no gold", "no table", "no tables", "no text column"),
    *("unknown edition", "unknown format", "unknown pipeline", "unknown profile", "wrong columns"),
]


@pytest.mark.parametrize("name", WRONG_INPUT)
def test_wrong_input_ends_with_a_message(name: str, tmp_path: Path) -> None:
    arguments, told = _wrong_input(tmp_path)[name]
    result = run(*arguments)
    assert result.returncode == 2, result.stderr
    assert told in result.stderr
    assert "Traceback" not in result.stderr


def test_too_many_rejected(tmp_path: Path) -> None:
    path = tmp_path / "notes.csv"
    path.write_text("datum,text\nnooit,Een notitie.\n02/03/2026,Nog een.\n", encoding="utf-8")
    result = run("analyse", path, "--out", tmp_path / "out", "--max-rejected", "0.1")
    assert result.returncode == 3
    assert "2 read, 1 analysed, 1 rejected" in result.stdout


def test_shifts_of_a_small_table(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    rows = ["caseload_id,client_id,note_id,date,n_rescuing,n_guiding,n_neutral"]
    rows += [
        f"A,c{n % 5},n{n},2026-{3 + n // 20:02d}-{1 + n % 20:02d},{int(n > 60)},{int(n <= 60)},3" for n in range(120)
    ]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    result = run("shifts", path, "--out", tmp_path / "shifts.csv")
    assert result.returncode == 0, result.stderr
    (row,) = pd.read_csv(tmp_path / "shifts.csv").to_dict("records")
    assert (row["verdict"], row["direction"]) == ("shift_to_rescuing", 1)


def test_lines_that_are_no_objects_are_told(tmp_path: Path) -> None:
    for name, line in (("list", "[1, 2]"), ("deep", "[" * 100_000)):
        path = tmp_path / f"{name}.jsonl"
        path.write_text(f'{{"note_id": "1"}}\n{line}\n', encoding="utf-8")
        result = run("shifts", path, "--out", tmp_path / "shifts.csv")
        assert result.returncode == 2
        assert f"{name}.jsonl" in result.stderr
        assert "Traceback" not in result.stderr


def test_explain_asks_what_to_reflect_on(tmp_path: Path) -> None:
    text = "De sleutel van mw. ligt bij mij thuis. Heb het formulier niet voor mw. ingevuld."
    pack = tmp_path / "ours.yaml"
    pack.write_text(
        "pack: ours\nrules:\n- id: keeps-the-key\n  signal: private_channel\n  phrase: sleutel ...3 bij mij thuis\n"
        "  question: Wie kan de sleutel bewaren?\n  match: De sleutel ligt bij mij thuis.\n"
        "  no_match: De sleutel ligt op bureau.\n",
        encoding="utf-8",
    )
    ours = run("explain", text, "--rules", "default", "--rules", str(pack), "--classifier", "none").stdout
    assert ours.count("?") == 1  # what did not happen gives nothing to reflect on
    assert "Wie kan de sleutel bewaren?" in ours
    assert "Welke afspraken heeft het team hierover?" in run("explain", "Ik gaf haar mijn privénummer.").stdout


def test_explain_reads_standard_input() -> None:
    result = run("explain", "-", stdin="Heb het formulier voor mw. ingevuld.")
    assert result.returncode == 0
    assert "taak overgenomen" in result.stdout
    assert "\x1b[" not in result.stdout


def test_rules_commands(tmp_path: Path) -> None:
    assert run("rules", "check").returncode == 0
    assert "takeover-for-client" in run("rules", "list").stdout


def test_version_and_help_are_light() -> None:
    code = (
        "import sys; from boundary_nlp.cli import main; sys.argv = ['boundary-nlp', '--help']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(sorted(name for name in ('pandas', 'spacy', 'sklearn', 'matplotlib') if name in sys.modules))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.rstrip().endswith("[]")


@pytest.fixture(scope="module")
def example_run(example_notes: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("example") / "out"
    assert run("run", example_notes, "--out", out, "--format", "csv").returncode == 0
    return out


def _mark(workbook: Path, caseload: str, mark: str, keep: int = 0) -> None:
    """Mark all findings of a caseload on the findings sheet, but the first `keep`."""
    import openpyxl

    book = openpyxl.load_workbook(workbook)
    sheet = book["findings"]
    headers = [cell.value for cell in sheet[1]]
    rows = [row for row in sheet.iter_rows(min_row=2) if row[headers.index("caseload_id")].value == caseload]
    for row in rows[keep:]:
        row[headers.index("klopt?")].value = mark
    book.save(workbook)


def test_corrections_move_a_verdict_only_when_all_is_marked(
    example_run: Path, example_notes: Path, tmp_path: Path
) -> None:
    import shutil

    import openpyxl

    from boundary_nlp.io.tables import read_table

    before = read_table(example_run / "shifts.csv").set_index("caseload_id")
    assert before.loc["begeleider-A", "verdict"] == "shift_to_rescuing"
    for keep, verdict in ((1, "shift_to_rescuing"), (0, "insufficient_data")):
        workbook = tmp_path / f"{keep}.xlsx"
        shutil.copy(example_run / "report.xlsx", workbook)
        _mark(workbook, "begeleider-A", "Klopt niet", keep)
        out = tmp_path / f"out-{keep}"
        result = run("run", example_notes, "--out", out, "--format", "csv", "--corrections", workbook)
        assert result.returncode == 0, result.stderr
        assert f"counted anew: {1 - keep} caseload(s)" in result.stdout
        after = read_table(out / "shifts.csv").set_index("caseload_id")
        assert after.loc["begeleider-A", "verdict"] == verdict
        assert after["verdict"].drop("begeleider-A").equals(before["verdict"].drop("begeleider-A"))
        page = (out / "caseloads" / "caseload-001.html").read_text(encoding="utf-8")
        assert "vondsten zijn nagekeken" in page
        with closing(openpyxl.load_workbook(out / "report.xlsx", read_only=True)) as book:
            assert "klopt niet" in {row[-1] for row in book["findings"].iter_rows(min_row=2, values_only=True)}


def test_corrections_that_cannot_be_read_are_told_before_the_work(
    example_run: Path, notes: Path, tmp_path: Path
) -> None:
    import shutil

    wrong = tmp_path / "wrong.xlsx"
    shutil.copy(example_run / "report.xlsx", wrong)
    _mark(wrong, "begeleider-A", "misschien")
    for file, told in ((wrong, "row 2"), (notes, "no Excel workbook"), (tmp_path / "none.xlsx", "none.xlsx")):
        result = run("run", notes, "--out", tmp_path / "out", "--corrections", file)
        assert result.returncode == 2
        assert told in result.stderr
        assert not (tmp_path / "out").exists()


def test_monitoring_asks_for_more_and_says_so(example_run: Path, example_notes: Path, tmp_path: Path) -> None:
    from boundary_nlp.io.tables import read_table

    for name, extra in (("once", []), ("monthly", ["--monitoring"])):
        assert run("shifts", example_run / "notes.csv", "--out", tmp_path / f"{name}.csv", *extra).returncode == 0
    once, monthly = (read_table(tmp_path / f"{name}.csv", "shifts") for name in ("once", "monthly"))
    assert (monthly["p_value"].dropna() >= 3 * once["p_value"].dropna().clip(upper=0.3)).all()
    out = tmp_path / "out"
    assert run("run", example_notes, "--out", out, "--monitoring", "--single-file").returncode == 0
    assert json.loads((out / "run.json").read_text(encoding="utf-8"))["verdicts"]["looks"] == 12
    html = (out / "report.html").read_text(encoding="utf-8")
    assert "ook als we een jaar lang elke maand kijken" in html
    assert not (out / "caseloads").exists()


@pytest.mark.parametrize("suffix", ["parquet", "csv"])
def test_shifts_of_a_bare_table(tmp_path: Path, suffix: str) -> None:
    rows = [
        {"caseload_id": name, "client_id": f"c{n % 4}", "note_id": f"{name}{n}", "n_neutral": 2,
         "date": (pd.Timestamp("2025-01-06") + pd.Timedelta(days=2 * n)).date(),
         "n_rescuing": int(n % 10 < (8 if n >= 100 and name == "a" else 3)),
         "n_guiding": int(n % 10 >= (8 if n >= 100 and name == "a" else 5))}
        for name in ("a", "b") for n in range(200)
    ]  # fmt: skip
    table = pd.DataFrame(rows)
    path = tmp_path / f"table.{suffix}"
    table.to_parquet(path) if suffix == "parquet" else table.to_csv(path, index=False)
    result = run("shifts", path, "--out", tmp_path / f"out.{suffix}")
    assert result.returncode == 0, result.stderr
    from boundary_nlp.io.tables import read_table

    shifts = read_table(tmp_path / f"out.{suffix}", "shifts").set_index("caseload_id")
    assert shifts["verdict"].to_dict() == {"a": "shift_to_rescuing", "b": "no_shift"}
    assert shifts["direction"].isin([1, -1]).all()
