"""Whether a value is missing, in any of the ways of Python, NumPy and pandas."""

from typing import Any


def is_missing(value: Any) -> bool:
    """Whether a value is None, NaN, NaT or NA; the last of these alone has no truth value."""
    try:
        return value is None or bool(value != value)  # noqa: PLR0124
    except TypeError:
        return True
    except ValueError:  # an array, which is no single value but is there
        return False
