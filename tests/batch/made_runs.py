"""What the tests of a run share."""

from pathlib import Path

from boundary_nlp.batch import TABLES

PART_ROWS = 6


def table_bytes(folder: Path) -> dict[str, bytes]:
    return {name: (folder / f"{name}.parquet").read_bytes() for name in TABLES}
