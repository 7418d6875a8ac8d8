"""What a chart shows: the share of a caseload by month (by week where it is short) with its ordinary variation."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from boundary_nlp.caseload.bands import ordinary_bands
from boundary_nlp.caseload.counting import Counts, week_start
from boundary_nlp.caseload.layout import Ints
from boundary_nlp.caseload.noise import Noise

LONGEST_BY_WEEK = 17


@dataclass(frozen=True)
class Periods:
    """The course of a caseload.

    Attributes
    ----------
    by
        "month" or "week".
    table
        One row per period from the first to the last, also where nothing was written: `start` (its first day),
        `n_notes, rescuing, guiding, share, band_low, band_high`; the last three are missing where there are no
        utterances. A week belongs to the month of its Thursday, as in the ISO calendar.
    """

    by: str
    table: pd.DataFrame


def course_of(counts: Counts, number: int, noise: Noise, change: pd.Timestamp | None = None) -> Periods:
    """Return the course of one caseload.

    The band is that of `ordinary_bands`.

    Parameters
    ----------
    counts
        Of `count_notes`; ``number`` : the caseload's place in it.
    noise
        The ordinary variation.
    change
        Where a shift is clear: then the band is that of the time before.
    """
    weekly, cells = counts.weekly_of(number), counts.cells_of(number)
    weeks = weekly["week"].to_numpy()
    by = "month" if len(weeks) and weeks.max() - weeks.min() >= LONGEST_BY_WEEK else "week"
    table = pd.DataFrame(
        {
            "start": _starts(weeks, by),
            "n_notes": 1,
            "rescuing": weekly["rescuing"].to_numpy(),
            "guiding": (weekly["total"] - weekly["rescuing"]).to_numpy(),
        }
    )
    table = table.groupby("start").sum()
    if len(table):
        step = "MS" if by == "month" else "W-MON"
        table = table.reindex(
            pd.date_range(table.index.min(), table.index.max(), freq=step, name="start"), fill_value=0
        )
    total = table["rescuing"] + table["guiding"]
    table["share"] = (table["rescuing"] / total).where(total > 0)
    table[["band_low", "band_high"]] = _bands(cells, by, noise, change).reindex(table.index)
    return Periods(by, table.reset_index())


def _starts(weeks: Ints, by: str) -> Any:
    days = week_start(weeks)
    if by == "week":
        return days
    return (days + np.timedelta64(3, "D")).astype("datetime64[M]").astype("datetime64[s]")


def _bands(cells: pd.DataFrame, by: str, noise: Noise, change: pd.Timestamp | None) -> pd.DataFrame:
    before = cells if change is None else cells[week_start(cells["week"]) < np.datetime64(change)]
    cells = cells.assign(period=_starts(cells["week"].to_numpy(), by))
    return ordinary_bands(cells, before, noise).droplevel("caseload")


def months_of_all(counts: Counts, noise: Noise) -> Periods:
    """Return the months of all caseloads together, without a band: it would be that of no one.

    A column `n_caseloads` tells of how many caseloads there are notes in each.
    """
    weekly = counts.weekly.assign(caseload=0)
    together = Counts(counts.caseloads, weekly, counts.cells.iloc[:0])
    course = course_of(together, 0, noise)
    starts = _starts(counts.weekly["week"].to_numpy(), course.by)
    writing = counts.weekly.assign(start=starts).groupby("start")["caseload"].nunique()
    n_caseloads = writing.reindex(course.table["start"], fill_value=0).to_numpy()
    return Periods(course.by, course.table.assign(n_caseloads=n_caseloads))
