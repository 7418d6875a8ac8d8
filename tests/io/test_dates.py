import math
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundary_nlp.io.dates import parse_date

DAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-24", "2026/11/24", "20261124", "24/11/2026", "24-11-2026", "24.11.26", "24.11.2026", "24/11/26",
        "24 nov 2026", "24 november 2026", "24 NOV. 2026", "24-nov-2026", "24 nov '26", "24november2026",
        "di 24/11/2026", "dinsdag 24 november 2026", "Di. 24-11-2026", "2026-11-24T14:30:00",
        "2026-11-24T14:30:00.123456Z", "2026-11-24 23:30:00+01:00", "2026-11-24T00:15:00+02:00",
        "2026-11-24T14:30+01:00[Europe/Brussels]", "24/11/2026 14u30", "24/11/2026 14:30", "24/11/2026 om 14u",
        "24-11-2026 9:05:00", "24/11/2026, 2:30 pm",
        "24-11-2026 10:30 uur", "24-11-2026 om 10:30 uur", "24-11-2026 10.30u", "24-11-2026 - 10:30",
        " 24/11/2026 ", "46350", "46350.75", 46350, 46350.5, 20261124,
        DAY, datetime(2026, 11, 24, 23, 59),
    ],
)  # fmt: skip
def test_dates_are_read_day_first(written):
    assert parse_date(written) == DAY


@pytest.mark.parametrize("written", [None, "", "  ", "-", "nvt", "N.V.T.", "onbekend", "NaN", "null", math.nan])
def test_nothing_filled_in_is_no_date(written):
    assert parse_date(written) is None


@pytest.mark.parametrize(
    "written",
    [
        "11/24/2026", "31/02/2026", "00/01/2026", "gisteren", "24 foo 2026", "0202-11-24", "2026-13-01",
        "24/11", "2026", "24/11/2026 x", "1/2-2026", "99999", "79999", 79999, 2024, 1, math.inf, -5, 0, 10**30,
        time(9, 30), True, [], "x" * 1000,
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused(written):
    with pytest.raises(ValueError, match=r"date|year|month|day"):
        parse_date(written)


def test_ambiguous_figures_are_day_first():
    assert parse_date("03/04/2026") == date(2026, 4, 3)
    assert parse_date("01/02/69") == date(1969, 2, 1)
    assert parse_date("01/02/68") == date(2068, 2, 1)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_every_day_is_read_in_every_order(day):
    for written in (day.isoformat(), f"{day:%d/%m/%Y}", f"{day:%d-%m-%Y} 10:00", f"{day.day}.{day.month}.{day.year}"):
        assert parse_date(written) == day


@given(
    st.one_of(st.text(max_size=40), st.from_regex(r"\d{1,4}[-/. ]\w{1,4}[-/. ]\d{1,5}( \d\d:\d\d)?", fullmatch=True))
)
def test_any_text_is_a_date_or_refused(written):
    try:
        day = parse_date(written)
    except ValueError:
        return
    assert day is None or 1900 <= day.year <= 2100
