"""Verdicts: what must be found, what must not, and what must make no difference."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from made_caseloads import make_notes

from boundary_nlp.caseload import Measurement, Noise, detect_shifts, estimate_noise

COLUMNS = [
    "caseload_id",
    "verdict",
    "strength",
    "direction",
    "change_date",
    "date_low",
    "date_high",
    "share_before",
    "share_after",
    "size_points",
    "size_low",
    "size_high",
    "p_value",
    "q_value",
    "smallest_detectable",
    "n_notes",
    "n_utterances",
    "n_clients",
    "reason",
]

ESTIMATES = ["p_value", "size_points", "share_before", "share_after", "smallest_detectable"]


def only(shifts):
    assert len(shifts) == 1
    return shifts.iloc[0]


def same(first, second):
    pd.testing.assert_frame_equal(first, second, rtol=1e-6)


def test_finds_a_shift_with_its_date_and_size(shifted):
    row = only(detect_shifts(shifted))
    assert (row["verdict"], row["strength"], row["direction"]) == ("shift_to_rescuing", "clear", 1)
    changed = pd.Timestamp("2023-01-02") + pd.Timedelta(weeks=30)
    assert abs(row["change_date"] - changed) <= pd.Timedelta(weeks=4)
    assert row["date_low"] <= changed <= row["date_high"]
    assert row["size_low"] <= row["size_points"] <= row["size_high"]
    assert row["size_low"] <= 35 <= row["size_high"]
    assert row["size_points"] == pytest.approx(100 * (row["share_after"] - row["share_before"]))


def test_a_steady_caseload_is_no_shift_and_tells_what_would_have_been_seen(steady):
    row = only(detect_shifts(steady))
    assert (row["verdict"], row["strength"]) == ("no_shift", "")
    assert row["direction"] in (1, -1)
    assert 5 < row["smallest_detectable"] < 50
    assert str(round(row["smallest_detectable"])) in row["reason"]


def test_swapping_the_stances_turns_the_shift_around(shifted):
    swapped = shifted.rename(columns={"n_rescuing": "n_guiding", "n_guiding": "n_rescuing"})
    row, mirror = only(detect_shifts(shifted)), only(detect_shifts(swapped))
    assert mirror["verdict"] == "shift_to_guiding"
    assert mirror["p_value"] == pytest.approx(row["p_value"], rel=0.05)
    assert mirror["size_points"] == pytest.approx(-row["size_points"], abs=0.5)


def test_an_organisation_has_its_shifts_and_few_others(organisation):
    shifts = detect_shifts(organisation)
    assert list(shifts.columns) == COLUMNS
    assert list(shifts["caseload_id"]) == [f"k{k}" for k in range(40)]
    assert (shifts["verdict"][:4] == "shift_to_rescuing").sum() >= 3
    assert (shifts["verdict"][4:8] == "shift_to_guiding").sum() >= 3
    assert (shifts["verdict"][8:] != "no_shift").sum() <= 3
    assert (shifts["p_value"][8:] <= 0.05).sum() <= 6


def test_with_twenty_caseloads_the_q_value_decides_below_that_the_p_value(organisation):
    many = detect_shifts(organisation)
    assert many["strength"].eq("clear").equals(many["q_value"] <= 0.10)
    few = detect_shifts(organisation[organisation["caseload_id"].isin([f"k{k}" for k in range(19)])])
    assert few["strength"].eq("clear").equals(few["p_value"] <= 0.01)
    unclear = few["strength"] != "clear"
    assert few.loc[unclear, "strength"].eq("indication").equals(few.loc[unclear, "p_value"] <= 0.05)
    assert (few.loc[unclear, "verdict"] == "no_shift").all()


def test_same_input_same_output_and_the_callers_frame_untouched(organisation):
    before = organisation.copy(deep=True)
    same(detect_shifts(organisation), detect_shifts(organisation))
    pd.testing.assert_frame_equal(organisation, before)


def test_the_order_of_rows_makes_no_difference(organisation):
    mixed = organisation.sample(frac=1, random_state=3)
    by_id = detect_shifts(mixed).set_index("caseload_id")
    same(by_id.loc[[f"k{k}" for k in range(40)]], detect_shifts(organisation).set_index("caseload_id"))


def test_names_of_clients_and_the_index_make_no_difference(shifted):
    renamed = shifted.assign(client_id=shifted["client_id"].map(lambda name: name[::-1]))
    renamed.index = np.arange(len(renamed)) * 0 + 7
    same(detect_shifts(renamed), detect_shifts(shifted))


def test_neutral_text_makes_no_difference(shifted):
    padded = shifted.assign(n_neutral=np.where(shifted.index % 2, 40, 0))
    empty = shifted.assign(n_rescuing=0, n_guiding=0, note_id=shifted["note_id"] + "-empty")
    with_empty = pd.concat([padded, empty], ignore_index=True)
    columns = [*ESTIMATES, "change_date", "verdict"]
    same(detect_shifts(with_empty)[columns], detect_shifts(shifted)[columns])


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_client_seen_on_one_side_only_does_not_speak(steady, share):
    arrival = steady["date"].min() + pd.Timedelta(weeks=30)
    newcomer = make_notes(9, "new", per_week=4)
    newcomer = newcomer[newcomer["date"] >= arrival].assign(caseload_id="a", client_id="new")
    total = newcomer["n_rescuing"] + newcomer["n_guiding"]
    newcomer = newcomer.assign(n_rescuing=(total * share).astype(int), n_guiding=(total * (1 - share)).astype(int))
    row = only(detect_shifts(pd.concat([steady, newcomer], ignore_index=True)))
    assert row["verdict"] == "no_shift"
    assert row["p_value"] > 0.05


def test_a_change_of_clients_is_no_shift():
    first, second = make_notes(3, points=0), make_notes(4, points=0)
    half = first["date"].min() + pd.Timedelta(weeks=30)
    second = second.assign(client_id=second["client_id"] + "-new", n_guiding=0)
    notes = pd.concat([first[first["date"] < half], second[second["date"] >= half]], ignore_index=True)
    row = only(detect_shifts(notes))
    assert row["p_value"] > 0.05


def test_a_handover_is_told_and_is_no_shift(shifted):
    half = shifted["date"].min() + pd.Timedelta(weeks=30)
    handed = shifted.assign(worker_id=np.where(shifted["date"] < half, "w1", "w2"))
    row = only(detect_shifts(handed))
    assert row["verdict"] == "no_shift"
    assert row["p_value"] > 0.05
    assert "andere begeleider" in row["reason"]
    assert f"{pd.Timestamp('2023-01-02') + pd.Timedelta(weeks=33):%m-%Y}" in row["reason"]


def test_a_stand_in_is_no_handover_and_hides_no_shift(shifted):
    worker = np.where(shifted.index % 10 == 0, "stand-in", "w1")
    row = only(detect_shifts(shifted.assign(worker_id=worker)))
    assert row["verdict"] == "shift_to_rescuing"
    assert "andere begeleider" not in row["reason"]


def test_inner_signals_count_only_when_asked(steady):
    half = steady["date"].min() + pd.Timedelta(weeks=30)
    feelings = np.where(steady["date"] >= half, 2, 0)
    notes = steady.assign(n_inner=feelings, n_rescuing=steady["n_rescuing"] + feelings)
    assert only(detect_shifts(notes))["p_value"] == pytest.approx(only(detect_shifts(steady))["p_value"])
    assert only(detect_shifts(notes, inner=True))["verdict"] == "shift_to_rescuing"


def test_without_client_ids_the_reason_says_so(shifted):
    row = only(detect_shifts(shifted.drop(columns="client_id")))
    assert row["verdict"] == "shift_to_rescuing"
    assert row["n_clients"] == 0
    assert "andere cliënten" in row["reason"]


def test_notes_without_client_date_or_from_the_future_are_set_apart(shifted):
    base = only(detect_shifts(shifted))
    extra = shifted.head(30).assign(n_rescuing=9)
    extra["client_id"] = None
    late = shifted.head(2).assign(date=pd.Timestamp("2190-01-01"), n_rescuing=9)
    undated = shifted.head(1).assign(date=pd.NaT, n_rescuing=9)
    row = only(detect_shifts(pd.concat([shifted, extra, late, undated]), today=date(2025, 1, 1)))
    assert row["p_value"] == pytest.approx(base["p_value"])
    for words in (
        "30 notities zonder cliënt",
        "2 notities met een datum in de toekomst",
        "Eén notitie zonder bruikbare",
    ):
        assert words in row["reason"]


def test_more_looks_ask_for_more_evidence(shifted):
    once, monthly = only(detect_shifts(shifted)), only(detect_shifts(shifted, looks=12))
    assert 3 < monthly["p_value"] / once["p_value"] < 12
    assert monthly["size_points"] == once["size_points"]


def test_label_errors_change_the_size_and_not_the_test(shifted):
    raw = only(detect_shifts(shifted))
    errors = Measurement((((100, 90, 10), (100, 20, 80), (100, 0, 0)), ((100, 70, 30), (100, 20, 80), (100, 0, 0))))
    corrected = only(detect_shifts(shifted, measurement=errors))
    assert corrected["p_value"] == raw["p_value"]
    assert corrected["share_after"] == raw["share_after"]
    assert corrected["size_points"] == pytest.approx(raw["size_points"] / 0.6)
    assert corrected["smallest_detectable"] > raw["smallest_detectable"]
    assert corrected["size_high"] - corrected["size_low"] > raw["size_high"] - raw["size_low"]


def test_the_shipped_errors_correct_what_the_analyser_counted(shifted):
    raw = only(detect_shifts(shifted))
    analysed = shifted.assign(analyser_version="1.0", n_neutral=2)
    corrected = only(detect_shifts(analysed))
    assert corrected["size_points"] > 1.1 * raw["size_points"]
    assert only(detect_shifts(analysed, measurement=None))["size_points"] == raw["size_points"]


def test_where_most_dates_lie_in_the_future_the_clock_is_wrong(shifted):
    row = only(detect_shifts(shifted, today=date(2020, 1, 1)))
    assert row["n_notes"] == len(shifted)


@pytest.mark.parametrize("level", ["n_rescuing", "n_guiding"])
def test_one_stance_throughout_is_no_shift(steady, level):
    notes = steady.assign(n_rescuing=0, n_guiding=0)
    notes[level] = 2
    row = only(detect_shifts(notes))
    assert row["verdict"] in ("no_shift", "insufficient_data")
    assert not row["p_value"] <= 0.5


def test_a_caseload_of_one_client(shifted):
    row = only(detect_shifts(shifted.assign(client_id="one")))
    assert row["verdict"] == "shift_to_rescuing"
    assert row["n_clients"] == 1


def test_noise_is_learnt_over_caseloads_and_cautious_for_few(organisation):
    few = organisation[organisation["caseload_id"].isin(["k10", "k11", "k12"])]
    assert estimate_noise(few) == Noise()
    learnt = estimate_noise(organisation)
    assert Noise(**detect_shifts(organisation).attrs["noise"]) == learnt
    assert learnt.cell + learnt.client + learnt.caseload < Noise().cell + Noise().client + Noise().caseload
    rough = pd.concat([make_notes(200 + k, f"k{k}", noise=1.2, weeks=40) for k in range(30)], ignore_index=True)
    assert estimate_noise(rough).cell > 2 * learnt.cell


def test_many_workers_in_one_week_leave_nothing_to_join():
    """One client with a hundred workers among many clients: the cells of a week cannot be joined any further."""
    one = pd.DataFrame({"client_id": "c0", "worker_id": [f"w{n}" for n in range(100)]})
    others = pd.DataFrame({"client_id": [f"c{n}" for n in range(1, 2100)], "worker_id": "w0"})
    notes = pd.concat([one, others], ignore_index=True)
    notes = notes.assign(
        note_id=[str(n) for n in range(len(notes))], caseload_id="a", date=pd.Timestamp("2026-03-02"),
        n_rescuing=1, n_guiding=1, n_neutral=0, n_inner=0,
    )  # fmt: skip
    assert detect_shifts(notes)["verdict"].tolist() == ["insufficient_data"]
