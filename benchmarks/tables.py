"""Tables in Markdown, as the benchmarks print them and the cards show them."""

from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[object]], text_columns: int = 1) -> str:
    """Return a Markdown table: columns of text on the left, numbers right-aligned, fractions with two decimals."""
    aligned = ["---" if at < text_columns else "---:" for at in range(len(head))]
    return "\n".join(f"| {' | '.join(map(cell, row))} |" for row in (head, aligned, *rows))


def cell(value: object) -> str:
    """Return what stands in a cell: two decimals for a fraction, thousands apart for a count."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:.2f}"
