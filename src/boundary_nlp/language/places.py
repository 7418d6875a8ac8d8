"""Places of tokens kept in order: a question about a stretch of a long sentence does not read the stretch again."""

from bisect import bisect_left


def holds(places: list[int], start: int, end: int) -> bool:
    """Tell whether one of some places, which are in order, lies in a stretch."""
    at = bisect_left(places, start)
    return at < len(places) and places[at] < end
