"""Pages and workbooks of odd, little and wrong input."""

import re
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import boundary_nlp as bn
from boundary_nlp.errors import InputError
from boundary_nlp.io.tables import write_table
from boundary_nlp.report.write import write_report_files
from boundary_nlp.verdicts import write_verdicts

BOTH = "Heb voor haar gebeld naar de bank. Mw. regelde zelf haar vervoer."
NOTHING = re.compile(r"\b(nan|NaT|None|inf|NA)\b")


@pytest.fixture(scope="module")
def plain(analyser: bn.Analyser) -> bn.Tables:
    days = pd.date_range("2026-01-05", periods=60, freq="4D").strftime("%Y-%m-%d")
    frame = pd.DataFrame({"text": [BOTH] * 60, "caseload_id": "a", "client_id": ["c", "d", "e"] * 20, "date": days})
    return bn.analyse_frame(frame, analyser=analyser)


def written(tables: bn.Tables, notes: pd.DataFrame, folder: Path) -> str:
    findings = tables.findings[tables.findings["note_id"].isin(notes["note_id"])]
    tables = replace(tables, notes=notes, findings=findings)
    report = bn.write_report(tables, bn.detect_shifts(notes), folder / "report.html", edition="worker")
    pages = [report, *(folder / "caseloads").glob("*.html")]
    text = " ".join(re.sub(r"<style>.*?</style>", "", page.read_text("utf-8"), flags=re.DOTALL) for page in pages)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", text))


ODD = {
    "one note": (lambda n: n.head(1), "kunnen we niets zeggen"),
    "all on one day": (lambda n: n.assign(date=pd.Timestamp("2026-03-02")), "kunnen we niets zeggen"),
    "no dates": (lambda n: n.assign(date=pd.NaT), "60 notities geanalyseerd, zonder datum"),
    "one client": (lambda n: n.assign(client_id="c"), "geen duidelijke verschuiving"),
    "no clients": (lambda n: n.assign(client_id=None), "of alleen de groep cliënten"),
    "only rescuing": (lambda n: n.assign(n_rescuing=2, n_guiding=0), "geen duidelijke verschuiving"),
    "only guiding": (lambda n: n.assign(n_rescuing=0, n_guiding=2), "geen duidelijke verschuiving"),
    "no stance": (lambda n: n.assign(n_rescuing=0, n_guiding=0), "kunnen we niets zeggen"),
    "some undated": (
        lambda n: n.assign(date=n["date"].where(n.index % 10 != 0)),
        "6 notities hebben geen bruikbare datum",
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_input_gives_a_page_that_says_so(plain: bn.Tables, name: str, tmp_path: Path) -> None:
    change, words = ODD[name]
    text = written(plain, change(plain.notes), tmp_path)
    assert words in text
    assert not NOTHING.search(text)
    with closing(openpyxl.load_workbook(tmp_path / "report.xlsx", read_only=True)) as book:
        assert "findings" in book.sheetnames


@pytest.mark.parametrize("read", [pd.read_parquet, pd.read_csv])
def test_tables_that_were_read_back_give_the_same_pages(
    plain: bn.Tables, tmp_path: Path, read: Callable[[Path], pd.DataFrame]
) -> None:
    more = plain.notes["n_rescuing"].where(plain.notes.index < 30, 9)
    shifts = bn.detect_shifts(plain.notes.assign(n_rescuing=more))
    assert shifts["verdict"].tolist() == ["shift_to_rescuing"]
    suffix = read.__name__.removeprefix("read_")
    names = ("notes", "sentences", "findings", "rejected")
    own = [read(write_table(getattr(plain, name), tmp_path, name, suffix)) for name in names]
    back = read(write_table(shifts, tmp_path, "shifts", suffix))
    pages = []
    for folder, tables, verdicts in (("made", plain, shifts), ("read", bn.Tables(*own), back)):
        bn.write_report(tables, verdicts, tmp_path / folder / "report.html", overview=True)
        pages.append([page.read_text("utf-8") for page in sorted((tmp_path / folder).rglob("*.html"))])
    assert len(pages[0]) == 2
    assert pages[0] == pages[1]


@pytest.mark.parametrize("shifts", [None, [], "shifts.csv"])
def test_shifts_that_are_no_table_are_told(plain: bn.Tables, tmp_path: Path, shifts: object) -> None:
    with pytest.raises(InputError, match="shifts is a table"):
        bn.write_report(plain, shifts, tmp_path / "report.html")  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())


def test_notes_from_the_future_are_set_apart_from_the_pages(plain: bn.Tables, tmp_path: Path) -> None:
    late = plain.notes["date"].max()
    notes = plain.notes.assign(date=plain.notes["date"].where(plain.notes.index % 12 != 0, pd.Timestamp("2031-01-01")))
    for name in ("sentences", "findings", "rejected"):
        write_table(getattr(plain, name), tmp_path, name)
    write_table(notes, tmp_path, "notes")
    write_verdicts(tmp_path, "parquet", today=date(late.year, late.month, late.day))
    report = write_report_files(tmp_path, tmp_path / "report.html")
    page = (tmp_path / "caseloads" / "caseload-001.html").read_text("utf-8")
    assert "5 notities hebben een datum in de toekomst" in report.read_text("utf-8")
    assert "5 notities hebben een datum in de toekomst" in page
    assert "01/31" not in page
