"""Pandas in, pandas out: the tables of a frame of notes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from boundary_nlp.analysis import Analyser
from boundary_nlp.batch import BatchOptions, analyse_notes
from boundary_nlp.errors import InputError
from boundary_nlp.io.records import notes_from_records
from boundary_nlp.io.schemas import table_schema

if TYPE_CHECKING:
    from boundary_nlp.rows import NoteRows


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of an analysis; their columns are those of the files that `boundary-nlp analyse` writes."""

    notes: pd.DataFrame
    sentences: pd.DataFrame
    findings: pd.DataFrame
    rejected: pd.DataFrame


def analyse_frame(
    frame: pd.DataFrame,
    columns: Mapping[str, str] | None = None,
    analyser: Analyser | None = None,
    privacy: str = "mask",
) -> Tables:
    """Analyse a frame of notes.

    Parameters
    ----------
    frame : one note a row. Only a text column is required; `note_id`, `caseload_id`, `worker_id`, `client_id`,
        `date` and `setting` are recognised by common Dutch and English names.
    columns : canonical name -> column, for names that are not recognised.
    analyser : the default analyser where None.
    privacy : ``"mask"`` or ``"off"``: whether identifiers are hidden in the texts of the findings.

    Returns
    -------
    Tables
        ``notes`` keeps the frame's index and its other columns; the frame itself is not changed.

    Raises
    ------
    InputError
        If there is no text column, or ``columns`` names one that is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> tables = analyse_frame(pd.DataFrame({"text": ["Mw. heeft zelf naar het OCMW gebeld."]}))
    >>> tables.notes["n_guiding"].tolist()
    [1]
    """
    if privacy not in ("mask", "off"):
        raise InputError(f"privacy is 'mask' or 'off', not '{privacy}'.")
    chunk, used = notes_from_records(frame.to_dict("records"), list(map(str, frame.columns)), columns)
    options = BatchOptions(privacy=privacy)
    analysed, rows, rejected = analyse_notes(analyser or Analyser(), chunk.notes, options)
    return Tables(
        notes=_notes_frame(frame, used, [note.row - 1 for note in analysed], rows),
        sentences=_frame("sentences", [row for note in rows for row in note.sentences]),
        findings=_frame("findings", [row for note in rows for row in note.findings]),
        rejected=_frame("rejected", [row._asdict() for row in [*chunk.rejected, *rejected]]),
    )


def _frame(name: str, rows: list[dict[str, object]]) -> pd.DataFrame:
    if not rows:
        empty: pd.DataFrame = table_schema(name).empty_table().to_pandas()
        return empty
    return pd.DataFrame(rows, columns=table_schema(name).names)


def _notes_frame(frame: pd.DataFrame, used: set[str], positions: list[int], rows: "list[NoteRows]") -> pd.DataFrame:
    notes = _frame("notes", [row.note for row in rows])
    notes["date"] = pd.to_datetime(notes["date"])
    kept = [column for column in frame.columns if str(column) not in used and str(column) not in notes.columns]
    extra = frame.iloc[positions][kept]
    notes.index = extra.index
    return pd.concat([notes, extra], axis=1)
