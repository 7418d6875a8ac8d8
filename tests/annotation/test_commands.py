"""`export` and `import` as a user meets them."""

import gzip
import json
from pathlib import Path

import pytest
from tool_exports import confirm_file, submit_file
from typer.testing import CliRunner

from boundary_nlp import Analyser
from boundary_nlp.annotation.protect import protect
from boundary_nlp.classifier.examples import make_examples
from boundary_nlp.cli import app
from boundary_nlp.errors import BoundaryNlpError
from boundary_nlp.gold import GoldNote, read_gold

RETURNS = {"label-studio": submit_file, "doccano": confirm_file}
CSV = (
    "nummer;rapportage\n"
    'N1;"Tel. 0471 23 45 67 😀.\r\nHeb voor haar gebeld. Mw. belde zelf naar het OCMW."\n'
    "N2;\n"
    "N3;The client called the office herself and we then went through the forms with her.\n"
)


def run(*arguments: str | Path) -> str:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    path = tmp_path / "notes.csv"
    path.write_bytes(CSV.encode())
    return path


@pytest.mark.parametrize("tool", list(RETURNS))
def test_out_and_back_with_identifiers_masked(tool: str, notes: Path, tmp_path: Path) -> None:
    out, gold = tmp_path / "out.json", tmp_path / "gold.jsonl"
    told = run("export", notes, "--format", tool, "--out", out, "--classifier", "none", "--columns", "note_id=nummer")
    assert "3 read, 1 analysed, 2 rejected" in told
    assert "1 phone" in told
    assert "0471" not in out.read_text(encoding="utf-8")
    RETURNS[tool](out)
    assert "1 notes, 3 sentences, 2 spans" in run("import", out, "--format", tool, "--out", gold)
    (note,) = read_gold(gold)
    assert note.note_id == "N1"
    assert note.text == "Tel. [TELEFOONNUMMER] 😀.\nHeb voor haar gebeld. Mw. belde zelf naar het OCMW."
    words = [note.text[span["start"] : span["end"]] for span in note.spans]
    assert words == ["voor haar gebeld", "belde zelf"]
    assert [sentence["stance"] for sentence in note.sentences] == ["neutral", "rescuing", "guiding"]


def test_refused_identifiers_leave_nothing(notes: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    with pytest.raises(BoundaryNlpError, match="identifiers"):
        run("export", notes, "--format", "doccano", "--out", out, "--classifier", "none", "--privacy", "refuse")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["notes.csv"]


def test_without_the_guard_the_words_stay(notes: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    run("export", notes, "--format", "doccano", "--out", out, "--classifier", "none", "--privacy", "off")
    assert "0471 23 45 67" in out.read_text(encoding="utf-8")


def test_a_span_that_ends_in_an_identifier_takes_its_whole_label() -> None:
    text = "Bel 0471 23 45 67 nu.\r\nOk 😀"
    number = text.index("0471")
    spans = (
        {"start": 0, "end": number + 4},
        {"start": number + 5, "end": len(text) - 2},
        {"start": len(text) - 1, "end": len(text)},
    )
    sentences = (
        {"start": 0, "end": number + 6},
        {"start": number + 6, "end": number + 9},
        {"start": number + 9, "end": len(text)},
    )
    note, kinds = protect(GoldNote("n", text, sentences, spans), "mask", False, b"key")
    assert note.text == "Bel [TELEFOONNUMMER] nu.\nOk 😀"
    assert [note.text[s["start"] : s["end"]] for s in note.spans] == [
        "Bel [TELEFOONNUMMER]",
        "[TELEFOONNUMMER] nu.\nOk",
        "😀",
    ]
    assert [note.text[s["start"] : s["end"]] for s in note.sentences] == ["Bel [TELEFOONNUMMER]", " nu.\nOk 😀"]
    assert kinds == {"phone": 1}


def test_an_id_that_is_an_identifier_gets_a_pseudonym() -> None:
    note, kinds = protect(GoldNote("jan@example.org", "Koffie.", (), ()), "mask", False, b"key")
    assert note.note_id.startswith("id-")
    assert kinds.total() == 1


def test_files_are_not_replaced_unasked(notes: Path, tmp_path: Path) -> None:
    setup = tmp_path / "out.xml"
    setup.write_text("mine", encoding="utf-8")
    command = ["export", notes, "--format", "label-studio", "--out", tmp_path / "out.json", "--classifier", "none"]
    with pytest.raises(BoundaryNlpError, match=r"out\.xml is there already"):
        run(*command)
    run(*command, "--overwrite")
    assert setup.read_text(encoding="utf-8").startswith("<View>")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["import", "none.json", "--format", "doccano", "--out", "x"], r"none\.json cannot be read: No such file"),
        (["import", "empty.json", "--format", "label-studio", "--out", "x"], "holds no corrected notes"),
        (["import", "a.zip", "--format", "doccano", "--out", "x"], "unpack it first"),
        (["import", "empty.json", "--format", "brat", "--out", "x"], "no format 'brat'. Choose one of: label-studio"),
        (["export", "empty.json", "--format", "brat", "--out", "x"], "no format 'brat'"),
        (["export", "mixed.csv", "gold.jsonl", "--format", "doccano", "--out", "x"], "holds gold notes and other"),
        (["export", "gold.jsonl.gz", "--format", "doccano", "--out", "x"], "gold notes are not read from a gzipped"),
        (["export", "gold.jsonl", "--format", "doccano", "--out", "x", "--privacy", "no"], "no --privacy 'no'"),
        (["export", "mixed.csv", "--format", "doccano", "--out", "mixed.csv", "--overwrite"], "is read, and would be"),
        (["export", "mixed.csv", "--format", "label-studio", "--out", "x.xml"], "give --out another ending"),
        (["export", "mixed.csv", "--format", "label-studio", "--out", "."], "'.' is a folder. Give the name of a file"),
        (["export", "mixed.csv", "--format", "label-studio", "--out", "/"], "'/' is a folder"),
    ],
)  # fmt: skip
def test_wrong_use(arguments: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("empty.json").write_text("[]", encoding="utf-8")
    Path("a.zip").write_bytes(b"PK\x03\x04\xff\xfe")
    Path("mixed.csv").write_text("tekst\nKoffie.\n", encoding="utf-8")
    Path("gold.jsonl").write_text(json.dumps({"text": "Ja.", "sentences": [], "spans": []}), encoding="utf-8")
    Path("gold.jsonl.gz").write_bytes(gzip.compress(Path("gold.jsonl").read_bytes()))
    with pytest.raises(BoundaryNlpError, match=message):
        run(*arguments)
    assert not list(Path().glob("x*"))
    assert Path("mixed.csv").read_text(encoding="utf-8") == "tekst\nKoffie.\n"


def test_half_a_character_does_not_stop_an_import(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"id": 1, "text": "Ja \\ud83d hoor.", "label": []}\n', encoding="utf-8")
    run("import", tmp_path / "in.jsonl", "--format", "doccano", "--out", tmp_path / "gold.jsonl")
    assert [note.text for note in read_gold(tmp_path / "gold.jsonl")] == ["Ja \ufffd hoor."]


def test_notes_through_standard_input(notes: Path, tmp_path: Path) -> None:
    command = [
        "export",
        "-",
        "--format",
        "doccano",
        "--out",
        str(tmp_path / "new" / "out.jsonl"),
        "--classifier",
        "none",
    ]
    result = CliRunner().invoke(app, command, input=notes.read_bytes())
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["out.jsonl", "out.labels.json"]


def test_corrected_notes_can_be_scored_and_trained_on(dev_gold: Path, tmp_path: Path, rules_only: Analyser) -> None:
    out, gold = tmp_path / "out.jsonl", tmp_path / "gold.jsonl"
    run("export", dev_gold, "--format", "doccano", "--out", out)
    confirm_file(out)
    run("import", out, "--format", "doccano", "--out", gold)
    assert "120 notes, 744 sentences" in run("evaluate", gold, "--classifier", "none")
    before, after = (make_examples(read_gold(path)[:20], rules_only) for path in (dev_gold, gold))
    assert after == before
