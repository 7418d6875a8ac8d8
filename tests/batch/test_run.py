"""What a run reads, rejects, counts and tells."""

import gzip
import io
import json
import os
import random
import stat
from pathlib import Path

import pandas as pd
import pytest
from made_runs import table_bytes
from rich.console import Console

from boundary_nlp.batch import BatchOptions, BatchResult, analyse_files
from boundary_nlp.batch.dutch import other_language
from boundary_nlp.batch.progress import BarProgress, JsonProgress, progress_for
from boundary_nlp.errors import InputError, PrivacyError
from boundary_nlp.io.tables import read_table

HEADER = "note_id,datum,tekst\n"


def analyse(files: list[Path], out: Path, **options) -> BatchResult:
    return analyse_files(files, out, BatchOptions(**options))


@pytest.mark.parametrize("workers", [2, 3])
def test_workers_change_nothing(notes: Path, uninterrupted: Path, tmp_path: Path, small_parts: None, workers) -> None:
    analyse([notes], tmp_path / "out", workers=workers)
    assert table_bytes(tmp_path / "out") == table_bytes(uninterrupted)


@pytest.mark.parametrize("format_", ["csv", "jsonl"])
def test_formats_hold_the_same(notes: Path, uninterrupted: Path, tmp_path: Path, small_parts: None, format_) -> None:
    analyse([notes], tmp_path / "out", format=format_)
    for name in ("notes", "sentences", "findings", "rejected"):
        made = read_table(tmp_path / "out" / f"{name}.{format_}")
        pd.testing.assert_frame_equal(made, read_table(uninterrupted / f"{name}.parquet"))


def test_every_row_is_accounted_for(tmp_path: Path) -> None:
    rows = [
        "a,02/03/2026,Mw. belde zelf naar het OCMW.",
        "b,nooit,Zij kwam niet.",
        "a,03/03/2026,Nog een keer hetzelfde nummer.",
        "c,04/03/2026,The client called and said that she was not at home because of the doctor.",
        "d,04/03/2026",
        "f,06/03/2026," + "x" * 50,
    ]
    one = tmp_path / "one.csv"
    one.write_bytes((HEADER + "\n".join(rows) + "\n").encode())
    lines = b'{"note_id": "g", "tekst": "Samen gebeld."}\n{"note_id": 1\n'
    (tmp_path / "two.jsonl.gz").write_bytes(gzip.compress(lines))
    broken = HEADER.encode() + b"h,07/03/2026,goed \xc3\xa9\xc3\xa9\xc3\xa9 en fout \xff hier\n"
    (tmp_path / "three.csv").write_bytes(broken)
    result = analyse([tmp_path / "*.csv", tmp_path / "*.gz"], tmp_path / "out")
    assert result.n_read == result.n_analysed + result.n_rejected == 9
    assert result.rejected == {
        "unreadable_date": 1, "duplicate_id": 1, "not_dutch": 1, "broken_row": 2, "broken_encoding": 1,
    }  # fmt: skip
    assert result.summary().startswith("9 read, 3 analysed, 6 rejected\nrejected: ")
    rejected = read_table(tmp_path / "out" / "rejected.parquet")
    places = set(rejected[["source", "row", "reason"]].itertuples(index=False, name=None))
    assert ("one.csv", 4, "not_dutch") in places
    assert ("two.jsonl.gz", 2, "broken_row") in places
    for file in (tmp_path / "out").iterdir():
        assert b"doctor" not in file.read_bytes()
    run = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert run["n_read"] == 9
    assert [source["name"] for source in run["input"]] == ["one.csv", "three.csv", "two.jsonl.gz"]


def test_a_note_whose_analysis_breaks_down_is_set_apart(
    notes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from boundary_nlp.batch import notes as module

    def fail_once(analysis, note_id, *rest):
        if note_id == "b":
            raise ValueError("the words of the note")
        return made(analysis, note_id, *rest)

    made = module.note_rows
    monkeypatch.setattr(module, "note_rows", fail_once)
    path = tmp_path / "notes.csv"
    path.write_text(HEADER + "a,02/03/2026,Een.\nb,02/03/2026,Twee.\n", encoding="utf-8")
    result = analyse([path], tmp_path / "out")
    assert (result.n_analysed, dict(result.rejected)) == (1, {"analysis_failed": 1})
    rejected = read_table(tmp_path / "out" / "rejected.parquet")
    assert rejected.loc[0].tolist() == ["notes.csv", 2, "analysis_failed", "ValueError"]


def test_a_fault_in_a_batch_costs_one_note(analyser) -> None:
    from boundary_nlp.batch import analyse_notes
    from boundary_nlp.io.notes import NoteRow

    notes = [NoteRow("f", n, str(n), None, None, None, None, None, f"Mw. belde zelf, {n}.") for n in range(1, 6)]
    broken = [*notes[:2], notes[2]._replace(setting=3), *notes[3:]]
    analysed, rows, rejected = analyse_notes(analyser, notes, BatchOptions())
    assert (len(analysed), len(rows), rejected) == (5, 5, [])
    analysed, rows, rejected = analyse_notes(analyser, broken, BatchOptions())
    assert [note.row for note in analysed] == [1, 2, 4, 5]
    assert [row.note["note_id"] for row in rows] == ["1", "2", "4", "5"]
    assert [(row.row, row.reason, row.detail) for row in rejected] == [(3, "analysis_failed", "InputError")]


def test_input_that_breaks_midway_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "notes.jsonl.gz"
    notes = [f'{{"tekst": "Eén notitie: {random.Random(n).randbytes(50).hex()}."}}\n' for n in range(20_000)]
    whole = gzip.compress("".join(notes).encode())  # with accents enough that the encoding is known before the break
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match="gzip file is broken"):
        analyse([path], tmp_path / "out", classifier="none")
    assert list((tmp_path / "out").iterdir()) == []


def test_refusing_costs_no_earlier_run(notes: Path, tmp_path: Path) -> None:
    path, out = tmp_path / "notes.csv", tmp_path / "out"
    path.write_text(HEADER + "a,02/03/2026,Bel haar op 0478 12 34 56.\n", encoding="utf-8")
    analyse([notes], out)
    before = {file: file.read_bytes() for file in out.iterdir()}
    with pytest.raises(PrivacyError, match="1 phone"):
        analyse([path], out, privacy="refuse", overwrite=True)
    assert {file: file.read_bytes() for file in out.iterdir()} == before


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("notes.csv", b"x;y\n1;2\n", "no column with the text"),
        ("notes.jsonl", b"", "is empty"),
        ("notes.xlsx", b"no workbook", "notes.xlsx"),
        ("notes.parquet", b"no table", "notes.parquet"),
    ],
)
def test_wrong_input_costs_no_earlier_run(notes: Path, tmp_path: Path, name: str, content: bytes, told: str) -> None:
    wrong, out = tmp_path / name, tmp_path / "out"
    wrong.write_bytes(content)
    analyse([notes], out)
    before = {path: path.read_bytes() for path in out.iterdir()}
    with pytest.raises(InputError, match=told):
        analyse([notes, wrong], out, overwrite=True)
    assert {path: path.read_bytes() for path in out.iterdir()} == before
    with pytest.raises(InputError, match=told):
        analyse([wrong], tmp_path / "other")
    assert not (tmp_path / "other").exists()


def test_refusing_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "notes.csv"
    path.write_text(HEADER + "a,02/03/2026,Bel haar op 0478 12 34 56 of mail a@b.be.\n", encoding="utf-8")
    with pytest.raises(PrivacyError, match="1 email, 1 phone"):
        analyse([path], tmp_path / "out", privacy="refuse")
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"workers": 0}, "--workers"),
        ({"overwrite": True, "resume": True}, "--resume"),
        ({"names": True, "privacy": "off"}, "--names"),
        ({"privacy": "some"}, "--privacy"),
    ],
)
def test_options_that_cannot_be(notes: Path, tmp_path: Path, options, told) -> None:
    with pytest.raises(InputError, match=told):
        analyse([notes], tmp_path / "out", **options)


@pytest.mark.skipif(os.name != "posix", reason="only POSIX has a umask")
def test_outputs_get_the_rights_of_the_umask(tmp_path: Path) -> None:
    path = tmp_path / "notes.csv"
    path.write_text(HEADER + "a,02/03/2026,Heb voor mw. gebeld.\n", encoding="utf-8")
    before = os.umask(0o077)
    try:
        analyse([path], tmp_path / "out")
    finally:
        os.umask(before)
    for file in [tmp_path / "out", *(tmp_path / "out").iterdir()]:
        assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0, file


def test_json_lines_tell_of_progress(notes: Path, tmp_path: Path, small_parts: None, capfd) -> None:
    analyse_files([notes], tmp_path / "out", BatchOptions(), progress_for(quiet=False, log_json=True))
    lines = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    assert [line["event"] for line in lines[:2]] == ["start", "part"]
    assert lines[-1]["event"] == "end"
    assert lines[-1]["n_read"] == lines[-1]["n_analysed"] + lines[-1]["n_rejected"]


def test_errors_are_logged_without_what_they_met(capfd) -> None:
    with pytest.raises(ValueError, match="mevrouw"), JsonProgress():
        raise ValueError("mevrouw belde")
    assert "mevrouw" not in capfd.readouterr().err


def test_a_bar_for_who_looks_on(notes: Path, tmp_path: Path, small_parts: None) -> None:
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=True, width=120)
    result = analyse_files([notes], tmp_path / "out", BatchOptions(), BarProgress(console))
    assert f"{result.n_read}/{result.n_read}" in stream.getvalue()
    assert "notes/s" in stream.getvalue()


def test_nothing_is_told_where_nobody_looks_on(notes: Path, tmp_path: Path, capfd) -> None:
    analyse_files([notes], tmp_path / "out", BatchOptions(), progress_for(quiet=False, log_json=False))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Madame est venue au bureau avec son fils et elle ne veut pas de l'aide.", "French"),
        ("Der Klient war nicht zu Hause und ich habe mit der Mutter gesprochen.", "German"),
        ("Müşteri bugün gelmedi çünkü hasta ve annesi de çok yorgun ama iyi.", "Turkish"),
        ("العميل لم يأت اليوم لأنه مريض", "Arabic script"),
        ("Cl nt thuis. VM ingespr.", ""),
        ("", ""),
        ("...", ""),
        ("OK", ""),
        ("Mail: 'the pupil was absent and has not been seen'. Heb moeder gebeld, zij wist het niet.", ""),
    ],
)  # fmt: skip
def test_other_languages_are_told(text: str, language: str) -> None:
    assert other_language(text) == language


def test_no_dutch_note_is_taken_for_another_language(dev_gold: Path, example_notes: Path) -> None:
    from boundary_nlp import read_gold

    texts = [note.text for note in read_gold(dev_gold)]
    texts += pd.read_csv(example_notes, sep=";", encoding="utf-8-sig").iloc[:, -1].tolist()
    assert not [text for text in texts if other_language(text)]
