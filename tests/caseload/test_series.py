"""The weekly series and its band."""

import numpy as np
import pandas as pd
from made_caseloads import make_notes

from boundary_nlp.caseload import caseload_series, detect_shifts

COLUMNS = ["caseload_id", "week", "n_notes", "n_rescuing", "n_guiding", "share", "band_low", "band_high"]


def test_every_week_has_a_row_and_weeks_without_notes_are_gaps(steady):
    first = steady["date"].min()
    away = steady["date"].between(first + pd.Timedelta(weeks=20), first + pd.Timedelta(weeks=26))
    series = caseload_series(steady[~away])
    assert list(series.columns) == COLUMNS
    assert (series["week"].diff().dropna() == pd.Timedelta(weeks=1)).all()
    assert (series["week"].dt.day_of_week == 0).all()
    gap = series["n_notes"] == 0
    assert 4 <= gap.sum() <= 7
    assert series.loc[gap, ["share", "band_low", "band_high"]].isna().all().all()
    assert series["n_notes"].sum() == (~away).sum()
    assert series["n_rescuing"].sum() == steady.loc[~away, "n_rescuing"].sum()


def test_the_band_holds_most_weeks_when_nothing_changes(organisation):
    series = caseload_series(organisation[organisation["caseload_id"].isin([f"k{k}" for k in range(8, 40)])])
    told = series["share"].notna()
    assert (series.loc[told, "band_low"] <= series.loc[told, "band_high"]).all()
    assert series.loc[told, ["band_low", "band_high"]].stack().between(0, 1).all()
    inside = series["share"].between(series["band_low"], series["band_high"])[told]
    assert 0.86 <= inside.mean() <= 0.995
    assert (series.loc[told, "band_high"] - series.loc[told, "band_low"]).mean() < 0.95


def test_after_a_shift_the_band_is_that_of_before(shifted):
    notes = pd.concat([shifted, make_notes(2, "b")], ignore_index=True)
    shifts = detect_shifts(notes)
    series = caseload_series(notes, shifts)
    change = shifts.set_index("caseload_id")["change_date"]["a"]
    mine = series[series["caseload_id"] == "a"].dropna(subset="share")
    after = mine["week"] >= change
    above = mine["share"] > mine["band_high"]
    assert above[after].mean() > 0.1 > above[~after].mean()
    plain = caseload_series(notes)
    other = series["caseload_id"] == "b"
    pd.testing.assert_frame_equal(series[other], plain[other])


def test_acts_only_unless_inner_is_asked_for(steady):
    notes = steady.assign(n_inner=np.minimum(1, steady["n_rescuing"]))
    acts, everything = caseload_series(notes), caseload_series(notes, inner=True)
    assert acts["n_rescuing"].sum() == (notes["n_rescuing"] - notes["n_inner"]).sum()
    assert everything["n_rescuing"].sum() == notes["n_rescuing"].sum()
