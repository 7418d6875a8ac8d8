"""Cells that a spreadsheet would run as a formula, made harmless and given back."""

import re

_DANGEROUS = re.compile(r"'*(?:\s*[=+\-@＝＋－＠]|[\t\r\n])")


def neutralise_formula(value: str) -> str:
    """Return ``value`` with an apostrophe before it where a spreadsheet could take it for a formula.

    A cell is dangerous when it starts with one of ``= + - @`` (or their full-width forms), perhaps after
    white space, or with a tab or newline. A cell with apostrophes before such a sign gets one more, so that
    :func:`restore_formula` can take it away again; ``'s morgens`` stays as it is.
    """
    return "'" + value if _DANGEROUS.match(value) else value


def restore_formula(value: str) -> str:
    """Return what :func:`neutralise_formula` was given."""
    return value[1:] if value.startswith("'") and _DANGEROUS.match(value) else value
