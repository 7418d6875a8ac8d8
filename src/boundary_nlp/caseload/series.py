"""The weekly share of a caseload with the band in which it moves when nothing changes."""

from datetime import date

import numpy as np
import pandas as pd

from boundary_nlp.caseload.bands import ordinary_bands
from boundary_nlp.caseload.counting import count_notes, week_start
from boundary_nlp.caseload.detect import estimate_noise
from boundary_nlp.caseload.input import TIMEZONE, check_shifts, read_dates
from boundary_nlp.caseload.layout import Floats
from boundary_nlp.caseload.noise import Noise

COLUMNS = ["caseload_id", "week", "n_notes", "n_rescuing", "n_guiding", "share", "band_low", "band_high"]


def caseload_series(
    notes: pd.DataFrame,
    shifts: pd.DataFrame | None = None,
    *,
    inner: bool = False,
    noise: Noise | None = None,
    today: date | None = None,
    timezone: str = TIMEZONE,
) -> pd.DataFrame:
    """Return the share of rescuing per caseload and ISO week, and the band of ordinary variation.

    The band holds 90 % of weeks when nothing changes, given which clients were written about and how much. A
    week without notes is a gap: a row with `n_notes` 0 and neither share nor band.

    Parameters
    ----------
    notes, inner, noise, today, timezone
        As in `detect_shifts`.
    shifts
        Its result. Where it tells of a shift, the band is that of the time before.

    Returns
    -------
    pandas.DataFrame
        `week` is the Monday. Rescuing counts acts only, unless `inner`.

    Examples
    --------
    >>> import pandas as pd
    >>> notes = pd.DataFrame(
    ...     {
    ...         "caseload_id": "A",
    ...         "note_id": range(30),
    ...         "client_id": [f"C{n % 5}" for n in range(30)],
    ...         "date": pd.date_range("2026-01-05", periods=30, freq="7D"),
    ...         "n_rescuing": [1] * 15 + [4] * 15,
    ...         "n_guiding": [4] * 15 + [1] * 15,
    ...     }
    ... )
    >>> caseload_series(notes)[["week", "share"]].iloc[[0, -1]]["share"].tolist()
    [0.2, 0.8]
    """
    counts = count_notes(notes, inner=inner, today=today, timezone=timezone)
    if noise is None:
        noise = estimate_noise(notes, inner=inner, today=today, timezone=timezone)
    weekly = counts.weekly.groupby(["caseload", "week"]).agg(
        n_notes=("total", "size"), n_rescuing=("rescuing", "sum"), total=("total", "sum")
    )
    change = _change_weeks(counts.caseloads["caseload_id"], shifts)
    cells = counts.cells.assign(period=counts.cells["week"])
    before = cells[cells["week"] < change[cells["caseload"]]]
    weekly = weekly.join(ordinary_bands(cells, before, noise).rename_axis(weekly.index.names))
    weekly = weekly.reindex(_every_week(weekly.index))
    numbers = ["n_notes", "n_rescuing", "total"]
    weekly[numbers] = weekly[numbers].fillna(0).astype("int64")
    weekly["n_guiding"] = weekly["total"] - weekly["n_rescuing"]
    weekly["share"] = weekly["n_rescuing"] / weekly["total"].where(weekly["total"] > 0)
    weekly = weekly.reset_index()
    weekly["caseload_id"] = counts.caseloads["caseload_id"].to_numpy()[weekly["caseload"]]
    weekly["week"] = week_start(weekly["week"].to_numpy())
    return weekly[COLUMNS]


def _change_weeks(ids: pd.Series, shifts: pd.DataFrame | None) -> Floats:
    """First week after a clear shift, as a day number per caseload; infinite where there is none."""
    if shifts is None:
        return np.full(len(ids), np.inf)
    check_shifts(shifts, ("caseload_id", "strength", "change_date"))
    clear = shifts[shifts["strength"] == "clear"]
    dates = read_dates(clear["change_date"], what="shifts: the column change_date")
    weeks = (dates - pd.Timestamp(1970, 1, 5)).dt.days / 7
    weeks.index = pd.Index(clear["caseload_id"].map(str))  # a file may have been read with numbers for them
    return np.asarray(ids.map(str).map(weeks).fillna(np.inf), dtype=np.float64)


def _every_week(index: pd.Index) -> pd.MultiIndex:
    """All weeks from the first to the last of each caseload."""
    span = index.to_frame(index=False).groupby("caseload")["week"].agg(["min", "max"])
    sizes = (span["max"] - span["min"] + 1).to_numpy(dtype="int64")
    start = np.repeat(span["min"].to_numpy(dtype="int64"), sizes)
    place = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return pd.MultiIndex.from_arrays([np.repeat(span.index, sizes), start + place], names=["caseload", "week"])
