"""Nothing that is masked is found anywhere in what a run leaves: tables, report, workbook, messages and logs."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from boundary_nlp.batch import BatchOptions, analyse_files
from boundary_nlp.io.tables import read_table
from boundary_nlp.privacy import find_identifiers
from boundary_nlp.privacy.ids import hide_ids
from identifier_scores import identifier_cases, unmark


def all_bytes(folder: Path) -> bytes:
    """Return the bytes of all files, as they are and unpacked."""
    found = []
    for file in sorted(folder.rglob("*")):
        if file.is_dir():
            continue
        found.append(str(file.relative_to(folder)).encode())
        found.append(file.read_bytes())
        if file.suffix == ".parquet":
            found.append(json.dumps(pq.read_table(file).to_pylist(), default=str, ensure_ascii=False).encode())
        elif file.suffix == ".xlsx":
            with zipfile.ZipFile(file) as archive:
                found += [archive.read(name) for name in archive.namelist()]
    return b"\n".join(found)


@pytest.fixture(scope="module")
def notes(tmp_path_factory) -> tuple[Path, set[str]]:
    """Return notes that hold every identifier of the cases beside what is quoted, and the identifiers."""
    lines, values, others = [], set(), set()
    for number, case in enumerate(identifier_cases()):
        text, spans = unmark(case)
        found = find_identifiers(text)
        values |= {text[one.start : one.end] for one in found}
        others |= {text[span.start : span.end] for span in spans if span.kind == "-"}
        note = f"Heb het formulier voor mw. ingevuld. {text} Ik heb het even voor haar geregeld."
        note = {
            "note_id": f"n{number}", "worker_id": f"w{number % 6}", "client_id": f"c{number % 30}",
            "date": f"2026-0{1 + number % 9}-{1 + number % 28:02d}", "text": note,
        }  # fmt: skip
        lines.append(json.dumps(note, ensure_ascii=False))
    lines.append('{"text": broken 0478 12 34 56')
    lines.append(json.dumps({"note_id": "n1", "text": "Dubbel, bel 0478 12 34 56."}))
    lines.append(json.dumps({"note_id": "m1", "date": "0478 12 34 56", "text": "Datum fout."}))
    path = tmp_path_factory.mktemp("privacy") / "notes.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    # A case may call the same figures a file number, which stays.
    return path, {value for value in values | {"0478 12 34 56"} if not any(value in other for other in others)}


@pytest.mark.parametrize("format_", ["parquet", "jsonl", "csv"])
def test_no_masked_value_is_left_anywhere(notes, tmp_path, format_):
    path, values = notes
    out = tmp_path / "out"
    command = "from boundary_nlp.cli import main; main()"
    arguments = ["run", str(path), "--out", str(out), "--format", format_, "--log-json"]
    done = subprocess.run([sys.executable, "-c", command, *arguments], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    left = all_bytes(out) + done.stdout + done.stderr
    assert b"[TELEFOONNUMMER]" in left  # the excerpts are there
    assert len(values) >= 150
    assert [value for value in values if value.encode() in left] == []


def test_refused_notes_leave_nothing(notes, tmp_path):
    path, values = notes
    command = "from boundary_nlp.cli import main; main()"
    arguments = ["analyse", str(path), "--out", str(tmp_path / "out"), "--privacy", "refuse", "--log-json"]
    done = subprocess.run([sys.executable, "-c", command, *arguments], capture_output=True, check=False)
    assert done.returncode == 4
    assert b"phone" in done.stderr
    left = all_bytes(tmp_path / "out") + done.stdout + done.stderr
    assert [value for value in values if value.encode() in left] == []


@pytest.mark.parametrize(
    ("column", "value", "kind"),
    [
        ("client_id", "81.02.26-635.09", "national_number"),
        ("client_id", "983488253", "bsn"),
        ("worker_id", "an@voorbeeld.be", "email"),
        ("note_id", "NL56INGB4479485784", "iban"),
    ],
)
def test_ids_that_are_identifiers_get_a_pseudonym(tmp_path, column, value, kind):
    path = tmp_path / "notes.jsonl"
    rows = [{"note_id": "a", "text": "Heb voor haar gebeld."}, {"note_id": "b", "text": "Samen gebeld."}]
    rows[0][column] = value
    path.write_text("\n".join(map(json.dumps, rows)) + "\n", encoding="utf-8")
    tables = []
    for out in (tmp_path / "one", tmp_path / "two"):
        result = analyse_files([path], out, BatchOptions(classifier="none", workers=1))
        assert result.identifiers == {kind: 1 + (column == "worker_id")}  # the worker is the caseload too
        assert value.encode() not in all_bytes(out)
        tables.append(read_table(out / "notes.parquet"))
    assert tables[0].equals(tables[1])
    assert tables[0].loc[0, column].startswith("id-")
    analyse_files([path], tmp_path / "off", BatchOptions(classifier="none", privacy="off"))
    assert read_table(tmp_path / "off" / "notes.parquet").loc[0, column] == value


def test_pseudonyms_do_not_follow_from_the_id_alone():
    from boundary_nlp.io.notes import NoteRow

    note = NoteRow("f", 1, "n", None, "w1", "983488253", None, None, "tekst")
    ((one,), counts), ((two,), _) = hide_ids([note], b"a" * 32), hide_ids([note], b"b" * 32)
    assert one.client_id != two.client_id
    assert (one.worker_id, one.note_id, counts) == ("w1", "n", {"bsn": 1})


def test_names_are_found_by_the_extra(tmp_path):
    pytest.importorskip("deduce", reason="the extra 'deid' is not installed")
    path = tmp_path / "notes.jsonl"
    path.write_text(
        json.dumps({"text": "Gebeld met mevr. Jansen en Peter de Vries. Heb het formulier voor haar ingevuld."}) + "\n",
        encoding="utf-8",
    )
    result = analyse_files([path], tmp_path / "out", BatchOptions(names=True))
    assert result.identifiers == {"name": 2}
    left = all_bytes(tmp_path / "out")
    assert b"[NAAM]" in left
    assert b"Jansen" not in left
    assert b"Vries" not in left
