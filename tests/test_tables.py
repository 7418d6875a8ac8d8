import pandas as pd
import pytest

import boundary_nlp as bn
from boundary_nlp.errors import InputError


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
    with pytest.raises(InputError, match="text"):
        bn.analyse_frame(frame, analyser=rules_only)


def test_an_empty_frame(rules_only: bn.Analyser) -> None:
    tables = bn.analyse_frame(pd.DataFrame({"text": pd.Series([], dtype=str)}), analyser=rules_only)
    assert tables.notes.empty
    assert "signal" in tables.findings.columns
