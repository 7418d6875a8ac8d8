"""The course of a caseload by month or week, with its band."""

import pandas as pd
import pytest
from made_caseloads import make_notes

from boundary_nlp.caseload import Noise
from boundary_nlp.caseload.counting import count_notes
from boundary_nlp.caseload.periods import course_of, months_of_all


def course(notes, change=None):
    return course_of(count_notes(notes), 0, Noise(), change)


def test_months_hold_every_note_once_and_leave_is_a_gap(steady):
    away = steady["date"].between("2023-06-01", "2023-07-31")
    found = course(steady[~away])
    assert found.by == "month"
    assert found.table["n_notes"].sum() == (~away).sum()
    assert found.table["rescuing"].sum() == steady.loc[~away, "n_rescuing"].sum()
    assert list(found.table["start"].diff().dropna().dt.days.unique()) == [31, 28, 30]
    gap = found.table["start"] == "2023-07-01"
    assert found.table.loc[gap, ["share", "band_low", "band_high"]].isna().all().all()


def test_a_short_caseload_goes_by_week(steady):
    short = steady[steady["date"] < steady["date"].min() + pd.Timedelta(weeks=10)]
    found = course(short)
    assert found.by == "week"
    assert (found.table["start"].dt.day_of_week == 0).all()


def test_the_band_holds_nine_of_ten_months_when_nothing_changes():
    inside = []
    for seed in range(20):
        table = course(make_notes(seed, noise=0.55)).table.dropna()
        inside += list(table["share"].between(table["band_low"], table["band_high"]))
        assert table["band_low"].between(0, 1).all()
    assert 0.82 <= sum(inside) / len(inside) <= 0.99


def test_after_a_change_the_band_is_that_of_before(shifted):
    table = course(shifted, pd.Timestamp("2023-07-31")).table
    late = table["start"] > "2023-08-15"
    assert (
        (table["share"] > table["band_high"])[late].mean() > 0.5 > (table["share"] > table["band_high"])[~late].mean()
    )


@pytest.mark.parametrize("n", [0, 1])
def test_none_or_one_note(steady, n):
    assert len(course(steady.head(1)).table) == 1
    assert len(months_of_all(count_notes(steady.head(n)), Noise()).table) == n


def test_a_week_belongs_to_the_month_of_its_thursday(steady):
    days = pd.to_datetime(["2024-12-30", "2025-01-05", "2025-03-31", "2025-05-01", "2025-05-04"])
    table = course(steady.head(5).assign(date=days)).table.set_index("start")["n_notes"]
    assert table.to_dict() == {
        pd.Timestamp("2025-01-01"): 2,  # the first ISO week of 2025 starts in December
        pd.Timestamp("2025-02-01"): 0,
        pd.Timestamp("2025-03-01"): 0,
        pd.Timestamp("2025-04-01"): 1,
        pd.Timestamp("2025-05-01"): 2,
    }


def test_a_late_entry_counts_on_the_date_it_is_about(steady):
    late = pd.concat([steady.iloc[3:], steady.iloc[:3]], ignore_index=True)
    pd.testing.assert_frame_equal(course(late).table, course(steady).table)


def test_undated_notes_are_in_no_period(steady):
    undated = steady.assign(date=steady["date"].where(steady.index >= 10))
    assert course(undated).table["n_notes"].sum() == len(steady) - 10
    assert count_notes(undated).caseloads["n_undated"].tolist() == [10]
