"""Dates as they stand in Dutch and Belgian exports: ISO or day first, in words, or as Excel counts."""

import math
import re
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from boundary_nlp.resources import load_yaml

_EXCEL_EPOCH = date(1899, 12, 30)
_EXCEL_SERIALS = range(20_000, 80_000)  # from 1954 on; smaller numbers are years, ages and the like
_YEARS = range(1900, 2101)

_TIME = (
    r"(?:(?:T|,?\s+(?:om\s+|-\s)?|,)\d{1,2}(?:[:.uh]\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)?(?:\s?[uh]\.?|\s?uur)?"
    r"\s?(?:[ap]\.?m\.?)?\s?(?:Z|UTC|GMT|CES?T|[+-]\d{2}:?\d{2}|[+-]\d{2})?(?:\[[\w/+-]{1,40}\])?)?"
)
_ISO = re.compile(r"(?P<y>\d{4})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})" + _TIME, re.I | re.A)
_BASIC = re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})" + _TIME, re.I | re.A)
_FIGURES = re.compile(r"(?P<d>\d{1,2})(?P<s>[-/. ])(?P<m>\d{1,2})(?P=s)(?P<y>\d{4}|\d{2})" + _TIME, re.I | re.A)
_WORDS = re.compile(
    r"(?P<d>\d{1,2})(?:e|de|ste)?[-. /]{0,2}(?P<month>[^\W\d_]{3,12})\.?[-. /,']{0,3}(?P<y>\d{4}|\d{2})" + _TIME,
    re.I,
)
_WEEKDAY = re.compile(r"(?P<day>[^\W\d_]{2,12})\.?,?\s{1,3}(?=\d)")


def parse_date(value: Any) -> date | None:
    """Return the calendar date that ``value`` tells, or None where nothing is filled in.

    Figures are read day first, always: ``03/04/2026`` is 3 April, and ``04/24/2026`` is no date. Times and
    time zones are dropped, the date staying as it was written. Two-figure years follow POSIX: 69-99 are
    1969-1999, the rest 2000-2068.

    Raises
    ------
    ValueError
        When something is filled in that is no date between 1900 and 2100.
    """
    if value is None or value != value:  # noqa: PLR0124  NaN and NaT
        return None
    if isinstance(value, date):
        return _checked(value.year, value.month, value.day)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_number(value)
    if isinstance(value, str):
        return _from_text(value)
    raise ValueError("not a date")


@lru_cache(maxsize=4096)
def _from_text(value: str) -> date | None:
    text = value.strip().strip("'\"").strip()
    if not text or text.casefold() in _missing():
        return None
    if len(text) > 80:
        raise ValueError("too long for a date")
    weekday = _WEEKDAY.match(text)
    if weekday and weekday["day"].casefold() in _weekdays():
        text = text[weekday.end() :]
    for pattern in (_ISO, _FIGURES, _BASIC):
        if match := pattern.fullmatch(text):
            return _checked(_year(match["y"]), int(match["m"]), int(match["d"]))
    if match := _WORDS.fullmatch(text):
        month = _months().get(match["month"].casefold())
        if month:
            return _checked(_year(match["y"]), month, int(match["d"]))
    if re.fullmatch(r"[0-9]{5}(?:[.,][0-9]{1,12})?", text) and int(text[:5]) in _EXCEL_SERIALS:
        return _from_serial(int(text[:5]))
    raise ValueError("not a date")


def _from_number(value: float) -> date:
    """Read an Excel serial number (days since 30 December 1899), or a date written as the number 20261124."""
    if not math.isfinite(value):
        raise ValueError("not a date")
    whole = int(value)
    if whole in _EXCEL_SERIALS:
        return _from_serial(whole)
    if match := _BASIC.fullmatch(str(whole)):
        return _checked(int(match["y"]), int(match["m"]), int(match["d"]))
    raise ValueError("not a date")


def _from_serial(days: int) -> date:
    day = _EXCEL_EPOCH + timedelta(days=days)
    return _checked(day.year, day.month, day.day)


def _year(figures: str) -> int:
    year = int(figures)
    if len(figures) == 4:
        return year
    return year + (1900 if year >= 69 else 2000)


def _checked(year: int, month: int, day: int) -> date:
    if year not in _YEARS:
        raise ValueError("year out of range")
    return date(year, month, day)


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    return {name: number for number, names in load_yaml("dates.yaml")["months"].items() for name in names}


@lru_cache(maxsize=1)
def _weekdays() -> frozenset[str]:
    return frozenset(load_yaml("dates.yaml")["weekdays"])


@lru_cache(maxsize=1)
def _missing() -> frozenset[str]:
    return frozenset(load_yaml("dates.yaml")["missing"])
