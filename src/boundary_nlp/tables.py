"""Pandas in, pandas out: the tables of a frame of notes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from boundary_nlp.analysis import Analyser
from boundary_nlp.batch import BatchOptions, analyse_notes
from boundary_nlp.errors import InputError
from boundary_nlp.io.records import notes_from_records
from boundary_nlp.io.schemas import table_schema

if TYPE_CHECKING:
    from boundary_nlp.io.notes import Rejected
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
        sentences=table_frame("sentences", rows, []),
        findings=table_frame("findings", rows, []),
        rejected=table_frame("rejected", [], [*chunk.rejected, *rejected]),
    )


def table_frame(name: str, rows: "Sequence[NoteRows]", rejected: "Sequence[Rejected]") -> pd.DataFrame:
    """Return one of the four tables of some notes."""
    table: list[dict[str, object]] = {
        "notes": lambda: [row.note for row in rows],
        "sentences": lambda: [sentence for row in rows for sentence in row.sentences],
        "findings": lambda: [finding for row in rows for finding in row.findings],
        "rejected": lambda: [row._asdict() for row in rejected],
    }[name]()
    if not table:
        empty: pd.DataFrame = table_schema(name).empty_table().to_pandas()
        return empty
    return pd.DataFrame(table, columns=table_schema(name).names)


def _notes_frame(frame: pd.DataFrame, used: set[str], positions: list[int], rows: "list[NoteRows]") -> pd.DataFrame:
    notes = table_frame("notes", rows, [])
    notes["date"] = pd.to_datetime(notes["date"])
    kept = [column for column in frame.columns if str(column) not in used and str(column) not in notes.columns]
    extra = frame.iloc[positions][kept]
    notes.index = extra.index
    return pd.concat([notes, extra], axis=1)
