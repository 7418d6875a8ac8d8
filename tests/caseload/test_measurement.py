"""The analyser's errors: what they do to a share, and how they are taken off again."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundary_nlp.caseload.measurement import Measurement, shipped_measurement
from boundary_nlp.errors import InputError

WRITER = ((100, 90, 5), (100, 20, 70), (1000, 30, 50))


@pytest.mark.parametrize(
    "writers",
    [
        (),
        (((10, 11, 0), (10, 0, 9), (10, 0, 0)),),
        (((10, -1, 0), (10, 0, 9), (10, 0, 0)),),
        (((10, 5, 5), (10, 5, 5), (10, 0, 0)),),
        (((0, 0, 0), (10, 5, 5), (10, 0, 0)),),
    ],
)
def test_measurement_that_cannot_be_is_refused(writers):
    with pytest.raises(InputError, match="Measurement"):
        Measurement(writers)


@given(share=st.floats(0.05, 0.95), neutral=st.floats(0, 6))
def test_a_corrected_share_is_the_one_that_was_blurred(share, neutral):
    rescuing = 0.90 * share + 0.20 * (1 - share) + 0.03 * neutral
    guiding = 0.05 * share + 0.70 * (1 - share) + 0.05 * neutral
    counted = rescuing + guiding
    corrected = Measurement((WRITER,)).correct_share(rescuing / counted, (1 + neutral) / counted)
    assert corrected == pytest.approx(share, abs=1e-6)


@given(share=st.floats(0, 1), sentences=st.floats(0, 200))
def test_a_corrected_share_stays_a_share(share, sentences):
    assert 0 <= shipped_measurement().correct_share(share, sentences) <= 1


def test_writers_that_differ_widen_the_interval():
    other = ((100, 60, 30), (100, 30, 60), (1000, 30, 50))
    shares = np.array([[0.4, 0.5], [0.35, 0.55], [0.3, 0.6]])
    alike, apart = Measurement((WRITER, WRITER)), Measurement((WRITER, other))
    narrow, wide = alike.correct_size(shares, 3.0), apart.correct_size(shares, 3.0)
    assert narrow[0] < narrow[1] < narrow[2]
    assert np.ptp(wide) > np.ptp(narrow) * wide[1] / narrow[1]


def test_the_shipped_errors_are_of_several_writers():
    measurement = shipped_measurement()
    rates = measurement.rates()
    assert len(measurement.writers) >= 5
    assert rates[0, 0] > 0.4 > rates[1, 0]
    assert rates[1, 1] > 0.4 > rates[0, 1]
    assert rates[2].max() < 0.2
