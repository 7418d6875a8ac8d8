"""What the pages say of the numbers they tell."""

import re
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import boundary_nlp as bn
from boundary_nlp import report
from boundary_nlp.batch import BatchOptions, analyse_files
from boundary_nlp.errors import BoundaryNlpWarning
from boundary_nlp.io.tables import write_table
from boundary_nlp.report.write import write_report_files
from boundary_nlp.verdicts import write_verdicts

ASKED = "Op haar vraag het formulier voor haar ingevuld."


def words(page: Path) -> str:
    """Return the text of a page without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<style>.*?</style>|<[^>]*>", "", page.read_text("utf-8"), flags=re.DOTALL))


def notes(texts: list[str], **columns: object) -> pd.DataFrame:
    days = pd.date_range("2026-01-05", periods=len(texts), freq="7D").strftime("%Y-%m-%d")
    return pd.DataFrame({"text": texts, "caseload_id": "a", "date": days, **columns})


PROFILES = {
    "codebook": ("6 keer. Dat telt mee", "of volgens een plan of opdracht, telt niet mee"),
    "requested_apart": ("6 keer. Dat telt niet mee", "of op vraag van de cliënt, telt niet mee"),
}


@pytest.mark.parametrize("profile", PROFILES)
def test_pages_say_what_counts_under_the_profile_of_the_run(profile: str, tmp_path: Path) -> None:
    analyser = bn.Analyser(classifier="none", counting=profile)
    tables = bn.analyse_frame(notes([ASKED] * 6), analyser=analyser)
    assert tables.findings["counts"].tolist() == [profile == "codebook"] * 6
    bn.write_report(tables, bn.detect_shifts(tables.notes), tmp_path / "frame" / "report.html")
    notes([ASKED] * 6).to_csv(tmp_path / "notes.csv", index=False)
    options = BatchOptions(classifier="none", counting=profile)
    analyse_files([tmp_path / "notes.csv"], tmp_path / "files", options)
    write_report_files(tmp_path / "files", tmp_path / "files" / "report.html")
    for folder in ("frame", "files"):
        assert PROFILES[profile][0] in words(tmp_path / folder / "caseloads" / "caseload-001.html")
        assert PROFILES[profile][1] in words(tmp_path / folder / "report.html")


def test_the_team_page_is_the_sum_of_the_pages(rules_only: bn.Analyser, tmp_path: Path) -> None:
    twice = "Ik heb voor haar gebeld en het formulier voor haar ingevuld."
    frame = notes([twice] * 40)
    frame["caseload_id"] = [f"k{number % 5}" for number in range(30)] + [None] * 10
    tables = bn.analyse_frame(frame, analyser=rules_only)
    assert len(tables.findings) == 80
    page = words(bn.write_report(tables, bn.detect_shifts(tables.notes), tmp_path / "report.html", edition="team"))
    assert "5 caseloads, 30 notities" in page
    assert "taak overgenomen30" in page


def test_one_of_a_thing_is_told_as_one(rules_only: bn.Analyser, tmp_path: Path) -> None:
    days = ["2026-01-05", None, *["2026-01-12"] * 5, "2099-01-05"]
    frame = notes(["Heb het formulier voor haar ingevuld."] * 8, date=days)
    frame["caseload_id"] = ["b", None, *["a"] * 6]
    frame.loc[len(frame)] = ["Koffie gedronken.", "a", "morgen"]
    with pytest.warns(BoundaryNlpWarning):
        tables = bn.analyse_frame(frame, analyser=rules_only)
    for name in ("notes", "sentences", "findings", "rejected"):
        write_table(getattr(tables, name), tmp_path, name)
    marks = tables.findings[tables.findings["note_id"] == tables.notes["note_id"].iloc[-1]].assign(mark="klopt")
    write_table(marks[["note_id", "finding_id", "mark"]], tmp_path, "marks")
    write_verdicts(tmp_path, "parquet", today=date(2026, 2, 2))
    opening = words(write_report_files(tmp_path, tmp_path / "report.html", "worker"))
    for told in ("heeft geen datum", "heeft een datum in de toekomst", "hoort bij geen caseload"):
        assert f"Eén notitie {told}" in opening
    assert "Eén rij konden we niet lezen. Die staat apart" in opening
    assert "Eén van de 6 vondsten is nagekeken" in words(tmp_path / "caseloads" / "caseload-002-worker.html")
    assert "Eén notitie, 5 januari 2026" in words(tmp_path / "caseloads" / "caseload-001-worker.html")
    assert not re.search(r"\b1 (notities|rijen|caseloads|van de)\b", opening)


def test_every_sentence_stands_in_the_file_of_texts() -> None:
    folder = Path(report.__file__).parent.parent / "resources" / "report"
    for template in folder.glob("*.html.j2"):
        source = template.read_text("utf-8")
        assert not re.search(r"\w", re.sub(r"<style>.*?</style>|{{.*?}}|{%.*?%}|<[^>]*>", "", source, flags=re.DOTALL))
        code = " ".join(re.findall(r"{{.*?}}|{%.*?%}", source))
        assert not [words for words in re.findall(r'"([^"]*)"', code) if re.search(r"[a-z]{2} [a-z]{2}", words)]
    for module in Path(report.__file__).parent.glob("*.py"):
        assert not re.search(r"""['"][^'"]*\bop de\b""", module.read_text("utf-8"))
