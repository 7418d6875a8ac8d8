"""From the `notes` table to counts per caseload, client, worker and week."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from boundary_nlp.caseload.input import TIMEZONE, check_notes, check_timezone, read_dates, read_today
from boundary_nlp.caseload.layout import Cells, Ints
from boundary_nlp.errors import InputError

_FIRST_MONDAY = np.datetime64("1970-01-05")
_FEWEST_NOTES_OF_WORKER = 5


@dataclass(frozen=True)
class Counts:
    """Notes brought to counts.

    Attributes
    ----------
    caseloads
        One row per caseload in order of first appearance: `caseload_id, n_notes, n_utterances, n_clients` (of
        dated notes), and what was set apart or stands out: `n_undated, n_future, n_without_client` (notes),
        `n_sentences` (with the neutral ones; 0 where those are not told), `no_clients` (no note names a client)
        and `handover` (Monday of the week in which another worker took over, or NaT).
    weekly
        One row per dated note that is compared: `caseload` (its number), `week` (since Monday 5 January 1970),
        `rescuing`, `total`. Notes that name no client are left out where others do.
    cells
        Their sums per `caseload, client, worker, week`, only where there are utterances.
    """

    caseloads: pd.DataFrame
    weekly: pd.DataFrame
    cells: pd.DataFrame

    def weekly_of(self, number: int) -> pd.DataFrame:
        """Return the rows of `weekly` of one caseload."""
        rows: pd.DataFrame = self.weekly.iloc[self._places["weekly"].get(number, [])]
        return rows

    def cells_of(self, number: int) -> pd.DataFrame:
        """Return the rows of `cells` of one caseload."""
        rows: pd.DataFrame = self.cells.iloc[self._places["cells"].get(number, [])]
        return rows

    @cached_property
    def _places(self) -> dict[str, dict[Any, Any]]:
        return {name: getattr(self, name).groupby("caseload").indices for name in ("weekly", "cells")}

    def of(self, number: int) -> Cells:
        """Return the cells of one caseload as they are laid out."""
        rows = self.cells_of(number)
        return Cells(*(rows[name].to_numpy() for name in ("client", "worker", "week", "rescuing", "total")))

    def each(self) -> Iterator[Cells]:
        """Yield the cells of each caseload in the order of `caseloads`."""
        columns = {name: self.cells[name].to_numpy() for name in self.cells}
        edges = np.searchsorted(columns["caseload"], np.arange(len(self.caseloads) + 1))
        for start, stop in pairwise(edges):
            part = {name: values[start:stop] for name, values in columns.items()}
            yield Cells(part["client"], part["worker"], part["week"], part["rescuing"], part["total"])


def count_notes(
    notes: pd.DataFrame, *, inner: bool = False, today: date | None = None, timezone: str = TIMEZONE
) -> Counts:
    """Count utterances per caseload, client, worker and ISO week.

    Parameters
    ----------
    notes
        A `notes` table with at least `caseload_id, note_id, date, n_rescuing, n_guiding`; rows without a
        caseload are left out. It is not changed.
    inner
        Whether inner signals of the worker count too. By default only acts do: `n_rescuing - n_inner`.
    today
        Notes dated later than the day after it are set apart (one day, for clocks in other time zones). Where
        most notes are, the clock is wrong rather than the notes, and none is. By default no date is too late.
    timezone
        Dates with a time zone are read on the calendar of this one.

    Raises
    ------
    InputError
        When a column is missing or doubled, an id is a list, a count is no whole number from 0, `today` is no date,
        there is no such time zone, or several analyser versions are mixed.
    """
    check_notes(notes)
    check_timezone(timezone)
    last = read_today(today, timezone)
    notes = notes[notes["caseload_id"].notna()]
    rescuing, guiding = _whole(notes, "n_rescuing"), _whole(notes, "n_guiding")
    if not inner and "n_inner" in notes and notes["n_inner"].notna().any():
        rescuing = rescuing - _whole(notes, "n_inner")
        if (rescuing < 0).any():
            raise InputError("notes: n_inner is larger than n_rescuing; it counts a part of those. Analyse again.")
    caseload, ids = pd.factorize(notes["caseload_id"])
    day = read_dates(notes["date"], timezone)
    week = (day.to_numpy().astype("datetime64[D]").astype(np.int64) - _FIRST_MONDAY.astype(np.int64)) // 7
    table = pd.DataFrame(
        {
            "caseload": caseload,
            "client": _codes(notes, "client_id"),
            "worker": _codes(notes, "worker_id"),
            "day": day.to_numpy(),
            "week": week,
            "rescuing": rescuing,
            "total": rescuing + guiding,
            "sentences": rescuing + guiding + (_neutral(notes) if "n_neutral" in notes else 0),
        }
    )
    undated = table["day"].isna()
    future = _future(table["day"], last)
    dated = table[~undated & ~future]
    nameless = dated["client"] < 0
    all_nameless = nameless.groupby(dated["caseload"]).transform("all") if len(dated) else nameless
    apart = nameless & ~all_nameless

    def per_caseload(values: Any, rows: pd.DataFrame) -> Ints:
        return np.bincount(rows["caseload"], values, minlength=len(ids)).astype(np.int64)

    clients = dated.loc[~nameless, ["caseload", "client"]].drop_duplicates()
    caseloads = pd.DataFrame(
        {
            "caseload_id": ids,
            "n_notes": per_caseload(None, dated),
            "n_utterances": per_caseload(dated["total"], dated),
            "n_clients": per_caseload(None, clients),
            "n_undated": per_caseload(undated, table),
            "n_future": per_caseload(future, table),
            "n_without_client": per_caseload(apart, dated),
        }
    )
    caseloads["n_sentences"] = per_caseload(dated["sentences"], dated) if "n_neutral" in notes else 0
    caseloads["no_clients"] = (caseloads["n_clients"] == 0) & (caseloads["n_notes"] > 0)
    caseloads["handover"] = _handovers(dated).reindex(range(len(ids))).to_numpy()
    keys = ["caseload", "client", "worker", "week"]
    cells = dated.loc[~apart & (dated["total"] > 0), [*keys, "rescuing", "total"]]
    cells = cells.groupby(keys, as_index=False, sort=True)[["rescuing", "total"]].sum()
    cells[["rescuing", "total"]] = cells[["rescuing", "total"]].astype(float)
    for key in ("client", "worker"):
        cells[key] = _within(cells["caseload"], cells[key])
    return Counts(caseloads, dated.loc[~apart, ["caseload", "week", "rescuing", "total"]], cells)


def week_start(week: Any) -> Any:
    """Return the Monday of weeks counted from Monday 5 January 1970, as datetime64."""
    return (_FIRST_MONDAY + np.asarray(week) * np.timedelta64(7, "D")).astype("datetime64[s]")


def _future(day: pd.Series, today: pd.Timestamp | None) -> pd.Series:
    if today is None:
        return day.isna() & False
    late = day > today + pd.Timedelta(days=1)
    return late & (2 * late.sum() < day.notna().sum())


def _whole(notes: pd.DataFrame, name: str) -> Ints:
    values = pd.to_numeric(notes[name], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    wrong = ~(np.isfinite(values) & (values >= 0) & (values == np.floor(values)))
    if wrong.any():
        row = notes.index[int(np.argmax(wrong))]
        raise InputError(
            f"notes: {name} is no whole number from 0 in {int(wrong.sum())} row(s), first in row {row}. "
            "Give counts of utterances, without gaps."
        )
    return values.astype(np.int64)


def _neutral(notes: pd.DataFrame) -> Ints:
    """Neutral utterances, none where they are not told: they enter no test."""
    told = pd.to_numeric(notes["n_neutral"], errors="coerce").fillna(0).clip(lower=0)
    return told.to_numpy().astype(np.int64)


def _codes(notes: pd.DataFrame, name: str) -> Ints:
    """Codes of a column of identities, -1 where there is none."""
    if name not in notes:
        return np.full(len(notes), -1)
    return pd.factorize(notes[name])[0].astype(np.int64)


def _within(caseload: pd.Series, codes: pd.Series) -> Ints:
    """Return the codes numbered anew within each caseload, from 0."""
    pairs = pd.DataFrame({"caseload": caseload, "code": codes}).drop_duplicates()
    pairs = pairs.sort_values(["caseload", "code"], ignore_index=True)
    pairs["number"] = pairs.groupby("caseload").cumcount()
    keyed = pairs.set_index(["caseload", "code"])["number"]
    return keyed.loc[pd.MultiIndex.from_arrays([caseload, codes])].to_numpy()


def _handovers(dated: pd.DataFrame) -> pd.Series:
    """Week of the last handover per caseload: one worker's notes end where the next one's begin.

    Of workers with at least 5 notes, each 90 % of one's notes must come before 90 % of the next one's.
    """
    known = dated[dated["worker"] >= 0]
    several = known.groupby("caseload")["worker"].transform("nunique") > 1
    grouped = known[several].groupby(["caseload", "worker"])["week"]
    if not len(grouped):
        return pd.Series(dtype="datetime64[s]")
    spans = pd.DataFrame(
        {
            "n": grouped.size(),
            "early": grouped.quantile(0.1),
            "middle": grouped.median(),
            "late": grouped.quantile(0.9),
            "first": grouped.min(),
        }
    )
    spans = spans[spans["n"] >= _FEWEST_NOTES_OF_WORKER].reset_index()
    spans = spans.sort_values(["caseload", "middle", "early", "first"])
    follows = spans["caseload"].eq(spans["caseload"].shift()) & (spans["late"].shift() <= spans["early"])
    last = spans[follows].groupby("caseload")["early"].last().astype(np.int64)
    return pd.Series(week_start(last.to_numpy()), index=last.index)
