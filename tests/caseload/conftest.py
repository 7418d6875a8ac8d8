"""Caseloads with a known answer, small and seeded."""

import pandas as pd
import pytest
from made_caseloads import make_notes


@pytest.fixture
def shifted():
    return make_notes(1, points=35)


@pytest.fixture
def steady():
    return make_notes(2)


@pytest.fixture
def organisation():
    """Forty caseloads; the first four move to rescuing, the next four to guiding."""
    points = [35] * 4 + [-28] * 4 + [0] * 32
    return pd.concat(
        [make_notes(100 + k, f"k{k}", points=p, weeks=52) for k, p in enumerate(points)], ignore_index=True
    )
