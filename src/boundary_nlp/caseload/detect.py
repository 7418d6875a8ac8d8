"""Verdicts per caseload: did the language shift, since when, by how much, and how sure is that."""

from dataclasses import asdict
from datetime import date
from typing import Any, Literal, cast

import numpy as np
import pandas as pd
from scipy.stats import false_discovery_control

from boundary_nlp.caseload.counting import count_notes, week_start
from boundary_nlp.caseload.evidence import (
    compare_with_chance,
    date_quantiles,
    shares_around,
    size_quantiles,
    weigh_steps,
)
from boundary_nlp.caseload.input import TIMEZONE
from boundary_nlp.caseload.layout import Blocks, Floats, lay_out
from boundary_nlp.caseload.measurement import Measurement, shipped_measurement
from boundary_nlp.caseload.monitoring import looks_factor
from boundary_nlp.caseload.noise import Noise, fit_noise
from boundary_nlp.caseload.reasons import reason_of
from boundary_nlp.errors import InputError

FEWEST_UTTERANCES = 40
FEWEST_WEEKS = 8
LARGEST_DETECTABLE = 50.0
FEWEST_FOR_Q = 20
CLEAR_Q, CLEAR_P, INDICATION_P = 0.10, 0.01, 0.05
_DRAWS, _SEED = 2000, 20240229

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
_DATES = COLUMNS[4:7]
_NUMBERS = [*COLUMNS[7:13], "smallest_detectable"]


def detect_shifts(
    notes: pd.DataFrame,
    *,
    inner: bool = False,
    looks: int = 1,
    measurement: Measurement | Literal["shipped"] | None = "shipped",
    noise: Noise | None = None,
    today: date | None = None,
    timezone: str = TIMEZONE,
) -> pd.DataFrame:
    """Tell for each caseload whether its language moved between guiding and rescuing.

    Clients are compared with themselves only, and so are workers within a caseload: who is on it, or who
    writes, is no shift. Same input, same output.

    Parameters
    ----------
    notes
        A `notes` table with at least `caseload_id, note_id, date, n_rescuing, n_guiding`; `client_id,
        worker_id, n_inner, analyser_version` are used where present. It is not changed.
    inner
        Whether inner signals of the worker count too; by default only acts do.
    looks
        How often the growing table is looked at in the period over which the promise on false alarms must
        hold, such as 12 for a year of monthly reports. p-values are raised accordingly.
    measurement
        The analyser's errors, to correct sizes for; tests are on raw counts, and shares are those counted.
        "shipped" stands for the errors of the shipped analyser, and corrects only what an analyser counted (a
        table with `analyser_version`) as acts; None for no correction.
    noise
        The ordinary variation, if already known; by default estimated over all caseloads of `notes`.
    today
        Notes dated more than a day later are set apart. By default no date is too late.
    timezone
        Dates with a time zone are read on the calendar of this one.

    Returns
    -------
    pandas.DataFrame
        One row per caseload in order of first appearance. Shares run from 0 to 1, as counted; `size_points` and
        `smallest_detectable` are percentage points, corrected for the analyser's errors; intervals hold 90 %.
        Estimates are given for `no_shift` too. `attrs["noise"]` tells the ordinary variation that was used.

    Raises
    ------
    InputError
        When a column or an argument is missing or wrong, or several analyser versions are mixed.

    Notes
    -----
    False discovery rates over caseloads follow Benjamini and Hochberg (1995). The ordinary variation is estimated by
    restricted maximum likelihood over two groups of caseloads, with and without a step (Efron 2008). Sizes are
    corrected as by Rogan and Gladen (1978).

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
    >>> detect_shifts(notes)["verdict"].tolist()
    ['shift_to_rescuing']
    """
    factor = looks_factor(looks)
    _check_settings(measurement, noise)
    counts = count_notes(notes, inner=inner, today=today, timezone=timezone)
    layouts = [usable(lay_out(cells)) for cells in counts.each()]
    if noise is None:
        noise = fit_noise([blocks for blocks in layouts if blocks is not None])
    longest = max((len(blocks.weeks) for blocks in layouts if blocks is not None), default=0)
    draws = np.random.default_rng(_SEED).standard_normal((longest, _DRAWS))
    if measurement == "shipped":
        measurement = measurement_of(notes, inner=inner)
    whole = counts.caseloads["n_sentences"] / counts.caseloads["n_utterances"].clip(lower=1)
    rows = [
        _missing() if blocks is None else _examine(blocks, noise, draws, factor, measurement, sentences)
        for blocks, sentences in zip(layouts, whole, strict=True)
    ]
    shifts = pd.DataFrame(rows, columns=list(_missing()))
    shifts = pd.concat([counts.caseloads, shifts], axis=1)
    shifts["enough"] = [blocks is not None for blocks in layouts]
    _judge(shifts)
    shifts["reason"] = [reason_of(cast(dict[str, Any], row)) for row in shifts.to_dict("records")]
    for name in _DATES:
        shifts[name] = pd.to_datetime(shifts[name]).astype("datetime64[s]")
    shifts["direction"] = shifts["direction"].astype("Int64")
    shifts = shifts[COLUMNS].astype({"verdict": "str", "strength": "str", "reason": "str"})
    shifts.attrs["noise"] = asdict(noise)
    return shifts


def _check_settings(measurement: Any, noise: Any) -> None:
    named = isinstance(measurement, str) and measurement == "shipped"
    if not (named or measurement is None or isinstance(measurement, Measurement)):
        raise InputError(f"measurement is 'shipped', None or a Measurement, not of type {type(measurement).__name__}.")
    if noise is not None and not isinstance(noise, Noise):
        raise InputError(f"noise is None or what estimate_noise returns, not of type {type(noise).__name__}.")


def estimate_noise(
    notes: pd.DataFrame, *, inner: bool = False, today: date | None = None, timezone: str = TIMEZONE
) -> Noise:
    """Estimate the ordinary variation over all caseloads of `notes`; parameters as in `detect_shifts`."""
    counts = count_notes(notes, inner=inner, today=today, timezone=timezone)
    layouts = [usable(lay_out(cells)) for cells in counts.each()]
    return fit_noise([blocks for blocks in layouts if blocks is not None])


def measurement_of(notes: pd.DataFrame, *, inner: bool = False) -> Measurement | None:
    """Return the errors of the shipped analyser where it counted these notes, acts only; else None."""
    analysed = "analyser_version" in notes and notes["analyser_version"].notna().any()
    return shipped_measurement() if analysed and not inner else None


def usable(blocks: Blocks | None) -> Blocks | None:
    """Return the caseload when it has enough comparable text to be examined at all, else None."""
    if blocks is None or len(blocks.weeks) < FEWEST_WEEKS or blocks.n_utterances < FEWEST_UTTERANCES:
        return None
    return blocks


def _missing() -> dict[str, Any]:
    return {"direction": pd.NA} | dict.fromkeys(_DATES, pd.NaT) | dict.fromkeys(_NUMBERS, np.nan)


def _examine(
    blocks: Blocks, noise: Noise, draws: Floats, factor: float, measurement: Measurement | None, sentences: float
) -> dict[str, Any]:
    """Test one caseload; no p-value where not even a change of 50 points would have been seen.

    Nor is there one where each change coincides with one of worker, as where every note has another worker.
    """
    row = _missing()
    steps = weigh_steps(noise.reduce(blocks))
    if steps.information.max() <= 0:
        return row
    outcome = compare_with_chance(steps, draws)
    best_week = int(steps.weeks[steps.best + 1])
    either_way = np.array([shares_around(blocks, best_week, sign * outcome.detectable) for sign in (1, -1)])
    row["smallest_detectable"] = 100 * np.abs(np.diff(either_way)).max()
    if row["smallest_detectable"] > LARGEST_DETECTABLE:
        return row
    weeks = date_quantiles(steps)
    shares = np.array([shares_around(blocks, weeks[1], size) for size in size_quantiles(steps)])
    points = 100 * np.diff(shares).ravel()
    row["direction"] = 1 if points[1] >= 0 else -1
    if measurement is not None:
        points = measurement.correct_size(shares, sentences)
        row["smallest_detectable"] = measurement.correct_detectable(either_way, sentences)
    row["date_low"], row["change_date"], row["date_high"] = (week_start(week) for week in weeks)
    row["share_before"], row["share_after"] = shares[1]
    row["size_low"], row["size_points"], row["size_high"] = points
    row["p_value"] = min(1.0, outcome.p_value * factor)
    return row


def _judge(shifts: pd.DataFrame) -> None:
    """Fill verdict, strength and q-value: a shift is told only where it is clear."""
    tested = shifts["p_value"].notna()
    shifts["q_value"] = np.nan
    if tested.any():
        shifts.loc[tested, "q_value"] = false_discovery_control(shifts.loc[tested, "p_value"])
    many = tested.sum() >= FEWEST_FOR_Q
    clear = shifts["q_value"] <= CLEAR_Q if many else shifts["p_value"] <= CLEAR_P
    direction = shifts["direction"].fillna(0)
    shifts["verdict"] = np.select(
        [~tested, clear & (direction > 0), clear],
        ["insufficient_data", "shift_to_rescuing", "shift_to_guiding"],
        "no_shift",
    )
    shifts["strength"] = np.select([clear, shifts["p_value"] <= INDICATION_P], ["clear", "indication"], "")
