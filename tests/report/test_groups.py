"""No figure about few notes or caseloads outside the worker's own edition."""

import re
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import boundary_nlp as bn
from boundary_nlp.errors import InputError
from boundary_nlp.report.groups import hide_rows

TEXT = "Heb voor haar gebeld naar de bank. Mw. regelde zelf haar vervoer."


@pytest.fixture(scope="module")
def made(analyser: bn.Analyser) -> tuple[bn.Tables, pd.DataFrame]:
    """Caseload "groot": 20 notes in January, 3 in February, 20 in March; "klein": 4 notes; four others of ten."""
    days = ["2026-01-12"] * 20 + ["2026-02-10"] * 3 + ["2026-03-10"] * 20 + ["2026-06-10"] * 20
    frames = [pd.DataFrame({"caseload_id": "groot", "client_id": "c1", "date": days})]
    frames += [pd.DataFrame({"caseload_id": "klein", "client_id": "c2", "date": ["2026-01-12"] * 4})]
    frames += [
        pd.DataFrame({"caseload_id": f"k{n}", "client_id": f"d{n}", "date": ["2026-03-10"] * 10}) for n in range(4)
    ]
    notes = pd.concat(frames, ignore_index=True)
    tables = bn.analyse_frame(notes.assign(text=TEXT), analyser=analyser)
    return tables, bn.detect_shifts(tables.notes)


def rows(page: Path) -> dict[str, list[str]]:
    """Return the rows of all tables of a page by their first cell."""
    found = {}
    for row in re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", page.read_text(encoding="utf-8"), re.DOTALL):
        cells = [re.sub("<.*?>", "", cell).strip() for cell in re.split(r"</?t[hd][^>]*>", row)]
        found[cells[0]] = [cell for cell in cells[1:] if cell]
    return found


def test_supervision_tells_no_figures_of_few_notes(made, tmp_path):
    page = bn.write_report(*made, tmp_path / "report.html")
    assert rows(page)["klein"] == ["minder dan 5"]
    assert rows(page)["groot"][0] == "63"
    course = rows(tmp_path / "caseloads" / "caseload-001.html")
    assert course["02/2026"][:3] == ["te weinig"] * 3
    assert course["01/2026"][0] == "20"
    page = (tmp_path / "caseloads" / "caseload-001.html").read_text(encoding="utf-8")
    assert "Zijn er in een maand wel notities, maar minder dan 5" in page
    assert course["04/2026"][0] == "0"
    small = (tmp_path / "caseloads" / "caseload-002.html").read_text(encoding="utf-8")
    assert "minder dan 5 notities" in small
    assert "4 notities" not in small
    assert "<svg" not in small
    assert '<td class="n">' not in small


def test_the_workbook_leaves_their_sums_empty(made, tmp_path):
    tables, shifts = made
    bn.write_report(tables, shifts, tmp_path / "report.html", overview=True)
    book = openpyxl.load_workbook(tmp_path / "report.xlsx")
    header, *lines = book["shifts"].iter_rows(values_only=True)
    told = {line[0]: dict(zip(header, line, strict=True)) for line in lines}
    assert {value for name, value in told["klein"].items() if name != "caseload_id"} == {None}
    assert told["groot"]["n_notes"] == 63


def test_weeks_of_few_notes_stay_empty_in_the_workbook():
    counts = {"n_notes": [0, 4, 5], "n_rescuing": [0, 3, 2], "n_guiding": [0, 1, 2], "share": [None, 0.75, 0.5]}
    weeks = pd.DataFrame(counts | {"caseload_id": "a", "band_low": 0.1, "band_high": 0.9})
    shown = hide_rows({"series": weeks}, 5)["series"]
    assert shown.loc[1, ["n_notes", "n_rescuing", "n_guiding", "share", "band_low", "band_high"]].isna().all()
    assert shown.loc[[0, 2], "n_notes"].tolist() == [0, 5]
    assert shown["share"].iloc[2] == 0.5


def test_the_worker_sees_everything(made, tmp_path):
    page = bn.write_report(*made, tmp_path / "report.html", edition="worker")
    assert rows(page)["klein"][0] == "4"
    own = tmp_path / "caseloads" / "caseload-001-worker.html"
    assert rows(own)["02/2026"][0] == "3"
    assert "minder dan 1 " not in own.read_text(encoding="utf-8")


def test_a_team_edition_tells_no_month_of_few_caseloads(made, tmp_path):
    page = bn.write_report(*made, tmp_path / "report.html", edition="team")
    course = rows(page)
    assert course["03/2026"][0] == "60"
    assert course["01/2026"][:3] == ["te weinig"] * 3
    assert course["04/2026"][0] == "0"
    html = page.read_text(encoding="utf-8")
    assert "Gewone schommeling" not in html
    assert "gekleurde zin" not in html


def test_the_smallest_group_can_be_set(made, tmp_path):
    page = bn.write_report(*made, tmp_path / "report.html", min_group=4)
    assert rows(page)["klein"][0] == "4"
    page = bn.write_report(*made, tmp_path / "report.html", min_group=11)
    assert rows(page)["k1"] == ["minder dan 11"]
    with pytest.raises(InputError, match="at least 7 caseloads"):
        bn.write_report(*made, tmp_path / "t.html", edition="team", min_group=7)
    for least in (0, float("nan"), None, "5"):
        with pytest.raises(InputError, match="--min-group"):
            bn.write_report(*made, tmp_path / "t.html", min_group=least)
