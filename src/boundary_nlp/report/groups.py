"""Small groups: which figures a report leaves out, for they would be about very few notes or caseloads."""

from numbers import Real

import pandas as pd

from boundary_nlp.caseload.periods import Periods
from boundary_nlp.errors import InputError

MIN_GROUP = 5
_FIGURES = ["n_notes", "n_rescuing", "n_guiding", "share", "band_low", "band_high"]


def check_min_group(least: int) -> None:
    """Raise InputError where a smallest group can have no such size."""
    if not (isinstance(least, Real) and least >= 1):  # NaN is neither
        raise InputError("--min-group (min_group) is the smallest group that figures are told of: a number, 1 or more.")


def hide_periods(course: Periods, sizes: pd.Series, least: int) -> Periods:
    """Return a course without the figures of periods in which something was written, but of too small a group.

    Parameters
    ----------
    course : of `course_of` or `months_of_all`.
    sizes : the size of the group in each period.
    least : the smallest group that figures are told of.

    Returns
    -------
    Periods
        With a column `hidden` that tells which periods these are.
    """
    hidden = (sizes > 0) & (sizes < least)
    table = course.table.assign(hidden=hidden)
    for name in ("n_notes", "rescuing", "guiding"):
        table[name] = table[name].astype("Int64").mask(hidden)
    for name in ("share", "band_low", "band_high"):
        table[name] = table[name].mask(hidden)
    return Periods(course.by, table)


def hide_rows(sheets: dict[str, pd.DataFrame], least: int) -> dict[str, pd.DataFrame]:
    """Return the tables with the sums over too few notes left empty: weeks of a caseload, and whole caseloads."""
    shown = dict(sheets)
    if "series" in shown:
        series = shown["series"]
        few = series["n_notes"].between(1, least - 1)
        shown["series"] = series.assign(**{name: series[name].astype("Float64").mask(few) for name in _FIGURES})
    if "shifts" in shown and "n_notes" in shown["shifts"]:
        shifts = shown["shifts"]
        few = shifts["n_notes"] < least
        told = shifts.astype(object).where(~few, None)
        shown["shifts"] = told.assign(caseload_id=shifts["caseload_id"])
    return shown
