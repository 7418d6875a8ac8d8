"""The workbook as XML that other programs read."""

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import boundary_nlp as bn


@pytest.mark.parametrize("sign", ["\ufffe", "\uffff"])
def test_signs_that_xml_forbids_are_left_out(sign: str, rules_only: bn.Analyser, tmp_path: Path) -> None:
    text = f"Heb het formulier voor haar{sign} ingevuld."
    frame = pd.DataFrame({"text": [text], "caseload_id": f"a{sign}", "note_id": f"n{sign}", "date": "2026-03-02"})
    tables = bn.analyse_frame(frame, analyser=rules_only)
    bn.write_report(tables, bn.detect_shifts(tables.notes), tmp_path / "report.html")
    rows = list(openpyxl.load_workbook(tmp_path / "report.xlsx")["notes"].iter_rows(values_only=True))
    assert rows[1][:2] == ("n", "a")
