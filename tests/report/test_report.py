"""The report as files, and as a real browser shows it."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

import boundary_nlp as bn
from boundary_nlp.errors import InputError

HOSTILE = '<script>document.title = "hacked"</script><img src=x onerror=alert(1)> Heb het formulier voor haar ingevuld.'
NEVER_PRINTED = ("redder", "verbeterd", "verslechterd", "burn-out", "burnout")


@pytest.fixture(scope="module")
def tables(analyser: bn.Analyser, example_notes: Path) -> bn.Tables:
    frame = pd.read_csv(example_notes, sep=";", encoding="utf-8-sig")
    return bn.analyse_frame(frame, analyser=analyser)


@pytest.fixture(scope="module")
def report(tables: bn.Tables, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bn.write_report(tables, bn.detect_shifts(tables.notes), tmp_path_factory.mktemp("out") / "report.html")


def pages(report: Path) -> list[Path]:
    return [report, *sorted((report.parent / "caseloads").glob("*.html"))]


def test_the_example_ends_in_the_verdicts_it_was_written_for(tables: bn.Tables) -> None:
    verdicts = bn.detect_shifts(tables.notes).set_index("caseload_id")["verdict"].to_dict()
    assert verdicts == {
        "begeleider-A": "shift_to_rescuing",
        "begeleider-B": "no_shift",
        "begeleider-C": "shift_to_rescuing",
        "begeleider-D": "shift_to_guiding",
        "begeleider-E": "insufficient_data",
        "begeleider-F": "no_shift",
    }


def test_the_marks_of_the_writers_tell_the_same(example_notes: Path) -> None:
    marks = pd.read_csv(example_notes.with_name("example_marks.csv"))
    shifts = bn.detect_shifts(marks).set_index("caseload_id")
    assert (shifts.loc[["begeleider-A", "begeleider-C"], "size_points"] >= 35).all()
    assert (shifts.loc[["begeleider-A", "begeleider-C"], "n_utterances"] >= 150).all()
    assert shifts["verdict"].value_counts().to_dict() == {
        "shift_to_rescuing": 2,
        "no_shift": 2,
        "shift_to_guiding": 1,
        "insufficient_data": 1,
    }


def test_pages_stand_alone(report: Path) -> None:
    for page in pages(report):
        html = page.read_text(encoding="utf-8")
        assert "Content-Security-Policy" in html
        assert not re.search(r"<(script|link|iframe|object)\b", html)
        assert not re.search(r"""(src|href)=["'](https?:)?//""", html)
        assert not any(word in html.casefold() for word in NEVER_PRINTED)


def test_no_verdict_on_the_opening_page_unless_asked(report: Path, tables: bn.Tables, tmp_path: Path) -> None:
    assert "vaker overnemende taal" not in report.read_text(encoding="utf-8")
    overview = bn.write_report(tables, bn.detect_shifts(tables.notes), tmp_path / "r.html", overview=True)
    assert "vaker overnemende taal" in overview.read_text(encoding="utf-8")


def test_a_caseload_without_shift_tells_no_direction(report: Path) -> None:
    html = (report.parent / "caseloads" / "caseload-002.html").read_text(encoding="utf-8")
    assert "We zien geen duidelijke verschuiving" in html
    assert "vaker" not in html.split("Door de tijd")[0]


def test_editions(tables: bn.Tables, tmp_path: Path) -> None:
    shifts = bn.detect_shifts(tables.notes)
    worker = bn.write_report(tables, shifts, tmp_path / "w" / "report.html", edition="worker")
    assert "Vragen aan jezelf" in (worker.parent / "caseloads" / "caseload-001.html").read_text(encoding="utf-8")
    team = bn.write_report(tables, shifts, tmp_path / "t" / "report.html", edition="team")
    html = team.read_text(encoding="utf-8")
    assert "begeleider-A" not in html
    assert "blockquote>" not in html
    few = tables.notes[tables.notes["caseload_id"].isin(["begeleider-A", "begeleider-B"])]
    small = bn.Tables(few, tables.sentences, tables.findings, tables.rejected)
    with pytest.raises(InputError, match="5 caseloads"):
        bn.write_report(small, shifts, tmp_path / "s.html", edition="team")


def test_workbook(report: Path) -> None:
    book = openpyxl.load_workbook(report.with_suffix(".xlsx"))
    sheet = book["findings"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref
    assert sheet.data_validations.dataValidation
    headers = [cell.value for cell in sheet[1]]
    assert headers[-1] == "klopt?"
    assert "inner" not in {row[headers.index("family")].value for row in sheet.iter_rows(min_row=2)}


def test_workbook_runs_no_formula(analyser: bn.Analyser, tmp_path: Path) -> None:
    frame = pd.DataFrame({"text": ["=1+1 heb voor haar gebeld"], "begeleider": ["=cmd()"], "datum": ["2026-03-02"]})
    tables = bn.analyse_frame(frame, analyser=analyser)
    path = bn.write_report(tables, bn.detect_shifts(tables.notes), tmp_path / "r.html")
    for sheet in openpyxl.load_workbook(path.with_suffix(".xlsx")):
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not (shutil.which("chromium") and shutil.which("chromedriver")):
        pytest.skip("needs Debian's chromium and chromium-driver")
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    options.binary_location = shutil.which("chromium") or ""
    service = webdriver.ChromeService(shutil.which("chromedriver"))
    with webdriver.Chrome(options=options, service=service) as driver:
        yield driver


def test_pages_in_a_browser(report: Path, browser: Any) -> None:
    for page in pages(report):
        browser.get(page.as_uri())
        assert browser.get_log("browser") == []
        assert browser.execute_script("return performance.getEntriesByType('resource').length") == 0
        for width in (1200, 400):
            browser.set_window_size(width, 900)
            assert browser.execute_script("return document.documentElement.scrollWidth <= window.innerWidth + 1")


def test_hostile_text_stays_text(analyser: bn.Analyser, browser: Any, tmp_path: Path) -> None:
    frame = pd.DataFrame({"text": [HOSTILE] * 6, "begeleider": ["<b>x</b>"] * 6, "datum": ["2026-03-02"] * 6})
    tables = bn.analyse_frame(frame, analyser=analyser)
    report = bn.write_report(tables, bn.detect_shifts(tables.notes), tmp_path / "report.html")
    for page in pages(report):
        browser.get(page.as_uri())
        assert "hacked" not in browser.title
        assert browser.execute_script("return document.querySelectorAll('main script, main img, main b').length") == 0
