import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from boundary_nlp.caseload.evidence import Steps, weigh_steps
from boundary_nlp.caseload.scan import Reduced

INFORMATION = 12.0


def two_weeks(score: float) -> Steps:
    information = INFORMATION * np.array([[1.0, -1.0], [-1.0, 1.0]])
    return weigh_steps(Reduced(np.array([-score, score]), information, 0.0, np.array([3, 4])))


@pytest.mark.parametrize(("score", "size"), [(0.0, 0.8), (5.0, 0.8), (-5.0, 0.5), (40.0, 1.2)])
def test_evidence_of_a_typical_size_is_the_likelihood_ratio_averaged_over_sizes(score: float, size: float) -> None:
    def weighed(step: float) -> float:
        prior = (norm.pdf(step, size, size / 3) + norm.pdf(step, -size, size / 3)) / 2
        return float(prior * np.exp(score * step - INFORMATION * step**2 / 2))

    whole = quad(weighed, -8, 8, points=[-size, 0, size], limit=200)[0]
    assert two_weeks(score).of_typical_size(size) == pytest.approx(np.log(whole), abs=1e-6)


def test_a_small_difference_speaks_against_a_step_of_typical_size_more_than_against_any_step() -> None:
    small = two_weeks(0.1 * INFORMATION)
    assert small.of_typical_size(0.8) < small.total < 0
