"""What a caseload's page tells, as figures."""

from datetime import date

import pandas as pd

import boundary_nlp as bn
from boundary_nlp.caseload import apply_marks
from boundary_nlp.report.content import caseload_content
from boundary_nlp.report.data import ReportData


def test_a_caseload_is_marked_whole_only_with_its_notes_from_the_future(rules_only: bn.Analyser) -> None:
    days = [*pd.date_range("2026-01-05", periods=7, freq="7D").strftime("%Y-%m-%d"), "2099-01-05"]
    frame = pd.DataFrame({"text": "Heb het formulier voor haar ingevuld.", "caseload_id": "a", "date": days})
    tables = bn.analyse_frame(frame, analyser=rules_only)
    shifts = bn.detect_shifts(tables.notes, today=date(2026, 3, 2))
    run = {"verdicts": {"today": "2026-03-02"}}
    all_marks = tables.findings[["note_id", "finding_id"]].assign(mark="klopt")
    for n in (7, 8):
        marks = all_marks.head(n)
        anew = apply_marks(tables.notes, tables.sentences, tables.findings, marks).caseloads
        data = ReportData(tables.notes, tables.findings, tables.rejected, shifts, marks, run)
        content = caseload_content(data, "a", "supervision")
        assert (sum(content.marks.values()), content.n_markable) == (n, 8)
        assert (sum(content.marks.values()) == content.n_markable) == (anew == ["a"])
