"""The report as files: pages, editions and the workbook."""

import itertools
import re
from datetime import datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import boundary_nlp as bn
from boundary_nlp.errors import InputError
from boundary_nlp.report.content import _questions, caseload_content
from boundary_nlp.report.data import NO_MARKS, ReportData
from boundary_nlp.report.quotes import choose_quotes
from boundary_nlp.report.wording import _certainty, _size, _uncorrected
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


def test_feelings_are_counted_among_all_recognised_sentences(rules_only: bn.Analyser) -> None:
    frame = pd.DataFrame({"text": ["Ik lig er wakker van."] * 8, "caseload_id": "A", "date": "2026-03-02"})
    tables = bn.analyse_frame(frame, analyser=rules_only)
    shifts = bn.detect_shifts(tables.notes)
    data = ReportData(tables.notes, tables.findings, tables.rejected, shifts, NO_MARKS)
    (feeling,) = caseload_content(data, "A", "worker").signals["rescuing"]
    assert (feeling.code, feeling.total, feeling.before) == ("preoccupation", 8, 100)


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


def test_a_table_that_is_none_of_shifts_is_told(tables: bn.Tables, shifts: pd.DataFrame, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="shifts: no column verdict; give"):
        bn.write_report(tables, shifts.drop(columns="verdict"), tmp_path / "report.html")


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
    bn.write_report(tables, shifts, tmp_path / "report.html", edition="worker")
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
    assert "staan samen onder &#39;andere&#39;" in part
    few = make_report(analyser, tmp_path / "f", ["Heb voor haar gebeld."] * 9, client_id=["c"] * 8 + ["d"])
    assert "Cliënten met minder dan 5 notities tonen we niet" in few


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


def test_a_change_of_worker_with_every_note_is_told(analyser: bn.Analyser, tmp_path: Path) -> None:
    texts = ["Heb voor haar gebeld naar de bank."] * 60
    html = make_report(analyser, tmp_path, texts, client_id="c", worker_id=[f"W{n}" for n in range(60)])
    assert "er valt niets te vergelijken (herkende zinnen: 60; notities: 60)" in html


def test_without_a_point_to_show_there_is_no_chart(analyser: bn.Analyser, tmp_path: Path) -> None:
    text = "Heb voor haar gebeld naar de bank."
    html = make_report(analyser, tmp_path / "a", [text] * 9)
    assert "te weinig notities met herkende zinnen om een grafiek te tonen" in html
    assert "<svg" not in html
    assert "<svg" in make_report(analyser, tmp_path / "b", [text] * 9, edition="worker")


def test_labels_of_hidden_weeks_stand_apart(analyser: bn.Analyser, tmp_path: Path) -> None:
    days = ["2026-01-05"] * 6 + ["2026-01-12", "2026-01-19", "2026-01-26", "2026-02-02", "2026-02-09"]
    html = make_report(analyser, tmp_path, ["Heb voor haar gebeld naar de bank."] * 11, date=days)
    label = r'transform="(?:translate\(([\d.]+)|rotate\(-90 ([\d.]+))[^>]*>\d\d/\d\d'
    places = [float(moved or turned) for moved, turned in re.findall(label, html)]
    assert len(places) == 6
    assert min(after - before for before, after in itertools.pairwise(places)) > 20


def test_what_switched_counting_off_is_told(analyser: bn.Analyser, tmp_path: Path) -> None:
    html = make_report(analyser, tmp_path, ["Zoals afgesproken het formulier voor haar ingevuld."] * 6)
    assert "6 keer. Dat telt niet mee. We leiden dat af uit &#39;zoals afgesproken&#39;" in html


def test_sure_findings_are_quoted_before_unsure_ones(tables: bn.Tables) -> None:
    acts = tables.findings[tables.findings["counts"] & (tables.findings["stance"] == "rescuing")]
    rows = acts.drop_duplicates("note_id").head(4).assign(mark="", date=pd.Timestamp("2026-03-02"))
    rows["date"] += pd.to_timedelta([0, 1, 2, 3], unit="D")

    def days(scores: list[float], limit: int) -> list[int]:
        quotes = choose_quotes(rows.assign(score=scores), "rescuing", None, limit)
        return [quote.date.day for quote in quotes]

    assert sorted(days([0.9, 0.6, 0.4, 0.1], 2)) == [2, 3]
    assert sorted(days([0.9, 0.6, 0.4, 0.1], 4)) == [2, 3, 4]
    assert days([0.2, 0.1, 0.1, 0.1], 4)


def test_the_supervision_workbook_sets_no_felt_sentence_apart(analyser: bn.Analyser, tmp_path: Path) -> None:
    make_report(
        analyser, tmp_path, [FELT, "Mw. heeft zelf naar de bank gebeld, maar ik lig er wakker van. Het regende."]
    )
    book = openpyxl.load_workbook(tmp_path / "report.xlsx")
    header, *lines = book["sentences"].iter_rows(values_only=True)
    told = [dict(zip(header, line, strict=True)) for line in lines]
    assert [(row["stance"], row["source"], row["p_rescuing"] is None) for row in told] == [
        ("rescuing", "rule", False),
        ("neutral", None, True),
        ("guiding", "rule", True),
        ("neutral", None, True),
    ]
    header, *lines = book["notes"].iter_rows(values_only=True)
    notes = [dict(zip(header, line, strict=True)) for line in lines]
    assert [[row[f"n_{name}"] for name in ("rescuing", "guiding", "mixed", "neutral")] for row in notes] == [
        [1, 0, 0, 1],
        [0, 1, 0, 1],
    ]
    header, *lines = book["findings"].iter_rows(values_only=True)
    found = [dict(zip(header, line, strict=True)) for line in lines]
    assert all(row["context_start"] == row["start"] for row in found if row["context"] == row["text"])


def test_the_workbook_holds_no_column_that_nobody_masked(analyser: bn.Analyser, tmp_path: Path) -> None:
    make_report(analyser, tmp_path, [FELT], rijksregisternummer="85.07.30-033.28")
    for row in openpyxl.load_workbook(tmp_path / "report.xlsx")["notes"].iter_rows(values_only=True):
        assert not any("rijksregister" in str(cell) or "033.28" in str(cell) for cell in row)


def test_the_page_tells_the_size_without_the_correction() -> None:
    verdict = {"direction": 1, "share_before": 0.27, "share_after": 0.54, "size_points": 31.0}
    assert "Zonder die correctie zou het 2,7 zijn" in _uncorrected(load_yaml("report/texts.yaml")["verdict"], verdict)


def test_a_colour_means_the_same_signal_on_every_page(report: Path) -> None:
    of_signal: dict[str, set[str]] = {}
    for page in pages(report)[1:]:
        html = page.read_text(encoding="utf-8")
        for colour, label in re.findall(
            r'<th scope="row"><span class="key (\w+)" aria-hidden="true"></span>(.*?)</th>', html
        ):
            of_signal.setdefault(label, set()).add(colour)
    assert len(of_signal) > 12
    assert all(len(colours) == 1 for colours in of_signal.values())
    assert len(set.union(*of_signal.values())) == len(of_signal)
