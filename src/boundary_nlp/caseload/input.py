"""What comes in: tables that can be used at all, and dates in whatever shape they were read."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from boundary_nlp.errors import InputError

TIMEZONE = "Europe/Brussels"
REQUIRED = ("caseload_id", "note_id", "date", "n_rescuing", "n_guiding")
_IDS = ("caseload_id", "note_id", "client_id", "worker_id", "analyser_version")
_OF_NOTES = (*_IDS, "date", "n_rescuing", "n_inner", "n_guiding", "n_neutral")
_OF_SHIFTS = ("caseload_id", "verdict", "strength", "change_date", "date_low", "date_high")


def read_dates(dates: pd.Series, timezone: str = TIMEZONE, what: str = "notes: the column date") -> pd.Series:
    """Return dates at midnight without a time zone; NaT for what is no date.

    Text is read as ISO 8601 where it starts with a year and with the day first otherwise, as Dutch writes it. ``what``
    names the column where it holds none.
    """
    if isinstance(dates.dtype, pd.DatetimeTZDtype):
        local: pd.Series = dates.dt.tz_convert(timezone).dt.tz_localize(None).dt.normalize()
        return local
    if pd.api.types.is_datetime64_dtype(dates.dtype):
        days: pd.Series = dates.dt.normalize()
        return days
    if pd.api.types.is_numeric_dtype(dates.dtype) and dates.notna().any():
        raise InputError(f"{what} holds numbers; give dates, such as 2025-03-31.")
    read = dates.map(lambda value: _read_date(value, timezone, what), na_action="ignore")
    return pd.to_datetime(read, errors="coerce").astype("datetime64[s]")


def _read_date(value: Any, timezone: str, what: str) -> Any:
    if pd.api.types.is_list_like(value):
        raise InputError(f"{what} holds lists or mappings; give dates, such as 2025-03-31.")
    if isinstance(value, str):
        day_first = not value.strip()[:4].isdigit()
        moment = pd.to_datetime(value, errors="coerce", dayfirst=day_first)
    else:
        moment = pd.to_datetime(value, errors="coerce")
    if pd.isna(moment):
        return pd.NaT
    if moment.tzinfo is not None:
        moment = moment.tz_convert(timezone).tz_localize(None)
    return moment.normalize()


def read_today(today: date | None, timezone: str) -> pd.Timestamp | None:
    """Return the day after which notes are late; None where none is.

    Raises
    ------
    InputError
        When it is no date: nothing would be late, and nobody told.
    """
    if today is None:
        return None
    known = isinstance(today, date | np.datetime64 | str)
    day = _read_date(today, timezone, "today") if known else pd.NaT
    if pd.isna(day):
        raise InputError("today is no date; give one, such as datetime.date(2025, 3, 31), or None.")
    return pd.Timestamp(day)


def check_notes(notes: Any) -> None:
    """Raise InputError where notes cannot be counted; the message names the column."""
    _check_table(notes, "notes", "the notes of analyse_frame", _OF_NOTES)
    missing = [name for name in REQUIRED if name not in notes]
    if missing:
        raise InputError(f"notes: no column {', '.join(missing)}; shifts need {', '.join(REQUIRED)}.")
    for name in _IDS:
        if name in notes:
            _check_ids(notes[name])
    if "analyser_version" in notes:
        versions = sorted(map(str, notes["analyser_version"].dropna().unique()))
        if len(versions) > 1:
            raise InputError(
                f"notes: analysed by several versions ({', '.join(versions)}). A new version can look like a "
                "shift; analyse all notes again with one version."
            )


def check_shifts(shifts: Any, needed: Iterable[str]) -> None:
    """Raise InputError where a table is none that `detect_shifts` returns."""
    _check_table(shifts, "shifts", "that of detect_shifts", _OF_SHIFTS)
    missing = [name for name in needed if name not in shifts]
    if missing:
        raise InputError(f"shifts: no column {', '.join(missing)}; give the table that detect_shifts returns.")


def check_timezone(timezone: str) -> None:
    """Raise InputError where there is no such time zone."""
    if timezone == TIMEZONE:  # a system without time zones can still read dates that have none
        return
    try:
        pd.Timestamp(0, tz=timezone)
    except (LookupError, ValueError, TypeError, OSError):
        raise InputError(f"There is no time zone '{timezone}'. Give one by name, such as {TIMEZONE}.") from None


def _check_table(table: Any, what: str, example: str, used: Iterable[str]) -> None:
    if not isinstance(table, pd.DataFrame):
        raise InputError(f"{what} is a table (a DataFrame), such as {example}, not of type {type(table).__name__}.")
    columns = list(table.columns)
    doubled = [name for name in used if columns.count(name) > 1]
    if doubled:
        raise InputError(f"{what}: the column {', '.join(doubled)} stands in it more than once. Leave one of each.")


def _check_ids(ids: pd.Series) -> None:
    try:
        pd.factorize(ids)
    except TypeError:
        raise InputError(f"notes: the column {ids.name} holds lists or mappings; give one a row, as text.") from None
