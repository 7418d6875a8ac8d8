from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import boundary_nlp as bn
from boundary_nlp.errors import BoundaryNlpWarning, InputError


@pytest.fixture
def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Rapportage": ["Voor haar gebeld.", "Mw. belde zelf de school.", None],
            "Begeleider": ["b1", "b1", "b2"],
            "kleur": ["rood", "blauw", "groen"],
        },
        index=[7, 8, 9],
    )


def test_index_and_other_columns_are_kept(frame: pd.DataFrame, rules_only: bn.Analyser) -> None:
    before = frame.copy()
    tables = bn.analyse_frame(frame, analyser=rules_only)
    pd.testing.assert_frame_equal(frame, before)
    assert tables.notes.index.tolist() == [7, 8, 9]
    assert tables.notes["kleur"].tolist() == ["rood", "blauw", "groen"]
    assert tables.notes["caseload_id"].tolist() == ["b1", "b1", "b2"]
    assert tables.notes["n_rescuing"].tolist() == [1, 0, 0]
    assert set(tables.findings["note_id"]) <= set(tables.notes["note_id"])


def test_only_inner_sentences_are_told_apart(rules_only: bn.Analyser) -> None:
    frame = pd.DataFrame({"text": ["Lag er vannacht wakker van. Heb voor haar gebeld."]})
    row = bn.analyse_frame(frame, analyser=rules_only).notes.iloc[0]
    assert (row["n_rescuing"], row["n_inner"]) == (2, 1)


def test_columns_can_be_named(rules_only: bn.Analyser) -> None:
    frame = pd.DataFrame({"x": ["Voor haar gebeld."]})
    assert len(bn.analyse_frame(frame, columns={"text": "x"}, analyser=rules_only).findings) == 1
    with pytest.raises(InputError, match=r'for example columns=\{"text": "…"\}'):
        bn.analyse_frame(frame, analyser=rules_only)


def test_pandas_own_missing_values_are_empty_texts(rules_only: bn.Analyser) -> None:
    frame = pd.DataFrame({"text": pd.array(["Voor haar gebeld.", pd.NA], dtype="string"), "note_id": [pd.NA, "b"]})
    assert bn.analyse_frame(frame, analyser=rules_only).notes["n_rescuing"].tolist() == [1, 0]


def test_an_empty_frame(rules_only: bn.Analyser) -> None:
    tables = bn.analyse_frame(pd.DataFrame({"text": pd.Series([], dtype=str)}), analyser=rules_only)
    assert tables.notes.empty
    assert "signal" in tables.findings.columns


def test_columns_can_be_named_as_in_rename_and_need_not_be_strings(rules_only: bn.Analyser) -> None:
    frame = pd.DataFrame({0: ["Voor haar gebeld."], ("a", 1): ["b9"]})
    mapping = {"0": "text", "('a', 1)": "worker_id"}
    tables = bn.analyse_frame(frame, columns=mapping, analyser=rules_only)
    assert tables.notes[["worker_id", "n_rescuing"]].to_numpy().tolist() == [["b9", 1]]


@pytest.mark.parametrize("ids", [[30, 10, 20], ["c", "a", "b"]])
def test_results_join_back_on_note_id(ids: list[object], rules_only: bn.Analyser) -> None:
    texts = ["Voor haar gebeld.", "Koffie.", "Mw. belde zelf de school."]
    frame = pd.DataFrame({"note_id": ids, "text": texts}, index=list("xyz"))
    tables = bn.analyse_frame(frame, analyser=rules_only)
    joined = frame.merge(tables.findings, on="note_id", suffixes=("_note", ""))
    assert joined[["note_id", "signal"]].to_numpy().tolist() == [[ids[0], "task_takeover"], [ids[2], "client_acts"]]
    assert tables.notes["note_id"].tolist() == ids
    assert frame.join(tables.notes["n_rescuing"])["n_rescuing"].tolist() == [1, 0, 0]


def test_columns_that_look_like_results_are_kept(rules_only: bn.Analyser) -> None:
    frame = pd.DataFrame({"text": ["Koffie."], "n_rescuing": [7], "kleur": ["rood"]})
    with pytest.warns(BoundaryNlpWarning, match="'n_rescuing' is 'n_rescuing_input'"):
        tables = bn.analyse_frame(frame, analyser=rules_only)
    assert tables.notes[["n_rescuing", "n_rescuing_input"]].to_numpy().tolist() == [[0, 7]]


def test_columns_of_the_same_name_do_no_harm(rules_only: bn.Analyser) -> None:
    frame = pd.DataFrame([["Koffie.", 1, 2]], columns=["text", "kleur", "kleur"])
    assert bn.analyse_frame(frame, analyser=rules_only).notes["kleur"].to_numpy().tolist() == [[1, 2]]


def test_rows_set_apart_are_told_once(rules_only: bn.Analyser) -> None:
    frame = pd.DataFrame({"text": ["a", "b", "c"], "datum": ["2026-01-05", "gisteren", "morgen"]}, index=[5, 6, 7])
    with pytest.warns(BoundaryNlpWarning) as told:
        tables = bn.analyse_frame(frame, analyser=rules_only)
    assert [str(warning.message) for warning in told] == [
        "2 rows were set apart (2 unreadable_date); `.rejected` tells which."
    ]
    assert told[0].filename == __file__
    assert tables.notes.index.tolist() == [5]
    assert tables.rejected["row"].tolist() == [2, 3]


def test_progress_is_shown_on_request(rules_only: bn.Analyser, capsys: pytest.CaptureFixture[str]) -> None:
    frame = pd.DataFrame({"text": ["Koffie."] * 3})
    bn.analyse_frame(frame, analyser=rules_only)
    assert capsys.readouterr().err == ""
    bn.analyse_frame(frame, analyser=rules_only, progress=True)
    assert "3/3" in capsys.readouterr().err


@pytest.mark.parametrize(
    "ids",
    [
        pd.Series([1, 2, 3], dtype=object),
        pd.Series([1.0, 2.0, 3.0]),
        pd.Series([1.5, 2.5, 3.5]),
        pd.Series([1, None, 3], dtype="Int64"),
        pd.Series([1.0, None, 3.0]),
        pd.Series([1, None, 3], dtype=object),
        pd.Series([1, 2, 3], dtype="category"),
        pd.Series([1, None, 3], dtype="category"),
        pd.Series(["a", None, "c"], dtype="category"),
        pd.Series([" a", "b", "c "]),
        pd.Series([" a", None, "c "]),
        pd.Series([" a", None, "c "], dtype="string"),
        pd.Series([1, "b", "c "], dtype=object),
        pd.to_datetime(pd.Series(["2026-01-05", "2026-01-06", "2026-01-07"])),
        pd.Series([date(2026, 1, 5), date(2026, 1, 6), date(2026, 1, 7)], dtype=object),
    ],
    ids=str,
)
def test_ids_of_any_type_join_with_the_frame(ids: pd.Series, rules_only: bn.Analyser, tmp_path: Path) -> None:
    frame = pd.DataFrame({"note_id": ids, "text": "Voor haar gebeld.", "client_id": "c1", "date": "2026-01-05"})
    before = frame.copy()
    tables = bn.analyse_frame(frame.assign(worker_id="b1"), analyser=rules_only)
    pd.testing.assert_frame_equal(frame, before)
    own = frame.dropna(subset="note_id")
    for table in (tables.notes, tables.sentences, tables.findings):
        assert len(table.merge(own, on="note_id")) == len(own)
        assert len(table.merge(tables.notes[["note_id"]], on="note_id")) == len(frame)
        if len(own) == len(frame):
            assert table["note_id"].dtype == (int if ids.dtype == "category" else ids.dtype)
    bn.write_report(tables, bn.detect_shifts(tables.notes), tmp_path / "report.html")


@pytest.mark.parametrize("column", ["caseload_id", "worker_id", "client_id"])
def test_an_id_that_is_an_identifier_gets_a_pseudonym(column: str, rules_only: bn.Analyser, tmp_path: Path) -> None:
    number = "85.07.30-033.28"
    frame = pd.DataFrame({"text": ["Voor haar gebeld."] * 6, column: number, "date": "2026-01-05"})
    with pytest.warns(BoundaryNlpWarning, match=r"have a pseudonym \(\d+ national_number\)") as told:
        tables = bn.analyse_frame(frame, analyser=rules_only)
    assert number not in str(told[0].message)
    assert tables.notes[column].nunique() == 1
    assert tables.notes[column].str.fullmatch("id-[0-9a-f]{16}").all()
    bn.write_report(tables, bn.detect_shifts(tables.notes), tmp_path / "report.html", edition="worker")
    assert not any(number in page.read_text(encoding="utf-8") for page in tmp_path.rglob("*.html"))
    with pytest.warns(BoundaryNlpWarning):
        again = bn.analyse_frame(frame, analyser=rules_only)
    pd.testing.assert_frame_equal(again.notes, tables.notes)
    assert bn.analyse_frame(frame, analyser=rules_only, privacy="off").notes[column].eq(number).all()


def test_a_note_id_that_is_an_identifier_joins_and_is_told(rules_only: bn.Analyser) -> None:
    frame = pd.DataFrame({"text": ["Voor haar gebeld."], "note_id": ["85.07.30-033.28"]})
    with pytest.warns(BoundaryNlpWarning, match=r"^note_id holds identifiers \(1\), which stay"):
        tables = bn.analyse_frame(frame, analyser=rules_only)
    assert len(tables.findings.merge(frame, on="note_id")) == 1
    bn.analyse_frame(frame, analyser=rules_only, privacy="off")


@pytest.mark.parametrize(
    "wrong",
    [
        *({"frame": value} for value in (pd.Series(["Koffie."]), ["Koffie."], {"text": ["Koffie."]}, None)),
        {"columns": "text"},
        {"columns": ["text"]},
        {"analyser": "none"},
        {"analyser": bn.Analyser},
        {"privacy": None},
    ],
    ids=str,
)
def test_an_argument_of_another_type_is_told(wrong: dict[str, object]) -> None:
    (name,) = wrong
    with pytest.raises(InputError, match=f"^{name} is ") as raised:
        bn.analyse_frame(**{"frame": pd.DataFrame({"text": ["Koffie."]}), **wrong})  # type: ignore[arg-type]
    assert "Koffie" not in str(raised.value)
