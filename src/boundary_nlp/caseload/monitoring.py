"""Keeping the promise on false alarms when the same caseloads are looked at again and again."""

from numbers import Real

import numpy as np

from boundary_nlp.errors import InputError

_PER_LOG_LOOK = 1.75


def looks_factor(looks: int) -> float:
    """Return by how much to raise p-values when a growing table is looked at `looks` times.

    Looks share most of their text, so a Bonferroni factor would waste power. The chance of at least one false
    alarm grows with the logarithm of the number of looks (as in repeated significance tests, Armitage,
    McPherson & Rowe 1969); the slope was set by simulation, so that the promise holds for monthly looks from
    the first months on.

    Raises
    ------
    InputError
        When `looks` is no number, or smaller than 1.
    """
    if not (isinstance(looks, Real) and 1 <= looks < np.inf):  # NaN is neither
        raise InputError("looks: give how often the table is looked at, a number of at least 1.")
    return float(1 + _PER_LOG_LOOK * np.log(looks))
