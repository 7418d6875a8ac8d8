"""Odd, little and wrong input."""

import numpy as np
import pandas as pd
import pytest
from made_caseloads import make_notes

from boundary_nlp.caseload import caseload_series, detect_shifts
from boundary_nlp.caseload.counting import count_notes
from boundary_nlp.caseload.input import read_dates
from boundary_nlp.errors import InputError


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda n: n.drop(columns="n_guiding"), "n_guiding"),
        (lambda n: n.drop(columns=["date", "caseload_id"]), "caseload_id, date"),
        (lambda n: n.assign(n_rescuing=-1), "n_rescuing"),
        (lambda n: n.assign(n_guiding=0.5), "n_guiding"),
        (lambda n: n.assign(n_guiding=np.nan), "n_guiding"),
        (lambda n: n.assign(n_rescuing="veel"), "n_rescuing"),
        (lambda n: n.assign(n_inner=99), "n_inner"),
        (lambda n: n.assign(date=range(len(n))), "date"),
        (lambda n: n.assign(date=[{"year": 2025}] * len(n)), "date holds lists or mappings"),
        (lambda n: n.assign(date=[["2025-03-31"]] * len(n)), "date holds lists or mappings"),
        (lambda n: None, "notes is a table"),
        (lambda n: pd.concat([n, n[["date"]]], axis=1), "column date stands in it more than once"),
        (lambda n: n.assign(caseload_id=[["A"]] * len(n)), "column caseload_id holds lists"),
        (lambda n: n.assign(client_id=[["C"]] * len(n)), "column client_id holds lists"),
        (lambda n: n.assign(worker_id=[{"id": 1}] * len(n)), "column worker_id holds lists"),
        (lambda n: n.assign(analyser_version=["1.0"] + ["1.1"] * (len(n) - 1)), "1.0, 1.1"),
    ],
)
def test_wrong_input_is_refused_with_the_reason(steady, change, words):
    with pytest.raises(InputError, match=words):
        detect_shifts(change(steady))


@pytest.mark.parametrize("timezone", ["Mars/X", "Europe", ""])
def test_a_time_zone_that_does_not_exist_is_refused(steady, timezone):
    for dates in (steady["date"], steady["date"].dt.tz_localize("UTC"), steady["date"].astype(str) + "T10:00Z"):
        with pytest.raises(InputError, match=f"no time zone '{timezone}'"):
            detect_shifts(steady.assign(date=dates), timezone=timezone)
    assert len(detect_shifts(steady, timezone="+01:00")) == 1


@pytest.mark.parametrize("setting", [{"measurement": "x"}, {"measurement": 1}, {"noise": "x"}, {"noise": {}}])
def test_a_setting_of_another_kind_is_refused(steady, setting):
    name = next(iter(setting))
    with pytest.raises(InputError, match=f"{name} is "):
        detect_shifts(steady, **setting)
    with pytest.raises(InputError, match="not of type DataFrame"):  # which may hold notes: it is not quoted
        detect_shifts(steady, **{name: steady})


def test_shifts_without_their_columns_are_refused(steady):
    with pytest.raises(InputError, match="shifts: no column strength, change_date; give"):
        caseload_series(steady, steady)


@pytest.mark.parametrize("looks", [0, float("nan"), float("inf"), None, "5"])
def test_looks_must_be_a_number_of_at_least_one(steady, looks):
    with pytest.raises(InputError, match="looks"):
        detect_shifts(steady, looks=looks)


@pytest.mark.parametrize("today", ["vandaag", float("nan"), pd.NaT, 20260101, ["2026-01-01"]])
def test_today_must_be_a_date(steady, today):
    with pytest.raises(InputError, match="today is no date"):
        detect_shifts(steady, today=today)


def test_today_may_have_a_time_and_a_zone(shifted):
    day = shifted["date"].max() - pd.Timedelta(days=30)
    pd.testing.assert_frame_equal(
        detect_shifts(shifted, today=(day + pd.Timedelta(hours=9)).tz_localize("Europe/Brussels")),
        detect_shifts(shifted, today=day.date()),
    )


@pytest.mark.parametrize("write", [lambda d: d.dt.date, lambda d: d.dt.strftime("%Y-%m-%d")], ids=["date", "text"])
def test_shifts_that_were_read_back_give_the_same_series(shifted, write):
    shifted = shifted.assign(caseload_id="7")
    shifts = detect_shifts(shifted)
    read = shifts.assign(change_date=write(shifts["change_date"]), caseload_id=7)
    series = caseload_series(shifted, shifts)
    pd.testing.assert_frame_equal(caseload_series(shifted, read), series)
    assert not series["band_low"].equals(caseload_series(shifted)["band_low"])
    with pytest.raises(InputError, match="shifts: the column change_date holds numbers"):
        caseload_series(shifted, shifts.assign(change_date=1))


LITTLE = {
    "one note": lambda n: n.head(1),
    "all on one day": lambda n: n.assign(date=pd.Timestamp("2024-05-01")),
    "no dates": lambda n: n.assign(date=None),
    "three weeks": lambda n: n[n["date"] < n["date"].min() + pd.Timedelta(weeks=3)],
    "no stance at all": lambda n: n.assign(n_rescuing=0, n_guiding=0),
    "each client once": lambda n: n.assign(client_id=n["note_id"]),
    "one note a month": lambda n: n.iloc[::20],
}


@pytest.mark.parametrize("name", LITTLE)
def test_too_little_is_said_with_a_reason(shifted, name):
    notes = LITTLE[name](shifted)
    row = detect_shifts(notes).iloc[0]
    assert row["verdict"] == "insufficient_data"
    assert row["strength"] == ""
    assert row[["direction", "change_date", "size_points", "p_value", "q_value"]].isna().all()
    assert row["reason"].endswith(".")
    assert len(caseload_series(notes)) >= (0 if name == "no dates" else 1)


def test_sparse_caseloads_of_a_year_are_not_judged():
    sparse = [make_notes(k, f"k{k}", points=40 * (k % 2), weeks=52, per_week=1).iloc[::3] for k in range(20)]
    assert (detect_shifts(pd.concat(sparse))["verdict"] == "insufficient_data").all()


def each_note(worker) -> pd.DataFrame:
    days = pd.date_range("2026-01-05", periods=60, freq="3D")
    return pd.DataFrame(
        {
            "caseload_id": "A",
            "note_id": range(60),
            "client_id": [f"C{n % 5}" for n in range(60)],
            "worker_id": [worker(n, day) for n, day in enumerate(days)],
            "date": days,
            "n_rescuing": [1] * 30 + [4] * 30,
            "n_guiding": [4] * 30 + [1] * 30,
        }
    )


@pytest.mark.parametrize("worker", [lambda n, day: f"W{n}", lambda n, day: f"{day:%G-%V}"], ids=["note", "week"])
def test_where_the_worker_changes_with_every_week_nothing_can_be_compared_and_others_keep_their_verdict(
    worker, shifted
):
    shifts = detect_shifts(pd.concat([each_note(worker), shifted], ignore_index=True))
    assert list(shifts["verdict"]) == ["insufficient_data", "shift_to_rescuing"]
    assert "genoeg tekst, maar er valt niets te vergelijken" in shifts["reason"][0]
    assert shifts.loc[0, ["smallest_detectable", "p_value"]].isna().all()


def test_the_notes_of_workers_who_wrote_more_than_once_are_still_judged(shifted):
    lone = shifted.assign(worker_id=["same"] * len(shifted))
    lone.loc[::3, "worker_id"] = [f"W{n}" for n in range(len(lone.loc[::3]))]
    assert detect_shifts(lone)["verdict"].tolist() == ["shift_to_rescuing"]


def test_an_empty_table_gives_empty_tables(steady):
    shifts = detect_shifts(steady.head(0))
    assert len(shifts) == 0
    assert len(shifts.columns) == 19
    assert len(caseload_series(steady.head(0), shifts)) == 0


def test_rows_without_a_caseload_are_left_out(shifted):
    loose = shifted.assign(caseload_id=None)
    with_loose = detect_shifts(pd.concat([loose, shifted]))
    pd.testing.assert_frame_equal(with_loose, detect_shifts(shifted), check_dtype=False)


@pytest.mark.parametrize(
    "write",
    [
        lambda d: d.dt.strftime("%Y-%m-%d"),
        lambda d: d.dt.strftime("%d-%m-%Y"),
        lambda d: d.dt.strftime("%Y-%m-%dT09:30:00+01:00"),
        lambda d: d.dt.date,
        lambda d: d.dt.tz_localize("Europe/Brussels").dt.tz_convert("UTC"),
    ],
    ids=["iso", "dutch", "offset", "date", "utc"],
)
def test_dates_come_in_many_shapes(shifted, write):
    other = shifted.assign(date=write(shifted["date"]))
    pd.testing.assert_frame_equal(detect_shifts(other), detect_shifts(shifted))


def test_dates_that_are_none_and_the_night_before_monday():
    dates = read_dates(pd.Series(["31/12/2024", "geen", None, "2025-01-05T23:30:00+00:00", "2025-02-30"]))
    assert list(dates.isna()) == [False, True, True, False, True]
    assert dates[0] == pd.Timestamp("2024-12-31")
    assert dates[3] == pd.Timestamp("2025-01-06")


def test_weeks_follow_the_iso_calendar():
    days = pd.date_range("2020-12-20", "2021-01-20")
    notes = make_notes(1).head(len(days)).assign(date=days)
    weeks = count_notes(notes).weekly["week"].to_numpy()
    iso = days.isocalendar()[["year", "week"]].apply(tuple, axis=1).to_numpy()
    assert ((weeks[1:] != weeks[:-1]) == (iso[1:] != iso[:-1])).all()


def test_a_date_far_off_does_no_harm(shifted):
    far = pd.concat([shifted, shifted.head(1).assign(date=pd.Timestamp("2099-01-01"))], ignore_index=True)
    row = detect_shifts(far).iloc[0]
    assert row["verdict"] == "shift_to_rescuing"
    assert row["change_date"] < pd.Timestamp("2024-06-01")


def test_much_text_of_many_clients_fits_in_memory(monkeypatch, shifted):
    monkeypatch.setattr("boundary_nlp.caseload.layout._MOST_PAIRS", 3000)
    row = detect_shifts(shifted).iloc[0]
    assert row["verdict"] == "shift_to_rescuing"


@pytest.mark.parametrize("seed", range(12))
def test_anything_countable_gives_a_sound_verdict(seed):
    rng = np.random.default_rng(seed)
    n, days = int(rng.integers(1, 200)), int(rng.choice([1, 40, 400, 4000]))
    notes = pd.DataFrame(
        {
            "note_id": range(n),
            "caseload_id": rng.integers(0, 3, n),
            "client_id": rng.choice([None, "a", "b", "c"], n),
            "worker_id": rng.choice([None, "x", "y"], n),
            "date": pd.Timestamp("2020-01-01") + pd.to_timedelta(rng.integers(0, days, n), unit="D"),
            "n_rescuing": rng.poisson(rng.choice([0.1, 1, 30]), n),
            "n_guiding": rng.poisson(rng.choice([0.1, 1, 2000]), n),
        }
    )
    notes.loc[rng.random(n) < 0.1, "date"] = pd.NaT
    shifts = detect_shifts(notes)
    assert list(shifts["caseload_id"]) == list(notes["caseload_id"].drop_duplicates())
    assert shifts["n_notes"].sum() == notes["date"].notna().sum()
    told = shifts[shifts["verdict"] != "insufficient_data"]
    assert told[["p_value", "q_value", "share_before", "share_after"]].stack().between(0, 1).all()
    assert ((told["size_low"] <= told["size_points"]) & (told["size_points"] <= told["size_high"])).all()
    assert ((told["date_low"] <= told["change_date"]) & (told["change_date"] <= told["date_high"])).all()
    series = caseload_series(notes, shifts)
    assert series["share"].notna().equals(series["band_low"].notna() & series["band_high"].notna())
