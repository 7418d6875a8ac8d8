import csv
import datetime as dt
import gzip
import io
import json
import stat
import subprocess
import sys

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boundary_nlp.errors import InputError
from boundary_nlp.io.readers import read_notes
from boundary_nlp.io.seen import SeenIds

ROWS = [
    {
        "datum": "24/11/2026",
        "begeleider": "b1",
        "cliëntnummer": "c1",
        "rapportage": "Samen gebeld, rustig.\nDaarna koffie; één kop.",
    },
    {"datum": "25/11/2026", "begeleider": "b2", "cliëntnummer": "c2", "rapportage": 'Zij zei: "ik bel zelf".'},
]


def rows_of(paths, columns=None, **options):
    """All notes and rejected rows."""
    chunks = list(read_notes(paths, columns, **options))
    return [note for chunk in chunks for note in chunk.notes], [row for chunk in chunks for row in chunk.rejected]


def write_csv(path, rows, delimiter=";", encoding="utf-8"):
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.DictWriter(stream, rows[0], delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_excel(path, rows, title="Blad1"):
    book = openpyxl.Workbook()
    book.active.title = title
    book.active.append(list(rows[0]))
    for row in rows:
        book.active.append(list(row.values()))
    book.save(path)
    return path


def write_jsonl(path, rows):
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def write_parquet(path, rows):
    pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=1)
    return path


WRITERS = {"csv": write_csv, "jsonl": write_jsonl, "xlsx": write_excel, "parquet": write_parquet}


@pytest.mark.parametrize("extension", WRITERS)
def test_all_formats_give_the_same_notes(tmp_path, extension):
    path = WRITERS[extension](tmp_path / f"export.{extension}", ROWS)
    notes, rejected = rows_of(path)
    assert rejected == []
    assert [note.text for note in notes] == [row["rapportage"] for row in ROWS]
    first = notes[0]
    assert (first.source, first.row, first.note_id) == (path.name, 1, "1")
    assert (first.caseload_id, first.worker_id, first.client_id) == ("b1", "b1", "c1")
    assert (first.date, first.setting) == (dt.date(2026, 11, 24), None)


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_csv_of_every_delimiter_and_encoding(tmp_path, delimiter, encoding):
    notes, rejected = rows_of(write_csv(tmp_path / "n.csv", ROWS, delimiter, encoding))
    assert rejected == []
    assert [note.text for note in notes] == [row["rapportage"] for row in ROWS]


def test_windows_1252_is_seen_after_a_long_stretch_of_ascii(tmp_path):
    path = tmp_path / "n.csv"
    path.write_bytes(b"text\n" + b"gebeld\n" * 40_000 + "cliënt\n".encode("cp1252"))
    assert rows_of(path)[0][-1].text == "cliënt"


@pytest.mark.parametrize("name", ["n.csv.gz", "n.jsonl.gz", "N.CSV.GZ"])
def test_gzipped(tmp_path, name):
    plain = WRITERS["csv" if "csv" in name.lower() else "jsonl"](tmp_path / "plain", ROWS)
    (tmp_path / name).write_bytes(gzip.compress(plain.read_bytes()))
    assert len(rows_of(tmp_path / name)[0]) == 2


def test_excel_delimiter_line_and_one_column_of_prose(tmp_path):
    (tmp_path / "sep.csv").write_text("sep=|\ndatum|text\n24/11/2026|a, b; c\n")
    assert rows_of(tmp_path / "sep.csv")[0][0].text == "a, b; c"
    (tmp_path / "one.csv").write_text("\n\ntext\nJa, hij belde; zij ook.\n")
    assert [note.text for note in rows_of(tmp_path / "one.csv")[0]] == ["Ja, hij belde; zij ook."]


def test_broken_rows_are_told_and_the_others_kept(tmp_path):
    path = tmp_path / "n.csv"
    path.write_bytes(
        b"id;datum;text\n1;24/11/2026;goed\n2;geheim\n3;24/11/2026;een;te veel\n4;geheim verhaal;x\n\n;;\n"
        b"1;24/11/2026;dubbel\n"
        b"6;24/11/2026;\xc3\xa9\xc3\xa9n\n7;24/11/2026;stuk \xff byte\n8;24/11/2026;" + b"x" * 50 + b"\n"
        b'9;24/11/2026;goed;\n10;24/11/2026;"nooit gesloten\n11;24/11/2026;ook weg\n'
    )
    notes, rejected = rows_of(path, max_length=40)
    assert [note.note_id for note in notes] == ["1", "6", "9"]
    assert [(row.row, row.reason) for row in rejected] == [
        (2, "broken_row"), (3, "broken_row"), (4, "unreadable_date"), (7, "duplicate_id"), (9, "broken_encoding"),
        (10, "too_long"), (12, "broken_row"),
    ]  # fmt: skip
    details = " | ".join(row.detail for row in rejected)
    assert "2 fields where the header has 3" in details
    assert "same note_id as n.csv, row 1" in details
    assert "last 2 lines of the file" in details
    assert "50 characters, more than 40" in details
    assert "looks like 'xxxxxx xxxxxxx'" in details
    assert not any(word in details for word in ("geheim", "verhaal", "gesloten", "ook weg", "xxxxxxxxxxx"))


def test_empty_texts_are_notes_and_empty_rows_are_nothing(tmp_path):
    path = write_jsonl(
        tmp_path / "n.jsonl", [{"text": "", "kleur": "rood"}, {"text": None}, {}, {"text": "a"}, {"kleur": 1}]
    )
    assert [(note.row, note.text) for note in rows_of(path)[0]] == [(1, ""), (4, "a"), (5, "")]


def test_a_gold_file_is_read(tmp_path):
    gold = {"note_id": "a-1", "setting": "OCMW", "text": "Zelf gebeld.", "sentences": [{"start": 0}], "spans": []}
    note = rows_of(write_jsonl(tmp_path / "gold.jsonl", [gold]))[0][0]
    assert (note.note_id, note.setting, note.text) == ("a-1", "OCMW", "Zelf gebeld.")


def test_bad_json_lines_are_told(tmp_path):
    lines = [
        '{"text": "a"}',
        "{geheim",
        "[1]",
        '{"text": {"x": 1}}',
        '{"text": "\\ud800"}',
        "[" * 100_000,
        '{"text": ' + "9" * 5000 + "}",
    ]
    (tmp_path / "n.jsonl").write_text("\n".join(lines))
    notes, rejected = rows_of(tmp_path / "n.jsonl")
    assert len(notes) == 1
    assert [(row.row, row.reason) for row in rejected] == [
        (2, "broken_row"), (3, "broken_row"), (4, "broken_row"), (5, "broken_encoding"), (6, "broken_row"),
        (7, "broken_row"),
    ]  # fmt: skip
    assert "geheim" not in str(rejected)


def test_a_line_without_end_is_too_long(tmp_path):
    (tmp_path / "n.jsonl").write_text('{"text": "a"}\n{"text": "' + "x" * 900 + '"}\n{"text": "b"}\n')
    notes, rejected = rows_of(tmp_path / "n.jsonl", max_length=100)
    assert [note.text for note in notes] == ["a", "b"]
    assert [(row.row, row.reason) for row in rejected] == [(2, "too_long")]


def test_a_note_of_five_megabytes(tmp_path):
    notes, rejected = rows_of(write_csv(tmp_path / "n.csv", [{"text": "woord " * 900_000, "datum": ""}]))
    assert (len(notes[0].text), rejected) == (5_400_000, [])


def test_nul_emoji_and_right_to_left(tmp_path):
    texts = ["a\x00b", "goed 👍🏽", "مرحبا", "Il a appelé."]
    notes, rejected = rows_of(write_csv(tmp_path / "n.csv", [{"text": text, "datum": ""} for text in texts]))
    assert [note.text for note in notes] == texts
    assert rejected == []


def test_excel_values(tmp_path):
    rows = [
        {"client_id": 12.0, "worker_id": 7, "datum": dt.datetime(2026, 11, 24, 9, 30), "verslag": "a"},
        {"client_id": "012", "worker_id": None, "datum": 46350, "verslag": None},
        {"client_id": None, "worker_id": None, "datum": None, "verslag": None},
        {"client_id": None, "worker_id": None, "datum": "24 nov 2026", "verslag": 5},
    ]
    notes, _ = rows_of(write_excel(tmp_path / "n.xlsx", rows))
    assert [(note.row, note.client_id, note.worker_id, note.text) for note in notes] == [
        (1, "12", "7", "a"), (2, "012", None, ""), (4, None, None, "5"),
    ]  # fmt: skip
    assert {note.date for note in notes} == {dt.date(2026, 11, 24)}


def test_every_excel_sheet_with_a_text_is_read(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Uitleg"
    book.active.append(["Dit is een export"])
    for title in ("A", "B"):
        sheet = book.create_sheet(title)
        sheet.append(["text"])
        sheet.append([f"uit {title}"])
    book.save(tmp_path / "n.xlsx")
    notes, _ = rows_of(tmp_path / "n.xlsx")
    assert [(note.source, note.text) for note in notes] == [("n.xlsx:A", "uit A"), ("n.xlsx:B", "uit B")]
    (tmp_path / "m.csv").write_text("text\nuit m\n", encoding="utf-8")
    notes, rejected = rows_of([tmp_path / "n.xlsx", tmp_path / "m.csv"])
    assert len({note.note_id for note in notes}) == 3, "rows of sheets are told apart"
    assert not rejected


def test_parquet_values(tmp_path):
    zone = dt.timezone(dt.timedelta(hours=2))
    table = pa.table(
        {
            "text": pa.array(["a", "b"]).dictionary_encode(),
            "date": pa.array(
                [dt.datetime(2026, 11, 24, 0, 15, tzinfo=zone), None], pa.timestamp("ns", "Europe/Helsinki")
            ),
            "client_id": pa.array([12.0, None]),
            "worker_id": pa.array([b"b\xff", b"b2"], pa.binary()),
        }
    )
    pq.write_table(table, tmp_path / "n.parquet")
    notes, rejected = rows_of(tmp_path / "n.parquet")
    assert [(note.row, note.text, note.worker_id) for note in notes] == [(2, "b", "b2")]
    assert [(row.row, row.reason) for row in rejected] == [(1, "broken_encoding")]
    pq.write_table(table.drop(["worker_id"]), tmp_path / "n.parquet")
    note = rows_of(tmp_path / "n.parquet")[0][0]
    assert (note.date, note.client_id) == (dt.date(2026, 11, 24), "12")


def test_several_files_have_ids_of_their_own(tmp_path):
    for name in ("b.csv", "a.csv"):
        write_csv(tmp_path / name, [{"text": name, "datum": ""}])
    notes, rejected = rows_of([tmp_path / "b.csv", str(tmp_path / "*.csv")])
    assert [(note.source, note.note_id) for note in notes] == [("b.csv", "b-1"), ("a.csv", "a-1")]
    assert rejected == []
    (tmp_path / "map").mkdir()
    write_csv(tmp_path / "map" / "a.csv", [{"text": "c", "datum": ""}])
    notes, rejected = rows_of(str(tmp_path / "**" / "a.csv"))
    assert len({note.note_id for note in notes}) == 2
    assert rejected == []


def test_ids_double_over_files_are_told(tmp_path):
    for name in ("a.csv", "b.csv"):
        write_csv(tmp_path / name, [{"id": "7", "text": name}])
    notes, rejected = rows_of([tmp_path / "a.csv", tmp_path / "b.csv"])
    assert [note.text for note in notes] == ["a.csv"]
    assert [(row.source, row.reason, row.detail) for row in rejected] == [
        ("b.csv", "duplicate_id", "same note_id as a.csv, row 1")
    ]


def test_a_missing_id_takes_no_other_rows_id(tmp_path):
    rows = [{"id": "2", "text": "a"}, {"id": "", "text": "b"}]
    notes, rejected = rows_of(write_csv(tmp_path / "n.csv", rows))
    assert [note.note_id for note in notes] == ["2", "row-2"]
    assert rejected == []


def test_chunks_hold_the_rows_asked_for(tmp_path):
    path = write_csv(
        tmp_path / "n.csv", [{"text": f"n{number}", "datum": "x" if number == 1 else ""} for number in range(5)]
    )
    assert [chunk.n_rows for chunk in read_notes(path, chunk_size=2)] == [2, 2, 1]
    long = write_csv(tmp_path / "long.csv", [{"text": "x" * 8_000_000, "datum": ""}] * 4)
    assert [chunk.n_rows for chunk in read_notes(long)] == [3, 1]


def test_reading_streams(tmp_path):
    path = tmp_path / "n.csv"
    path.write_text("text\n" + "a\n" * 100_000)
    reader = read_notes(path, chunk_size=10)
    assert next(reader).n_rows == 10
    reader.close()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("n.csv", b"", "is empty"),
        ("n.csv", b" \n\n", "is empty"),
        ("n.csv", b"\xef\xbb\xbf\n", "is empty"),
        ("n.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not a text file but a picture"),
        ("n.csv", b"PK\x03\x04rest", "an Excel or zip file.*name it .xlsx"),
        ("n.csv", bytes(range(256)) * 8, "is binary, not text"),
        ("n.csv", "text\ngebeld\n".encode("utf-16-le"), "UTF-16 without a mark.*Save it as UTF-8"),
        ("n.csv", b"\x1f\x8b\x08\x00", "gzipped file; name it .csv.gz"),
        ("n.csv.gz", b"no gzip here", r"is no gzip file\. If it is unpacked already, take \.gz off its name\.$"),
        ("n.csv.gz", gzip.compress(b"text\n" + b"a\n" * 9999)[:-20], "the gzip file is broken"),
        ("n.csv", b"kleur;maat\nrood;1\n", "no column with the text.*Columns found: 2.*a header may be missing"),
        ("n.jsonl", b'{"kleur": 1}\n', "no column with the text.*Columns found: 1"),
        ("n.jsonl", b"geen json\n", "no JSON object in its first lines"),
        ("n.jsonl", b'[{"text": "a"}]', "no JSON object in its first lines"),
        ("n.xlsx", b"geen excel", "is no Excel workbook"),
        ("n.xlsx", b"\xd0\xcf\x11\xe0rest", r"old Excel file \(.xls\) or has a password"),
        ("n.xlsx", b"PK\x03\x04rest", "the workbook is damaged"),
        ("n.parquet", b"PAR1 but no more", "not readable as Parquet from its start"),
        ("n.docx", b"x", "kind of file is not known.*Known are: .csv"),
        ("n", b"x", "kind of file is not known"),
        ("n.xls", b"x", "Save it in Excel as .xlsx"),
        ("n.json", b"{}", "one object per line"),
        ("n.xlsx.gz", b"x", "gunzip n.xlsx.gz"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path, name, content, message):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=message):
        rows_of(tmp_path / name)


def test_what_is_no_file_is_told(tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        read_notes(tmp_path / "weg.csv")
    with pytest.raises(InputError, match=r"is a folder.*\*.csv"):
        read_notes(tmp_path)
    with pytest.raises(InputError, match="No file matches"):
        read_notes(str(tmp_path / "*.csv"))
    with pytest.raises(InputError, match="No file with notes was given"):
        read_notes([])


def test_an_override_for_a_missing_column_is_told_for_every_format(tmp_path):
    for extension, write in WRITERS.items():
        path = write(tmp_path / f"n.{extension}", ROWS)
        with pytest.raises(InputError, match=rf"n.{extension}.*--columns text=weg names a column that is not there"):
            rows_of(path, {"text": "weg"})
        assert len(rows_of(path, {"text": "Begeleider"})[0]) == 2


def test_a_broken_excel_sheet_is_told(tmp_path):
    path = write_excel(tmp_path / "n.xlsx", [{"text": "a"}])
    import zipfile

    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "stuk.xlsx", "w") as new:
        for item in old.namelist():
            data = old.read(item)
            new.writestr(item, data[: len(data) // 2] if item.endswith("sheet1.xml") else data)
    with pytest.raises(InputError, match="sheet 'Blad1' is damaged after row"):
        rows_of(tmp_path / "stuk.xlsx")


def test_only_the_user_can_read_the_ids(tmp_path):
    with SeenIds(tmp_path) as seen:
        assert seen.add("x", "a.csv", 1) is None
        assert seen.add("x", "b.csv", 2) == ("a.csv", 1)
        file = next(tmp_path.rglob("ids.sqlite"))
        assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0
    assert list(tmp_path.iterdir()) == []


def test_a_line_in_which_two_roles_meet_is_told(tmp_path):
    lines = [{"text": "Een.", "Text": "a"}, *({"x": 1} for _ in range(100)), {"text": "Mw. was boos."}]
    path = tmp_path / "n.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    with pytest.raises(InputError, match="one column twice"):
        rows_of(path, columns={"text": "text", "note_id": "Text"})
    lines[-1] = {"text": "Twee.", "date": "2026-01-01", "Date": "2026-02-02"}
    path.write_text("".join(json.dumps(line) + "\n" for line in lines[1:]), encoding="utf-8")
    with pytest.raises(InputError, match="can be the date"):
        rows_of(path, columns={"text": "x"})


def test_reading_csv_brings_no_pandas(tmp_path):
    path = write_csv(tmp_path / "n.csv", ROWS)
    code = (
        "import sys; from boundary_nlp.io.readers import read_notes; list(read_notes(sys.argv[1]));"
        "print([name for name in ('pandas', 'pyarrow', 'openpyxl') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# a file that is mostly control characters is taken for binary
TEXT = st.one_of(st.characters(exclude_categories=["Cs", "Cc"]), st.sampled_from("\n\r\t"))
ANY_FILE = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@ANY_FILE
@given(st.lists(st.text(TEXT), min_size=1, max_size=5))
def test_any_text_comes_through_csv_and_jsonl(tmp_path, texts):
    rows = [{"id": str(number), "text": text} for number, text in enumerate(texts)]
    for path in (write_csv(tmp_path / "n.csv", rows), write_jsonl(tmp_path / "n.jsonl", rows)):
        assert [note.text for note in rows_of(path)[0]] == texts


@ANY_FILE
@given(st.sampled_from(["csv", "jsonl", "xlsx", "parquet", "csv.gz"]), st.binary(max_size=300), st.booleans())
def test_any_bytes_are_read_or_told(tmp_path, extension, content, headed):
    path = tmp_path / f"n.{extension}"
    path.write_bytes(b'id;text;"' * headed + content)
    try:
        notes, rejected = rows_of(path)
    except InputError as error:
        assert "n." in str(error)
    else:
        assert all(isinstance(note.text, str) for note in notes)
        assert all(row.reason for row in rejected)


@ANY_FILE
@given(st.text(alphabet='a1;,"\n\r\t|é', max_size=60))
def test_no_filled_csv_row_is_lost(tmp_path, body):
    (tmp_path / "n.csv").write_text("id;text\n" + body, newline="", encoding="utf-8")
    notes, rejected = rows_of(tmp_path / "n.csv")
    records = [
        record for record in csv.reader(io.StringIO(body, newline=""), delimiter=";") if any(f.strip() for f in record)
    ]
    assert len(notes) + len(rejected) >= len(records)
