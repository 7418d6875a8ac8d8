"""Offsets in UTF-16 code units, as JavaScript counts, from and to code points, as Python counts.

An emoji is one code point and two units.
"""

from bisect import bisect_left
from itertools import accumulate


class Units:
    """The UTF-16 code units of a text."""

    def __init__(self, text: str) -> None:
        self._plain = all(character <= "\uffff" for character in text)
        self._before = [] if self._plain else [0, *accumulate(1 + (character > "\uffff") for character in text)]

    def of_code_point(self, offset: int) -> int:
        """Return how many units stand before a code point."""
        return offset if self._plain else self._before[offset]

    def to_code_point(self, offset: int) -> int | None:
        """Return how many code points stand before a unit; None within a character, or outside a text that has such."""
        if self._plain:
            return offset
        number = bisect_left(self._before, offset)
        return number if number < len(self._before) and self._before[number] == offset else None
