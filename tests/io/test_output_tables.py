import datetime as dt
import json
import os
import shutil
import stat

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boundary_nlp.errors import InputError, OutputError
from boundary_nlp.io.schemas import SCHEMAS, json_schema, table_schema
from boundary_nlp.io.tables import FORMATS, TableWriter, read_table, write_table, write_table_file

VALUES = {
    pa.string(): ["", "=1+1", "'=x", "'s avonds", 'a;"b"\r\nc', "één 👍", "a\x00b"],
    pa.int64(): [0, 1, 2**40],
    pa.int8(): [1, -1],
    pa.float64(): [0.0, 0.1, 1e-300, -1 / 3],
    pa.bool_(): [True, False],
    pa.date32(): [dt.date(2026, 11, 24), dt.date(1969, 12, 31)],
}


def rows_for(name, n=7):
    """Rows that use every value of every type, and every missing cell that may be."""
    schema = table_schema(name)
    rows = []
    for number in range(n):
        row = {field.name: VALUES[field.type][number % len(VALUES[field.type])] for field in schema}
        rows.append(row if number % 3 else row | {field.name: None for field in schema if field.nullable})
    return rows


@pytest.mark.parametrize("name", SCHEMAS)
@pytest.mark.parametrize("n", [0, 1, 7])
def test_all_formats_read_back_alike(tmp_path, name, n):
    rows = rows_for(name, n)
    frames = [read_table(write_table(rows, tmp_path, name, format)) for format in FORMATS]
    for frame in frames:
        pd.testing.assert_frame_equal(frame, frames[0])
        pd.testing.assert_series_equal(frame.dtypes, read_table(write_table([], tmp_path / "e", name)).dtypes)
    plain = frames[0].astype(object).where(frames[0].notna(), None).to_dict("records")
    for row in plain:
        row.update({key: value.date() for key, value in row.items() if isinstance(value, pd.Timestamp)})
    assert plain == rows


@pytest.mark.parametrize("name", SCHEMAS)
@pytest.mark.parametrize("format", FORMATS)
def test_a_frame_is_written_as_rows_are(tmp_path, name, format):
    rows = rows_for(name)
    frame = read_table(write_table(rows, tmp_path, name))
    before = frame.copy()
    again = read_table(write_table(frame.assign(extra=1), tmp_path / "again", name, format))
    pd.testing.assert_frame_equal(again, before)
    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize("format", FORMATS)
def test_chunks_are_appended_and_the_name_comes_last(tmp_path, format):
    rows = rows_for("rejected")
    with TableWriter(tmp_path, "rejected", format) as writer:
        writer.write(rows[:3])
        writer.write([])
        writer.write(rows[3:])
        assert not writer.path.exists()
    assert writer.n_rows == len(rows)
    assert read_table(writer.path)["detail"].tolist() == [row["detail"] for row in rows]
    assert [path.name for path in tmp_path.iterdir()] == [f"rejected.{format}"]


@pytest.mark.parametrize("format", FORMATS)
def test_an_error_leaves_the_old_table_and_nothing_else(tmp_path, format):
    path = write_table(rows_for("series"), tmp_path, "series", format)
    before = path.read_bytes()
    with pytest.raises(RuntimeError), TableWriter(tmp_path, "series", format) as writer:
        writer.write(rows_for("series", 2))
        raise RuntimeError
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_who_reads_the_old_table_keeps_it_whole(tmp_path):
    path = write_table(rows_for("series"), tmp_path, "series", "jsonl")
    before = path.read_bytes()
    with path.open("rb") as reader:
        write_table(rows_for("series", 2), tmp_path, "series", "jsonl")
        assert reader.read() == before


@pytest.mark.parametrize("format", FORMATS)
def test_the_umask_holds(tmp_path, format):
    old = os.umask(0o027)
    try:
        path = write_table(rows_for("series"), tmp_path, "series", format)
    finally:
        os.umask(old)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.skipif(not os.access("/dev/full", os.W_OK), reason="needs a device that is always full")
def test_a_full_disk_is_told(tmp_path, monkeypatch, format):
    from boundary_nlp.io import atomic

    def write_to_full_device(_):
        with open("/dev/full", "wb", buffering=0) as full:  # noqa: PTH123
            full.write(b"x")

    monkeypatch.setattr(atomic.os, "fsync", write_to_full_device)
    with pytest.raises(OutputError, match=r"cannot be written: No space left.*room on the disk"):
        write_table(rows_for("series"), tmp_path, "series", format)
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match=r"cannot be written.*Check the folder"):
        write_table([], tmp_path / "file", "series")


def test_a_file_of_any_name(tmp_path):
    rows = rows_for("notes")
    path = write_table_file(rows, tmp_path / "mijn cijfers.csv", "notes")
    assert len(read_table(path, "notes")) == len(rows)
    with pytest.raises(InputError, match=r"'xlsx' is no format of a table\. Choose from: parquet, jsonl, csv"):
        write_table_file(rows, tmp_path / "a.xlsx", "notes")


@pytest.mark.parametrize("format", FORMATS)
def test_a_folder_of_parts(tmp_path, format):
    folder = tmp_path / f"notes.{format}"
    for number, rows in enumerate([rows_for("notes", 2), rows_for("notes", 3)]):
        folder.mkdir(exist_ok=True)
        shutil.move(write_table(rows, tmp_path / "parts", "notes", format), folder / f"part.{number}.{format}")
    assert len(read_table(folder)) == 5


def test_lone_surrogates_and_numpy_values_are_written(tmp_path):
    row = {"source": "a\ud800b", "row": np.int64(3), "reason": "x", "detail": "y"}
    for format in FORMATS:
        frame = read_table(write_table([row], tmp_path, "rejected", format))
        assert frame.to_dict("records") == [{"source": "a\ufffdb", "row": 3, "reason": "x", "detail": "y"}]
    series = rows_for("series", 1)[0] | {
        "share": np.float64(0.5),
        "band_low": np.nan,
        "week": pd.Timestamp("2026-11-23"),
    }
    assert read_table(write_table([series], tmp_path, "series"))["share"].tolist() == [0.5]


def test_jsonl_has_a_null_for_what_is_missing(tmp_path):
    row = rows_for("shifts", 2)[1] | {"p_value": float("nan"), "change_date": None}
    line = json.loads(write_table([row], tmp_path, "shifts", "jsonl").read_text(encoding="utf-8"))
    assert (line["p_value"], line["change_date"], line["date_low"]) == (None, None, "1969-12-31")


def test_csv_holds_no_formula(tmp_path):
    import csv

    row = {"source": "=cmd()", "row": 1, "reason": "+1", "detail": "@x\n-y"}
    with write_table([row], tmp_path, "rejected", "csv").open(newline="", encoding="utf-8") as stream:
        cells = list(csv.reader(stream))[1]
    assert cells == ["'=cmd()", "1", "'+1", "'@x\n-y"]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([{"source": "a"}], r"'rejected' lacks the column\(s\) row, reason, detail"),
        ([{"source": "a", "row": "geheim", "reason": "", "detail": ""}], "a value in column 'row' is no int64"),
        ([{"source": None, "row": 1, "reason": "", "detail": ""}], r"column 'source' has 1 empty cell"),
    ],
)
def test_rows_that_do_not_fit_are_told(tmp_path, rows, message):
    with pytest.raises(InputError, match=message) as caught:
        write_table(rows, tmp_path, "rejected")
    assert "geheim" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_tables_that_cannot_be_read_are_told(tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        read_table(tmp_path / "notes.parquet")
    with pytest.raises(InputError, match=r"is a .parquet, .jsonl or .csv file"):
        read_table(tmp_path / "notes.txt")
    path = write_table(rows_for("rejected"), tmp_path, "rejected", "csv")
    with pytest.raises(InputError, match=r"There is no table 'other'. Choose from: notes, sentences"):
        read_table(path.rename(tmp_path / "other.csv"))
    for format in FORMATS:
        (tmp_path / f"notes.{format}").write_text("geheim\n")
        with pytest.raises(InputError) as caught:
            read_table(tmp_path / f"notes.{format}")
        assert f"notes.{format}" in str(caught.value)
    (tmp_path / "rejected.csv").write_text("source,row,reason,detail\na,geheim,b,c\n")
    with pytest.raises(InputError, match="A value in column 2 does not fit") as caught:
        read_table(tmp_path / "rejected.csv")
    assert "geheim" not in str(caught.value)


def test_columns_may_lack_where_that_is_asked(tmp_path):
    (tmp_path / "mine.csv").write_text("caseload_id,date,n_rescuing,n_guiding\nb1,2026-11-24,1,2\n")
    needed = {"caseload_id", "date", "n_rescuing", "n_guiding"}
    frame = read_table(tmp_path / "mine.csv", "notes", optional=set(table_schema("notes").names) - needed)
    assert frame.columns.tolist() == ["caseload_id", "date", "n_rescuing", "n_guiding"]
    assert frame["date"].tolist() == [pd.Timestamp("2026-11-24")]
    with pytest.raises(InputError, match="note_id"):
        read_table(tmp_path / "mine.csv", "notes")


def test_a_doubled_column_is_told(tmp_path):
    (tmp_path / "mine.csv").write_text("source,row,reason,detail,row\na,1,b,c,2\n")
    with pytest.raises(InputError, match=r"mine\.csv: the column\(s\) row stand in it more than once"):
        read_table(tmp_path / "mine.csv", "rejected")


@pytest.mark.parametrize("suffix", FORMATS)
def test_ids_that_are_numbers_are_read_in_every_format(tmp_path, suffix):
    path, rows = tmp_path / f"mine.{suffix}", pd.DataFrame({"caseload_id": [7, 8]})
    write = {"parquet": rows.to_parquet, "csv": lambda p: rows.to_csv(p, index=False)}
    write.get(suffix, lambda p: rows.to_json(p, orient="records", lines=True))(path)
    frame = read_table(path, "notes", columns=["caseload_id"])
    assert frame["caseload_id"].tolist() == ["7", "8"]


@pytest.mark.parametrize("name", SCHEMAS)
def test_json_schema_fits_the_rows(tmp_path, name):
    schema = json_schema(name)
    assert list(schema["properties"]) == schema["required"] == SCHEMAS[name].names
    types = {"string": str, "integer": int, "number": float, "boolean": bool, "null": type(None)}
    lines = write_table(rows_for(name), tmp_path, name, "jsonl").read_text(encoding="utf-8").split("\n")[:-1]
    for line in lines:
        for column, value in json.loads(line).items():
            wanted = schema["properties"][column]["type"]
            assert isinstance(value, tuple(types[one] for one in ([wanted] if isinstance(wanted, str) else wanted)))


def test_an_unknown_table_is_told():
    with pytest.raises(InputError, match=r"There is no table 'x'. Choose from: notes"):
        json_schema("x")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=4), st.sampled_from(FORMATS))
def test_any_text_comes_back(tmp_path, texts, format):
    rows = [{"source": text, "row": number, "reason": "", "detail": text} for number, text in enumerate(texts)]
    frame = read_table(write_table(rows, tmp_path, "rejected", format))
    assert frame.to_dict("records") == rows
