"""The report as files: pages, editions and the workbook."""

import re
from datetime import datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import boundary_nlp as bn
from boundary_nlp.errors import InputError
from boundary_nlp.report.content import _questions
from boundary_nlp.report.wording import _certainty, _size
from boundary_nlp.resources import load_yaml

NEVER_PRINTED = ("redder", "verbeterd", "verslechterd", "burn-out", "burnout")


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


def test_editions(tables: bn.Tables, shifts: pd.DataFrame, tmp_path: Path) -> None:
    worker = bn.write_report(tables, shifts, tmp_path / "w" / "report.html", edition="worker")
    assert "Vragen aan jezelf" in (worker.parent / "caseloads" / "caseload-001-worker.html").read_text(encoding="utf-8")
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
    assert book.sheetnames == ["notes", "sentences", "findings", "shifts", "rejected"]
    assert "verdict" not in [cell.value for cell in book["shifts"][1]]
    assert "n_inner" not in [cell.value for cell in book["notes"][1]]
    assert isinstance(book["findings"]["B2"].value, datetime)
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


def make_report(
    analyser: bn.Analyser, path: Path, texts: list[str], edition: str = "supervision", **columns: object
) -> str:
    days = pd.date_range("2026-01-05", periods=len(texts), freq="7D")
    frame = pd.DataFrame({"text": texts, "caseload_id": "a", "date": days.strftime("%Y-%m-%d"), **columns})
    tables = bn.analyse_frame(frame, analyser=analyser)
    bn.write_report(tables, bn.detect_shifts(tables.notes), path / "report.html", edition=edition)
    page = "caseload-001.html" if edition == "supervision" else f"caseload-001-{edition}.html"
    return re.sub(r"\s+", " ", (path / "caseloads" / page).read_text(encoding="utf-8"))


FELT = "Heb het formulier voor haar ingevuld. Lag er vannacht van wakker."


def test_the_supervision_edition_tells_no_feelings(analyser: bn.Analyser, tmp_path: Path) -> None:
    texts = [FELT] * 6 + ["Heb voor hem naar de bank gebeld."]
    html = make_report(analyser, tmp_path / "s", texts, client_id="c")
    assert "wakker" not in html
    assert "bank gebeld" in html
    for row in openpyxl.load_workbook(tmp_path / "s" / "report.xlsx")["findings"].iter_rows(values_only=True):
        assert not any("wakker" in str(cell) for cell in row)
    own = make_report(analyser, tmp_path / "w", texts, edition="worker", client_id="c")
    assert "wakker" in own
    assert "blijven dragen" in own
    assert "Vragen aan jezelf" in own


def test_editions_in_one_folder_keep_their_own_pages(tables: bn.Tables, shifts: pd.DataFrame, tmp_path: Path) -> None:
    bn.write_report(tables, shifts, tmp_path / "report.html")
    bn.write_report(tables, shifts, tmp_path / "own.html", edition="worker")
    assert len(list((tmp_path / "caseloads").iterdir())) == 12
    few = bn.Tables(
        tables.notes[tables.notes["caseload_id"] == "begeleider-A"], tables.sentences, tables.findings, tables.rejected
    )
    bn.write_report(few, shifts, tmp_path / "report.html")
    assert len(list((tmp_path / "caseloads").glob("caseload-???.html"))) == 1
    assert len(list((tmp_path / "caseloads").iterdir())) == 7


def test_clients_go_by_a_number_and_small_groups_are_hidden(analyser: bn.Analyser, tmp_path: Path) -> None:
    clients = ["Jansens"] * 8 + ["Peeters"] * 2 + ["Maes"] * 3
    html = make_report(analyser, tmp_path, ["Heb voor haar gebeld naar de bank."] * 13, client_id=clients)
    part = html.split("Hoe de cliënten bijdragen</h2>")[1]
    assert not any(name in html for name in clients)
    assert "cliënt 1" in part
    assert "cliënt 2" not in part
    assert 'andere</th><td class="n">5' in part


def test_a_page_says_what_cannot_be_told(analyser: bn.Analyser, tmp_path: Path) -> None:
    text = "Heb voor haar gebeld naar de bank. Mw. regelde zelf haar vervoer."
    html = make_report(analyser, tmp_path / "n", [text] * 60)
    assert "of alleen de groep cliënten" in html
    workers = ["x"] * 30 + ["y"] * 30
    handed = make_report(analyser, tmp_path / "h", [text] * 60, client_id="c", worker_id=workers)
    assert "is van niemand een verschuiving" in handed
    assert "andere begeleider</text>" in handed
    assert "Over een verschuiving kunnen we niets zeggen" in make_report(analyser, tmp_path / "f", [text] * 6)
    assert "minder dan 5 notities" in make_report(analyser, tmp_path / "o", [text])


def test_words_that_switch_counting_off_are_a_caution_when_they_grow(analyser: bn.Analyser, tmp_path: Path) -> None:
    plain, agreed = "Mw. regelde zelf haar vervoer.", "Zoals afgesproken het formulier voor haar ingevuld."
    assert "Let hierop" in make_report(analyser, tmp_path / "a", [plain] * 20 + [agreed] * 20)
    assert "Let hierop" not in make_report(analyser, tmp_path / "b", [plain, agreed] * 20)


def test_questions_go_from_the_context_to_the_self() -> None:
    assert _questions([("a1", "a2"), ("b1",), ("c1", "c2", "a1")]) == ["a1", "b1", "c1", "a2", "c2"]


@pytest.mark.parametrize(("p", "told"), [(0.0004, "1 op de 1000"), (0.03, "1 op de 20"), (0.07, "1 op de 10 toeval")])
def test_the_sentence_is_true_of_the_p_value(p: float, told: str) -> None:
    texts = load_yaml("report/texts.yaml")["verdict"]
    assert told in _certainty(texts, {"p_value": p}, monitoring=False)


def test_an_interval_never_points_the_other_way() -> None:
    verdict = {"direction": -1, "size_points": -12.0, "size_low": -25.0, "size_high": 4.0}
    assert "tussen 0 en 2,5" in _size(load_yaml("report/texts.yaml")["verdict"], verdict)


def test_too_little_tells_why_and_each_remark_once(analyser: bn.Analyser, tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "text": ["Heb voor haar gebeld naar de bank."] * 6,
            "caseload_id": "a",
            "client_id": "c",
            "date": ["2026-01-05"] * 4 + [None] * 2,
        }
    )
    tables = bn.analyse_frame(frame, analyser=analyser)
    bn.write_report(tables, bn.detect_shifts(tables.notes), tmp_path / "report.html")
    html = (tmp_path / "caseloads" / "caseload-001.html").read_text(encoding="utf-8")
    assert "Nodig zijn minstens 40 zinnen" in html
    assert html.count("bruikbare datum") == 1
