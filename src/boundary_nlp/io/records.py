"""Notes from records in memory, such as the rows of a DataFrame."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from boundary_nlp.io.columns import FRAME, recognise_columns
from boundary_nlp.io.missing import is_missing
from boundary_nlp.io.notes import Chunk, NoteMaker, NoteRow, RawRow
from boundary_nlp.io.readers import MAX_LENGTH
from boundary_nlp.io.seen import SeenIds

SOURCE = "frame"


def notes_from_records(
    records: Iterable[Sequence[Any]],
    found: Sequence[str],
    columns: Mapping[str, str] | None = None,
    source: str = SOURCE,
    prefix: str = "",
) -> tuple[Chunk, dict[str, int]]:
    """Turn records into notes and rejected rows.

    Parameters
    ----------
    records : the values of each row; ``found`` : the names of their columns, in the same order.
    columns : canonical name -> column, for names that are not recognised.
    source : how the rejected rows call the records; ``prefix`` : what goes before a row number to make a note_id.

    Returns
    -------
    Chunk, dict of str to int
        The notes, and which columns were used for them: canonical name -> position.

    Raises
    ------
    InputError
        If there is no text column, or ``columns`` names one that is missing.
    """
    positions = recognise_columns(found, columns, FRAME)
    chunk = Chunk()
    with SeenIds(None) as seen:
        maker = NoteMaker(MAX_LENGTH, seen, {source: prefix})
        for number, record in enumerate(records, start=1):
            values = {
                name: None if is_missing(value := record[at]) else _plain(value) for name, at in positions.items()
            }
            row = maker.make(RawRow(source, number, values, filled=True))
            if isinstance(row, NoteRow):
                chunk.notes.append(row)
            elif row is not None:
                chunk.rejected.append(row)
    return chunk, positions


def _plain(value: Any) -> Any:
    """Return a number of NumPy's, as nullable columns hold, as one of Python's."""
    return value.item() if isinstance(value, np.integer | np.floating) else value
