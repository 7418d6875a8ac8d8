"""The band of ordinary variation, which sheet and page share."""

import numpy as np
import pandas as pd
import pytest
from made_caseloads import make_notes

from boundary_nlp.caseload import Noise, caseload_series
from boundary_nlp.caseload.bands import ordinary_bands
from boundary_nlp.caseload.counting import count_notes
from boundary_nlp.caseload.periods import course_of

NOISE = Noise(season=(0.0, 0.0), cell=0.3, client=0.2, caseload=0.15, rho=0.8)


def cells(totals, weeks, clients=0):
    n = len(totals)
    rows = pd.DataFrame({"caseload": 0, "client": clients, "week": weeks, "total": totals}, index=range(n))
    return rows.assign(period=0, rescuing=rows["total"] / 2)


def width(cells, noise=NOISE):
    band = ordinary_bands(cells, cells, noise).iloc[0]
    return band["band_high"] - band["band_low"]


def test_sheet_and_page_draw_the_same_band_for_a_week():
    notes = pd.concat([make_notes(seed, str(seed), weeks=12) for seed in range(5)], ignore_index=True)
    sheet = caseload_series(notes, noise=NOISE)
    counts = count_notes(notes)
    for number, name in enumerate(counts.caseloads["caseload_id"]):
        page = course_of(counts, number, NOISE)
        assert page.by == "week"
        own = sheet[sheet["caseload_id"] == name].reset_index(drop=True)
        pd.testing.assert_frame_equal(page.table[["band_low", "band_high"]], own[["band_low", "band_high"]])


@pytest.mark.parametrize("weeks", [12, 60])
def test_limits_are_shares_that_the_utterances_can_have(weeks):
    table = course_of(count_notes(make_notes(1, weeks=weeks)), 0, NOISE).table.dropna()
    for name in ("band_low", "band_high"):
        sentences = table[name] * (table["rescuing"] + table["guiding"])
        assert np.allclose(sentences, sentences.round())


def test_one_utterance_is_as_noisy_as_a_coin_whatever_the_noise():
    noisy = Noise(season=(0.0, 0.0), cell=2.0, client=1.0, caseload=0.9, rho=0.8)
    assert width(cells([1.0], [0]), noisy) == width(cells([1.0], [0]), Noise()) == 1


def test_weeks_and_clients_apart_vary_less_together():
    near, far = cells([50.0, 50.0], [0, 1]), cells([50.0, 50.0], [0, 40])
    others = cells([50.0, 50.0], [0, 1], [0, 1])
    assert width(near) > width(others) > 0
    assert width(near) > width(far)
