"""Pandas in, pandas out: the tables of a frame of notes."""

import sys
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
from tqdm import tqdm

from boundary_nlp.analysis import Analyser
from boundary_nlp.arguments import check_argument
from boundary_nlp.batch import BatchOptions, analyse_notes
from boundary_nlp.errors import BoundaryNlpWarning, InputError
from boundary_nlp.io.columns import CANONICAL
from boundary_nlp.io.missing import is_missing
from boundary_nlp.io.notes import plain_id
from boundary_nlp.io.records import notes_from_records
from boundary_nlp.io.schemas import table_schema
from boundary_nlp.privacy.ids import content_key, hide_ids, id_kind
from boundary_nlp.rows import NoteRows, table_rows

if TYPE_CHECKING:
    from boundary_nlp.io.notes import Chunk, NoteRow, Rejected

STEP = 256  # notes that are analysed between two updates of the progress bar
PATIENCE = 2.0  # seconds before a progress bar appears
WITH_NOTE_ID = ("notes", "sentences", "findings")
SHOWN_IDS = ("caseload_id", "worker_id", "client_id")  # note_id is the key by which the tables join with the frame


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of an analysis; their columns are those of the files that `boundary-nlp analyse` writes.

    ``notes``, ``sentences`` and ``findings`` join on ``note_id``; ``rejected`` tells which rows were set apart.

    Examples
    --------
    >>> import pandas as pd
    >>> tables = analyse_frame(pd.DataFrame({"note_id": [12], "text": ["Mw. heeft zelf naar het OCMW gebeld."]}))
    >>> tables.findings.merge(tables.notes, on="note_id")[["note_id", "signal", "n_guiding"]].to_dict("records")
    [{'note_id': 12, 'signal': 'client_acts', 'n_guiding': 1}]
    """

    notes: pd.DataFrame
    sentences: pd.DataFrame
    findings: pd.DataFrame
    rejected: pd.DataFrame


def analyse_frame(
    frame: pd.DataFrame,
    columns: Mapping[str, str] | None = None,
    analyser: Analyser | None = None,
    privacy: str = "mask",
    progress: bool | None = None,
) -> Tables:
    """Analyse a frame of notes.

    Parameters
    ----------
    frame
        One note a row. Only a text column is required; `note_id`, `caseload_id`, `worker_id`, `client_id`, `date`
        and `setting` are recognised by common Dutch and English names.
    columns
        Canonical name -> column, for names that are not recognised; the other way round, as in
        ``DataFrame.rename``, is understood too.
    analyser
        The default analyser where None.
    privacy
        ``"mask"`` or ``"off"``: whether identifiers are hidden in the texts of the findings, and a `caseload_id`,
        `worker_id` or `client_id` that is one gets a pseudonym, the same for the same frame. A `note_id` stays.
    progress
        Whether to show a progress bar; where None, in notebooks, after two seconds.

    Returns
    -------
    Tables
        ``notes`` keeps the frame's index and its other columns (one whose name is taken gets ``_input`` behind it);
        ``note_id`` holds the frame's own values, so that all tables join with the frame; a row without one has a
        text, such as ``row-3``. The frame itself is not changed.

    Raises
    ------
    InputError
        If there is no text column, ``columns`` names one that is missing, or an argument is of another type.

    Warns
    -----
    BoundaryNlpWarning
        Once, if rows were set apart, columns renamed, or ids are identifiers.

    Examples
    --------
    >>> import pandas as pd
    >>> tables = analyse_frame(pd.DataFrame({"text": ["Mw. heeft zelf naar het OCMW gebeld."]}))
    >>> tables.notes["n_guiding"].tolist()
    [1]
    """
    _check_arguments(frame, columns, analyser, privacy)
    records = frame.itertuples(index=False, name=None)
    chunk, used = notes_from_records(records, [str(name) for name in frame.columns], _canonical_first(columns))
    options = BatchOptions(privacy=privacy)
    analyser = analyser or Analyser()
    read, hidden = chunk.notes, Counter[str]()
    if privacy != "off":
        read, hidden = hide_ids(read, content_key(read), SHOWN_IDS)
    steps = [analyse_notes(analyser, step, options) for step in _steps(read, progress)]
    analysed = [note for some, _, _ in steps for note in some]
    rows = [row for _, some, _ in steps for row in some]
    rejected = [*chunk.rejected, *(row for _, _, some in steps for row in some)]
    notes, renamed = _notes_frame(frame, used, [note.row - 1 for note in analysed], rows)
    tables = Tables(
        notes=notes,
        sentences=table_frame("sentences", rows, []),
        findings=table_frame("findings", rows, []),
        rejected=table_frame("rejected", [], rejected),
    )
    if "note_id" in used:
        _restore_ids(tables, chunk, frame.iloc[:, used["note_id"]])
    tables.findings.attrs["counting"] = analyser.counting.name  # a report words what counts by it
    _warn(tables.rejected, renamed, [*_told_ids(hidden), *(_told_note_ids(chunk) if privacy != "off" else [])])
    return tables


def _check_arguments(frame: Any, columns: Any, analyser: Any, privacy: Any) -> None:
    """Raise InputError where an argument is of another type than it takes."""
    check_argument("frame", frame, pd.DataFrame, "a DataFrame with one note a row, such as df[['text']]")
    if columns is not None:
        check_argument("columns", columns, Mapping, "a dict of canonical name and column, such as {'text': 'verslag'}")
    if analyser is not None:
        check_argument("analyser", analyser, Analyser, "an Analyser, such as Analyser(classifier='none')")
    check_argument("privacy", privacy, str, "'mask' or 'off'")
    if privacy not in ("mask", "off"):
        raise InputError(f"privacy is 'mask' or 'off', not '{privacy}'.")


def _canonical_first(columns: Mapping[str, str] | None) -> dict[str, str]:
    """Return a mapping of columns as canonical name -> column, whichever way round it was given."""
    given = {str(name): str(column) for name, column in (columns or {}).items()}
    if given and not set(given) & set(CANONICAL) and set(given.values()) <= set(CANONICAL):
        return {canonical: column for column, canonical in given.items()}
    return given


def _steps(notes: "list[NoteRow]", progress: bool | None) -> "Iterator[list[NoteRow]]":
    """Yield the notes in steps, with a progress bar where one is wanted."""
    wanted = _in_notebook() if progress is None else progress
    with tqdm(total=len(notes), unit="note", disable=not wanted, delay=0 if progress else PATIENCE) as bar:
        for start in range(0, len(notes), STEP):
            step = notes[start : start + STEP]
            yield step
            bar.update(len(step))


def _in_notebook() -> bool:
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return shell is not None and hasattr(shell, "kernel")


def table_frame(name: str, rows: "Sequence[NoteRows]", rejected: "Sequence[Rejected]") -> pd.DataFrame:
    """Return one of the four tables of some notes."""
    table = table_rows(name, rows, rejected)
    if not table:
        empty: pd.DataFrame = table_schema(name).empty_table().to_pandas()
        return empty
    return pd.DataFrame(table, columns=table_schema(name).names)


def _notes_frame(
    frame: pd.DataFrame, used: Mapping[str, int], positions: list[int], rows: "list[NoteRows]"
) -> tuple[pd.DataFrame, list[str]]:
    """Return the table of notes with the frame's other columns, and which of these had to be renamed."""
    notes = table_frame("notes", rows, [])
    notes["date"] = pd.to_datetime(notes["date"])
    others = [position for position in range(frame.shape[1]) if position not in used.values()]
    extra = frame.iloc[positions, others]
    taken = [str(name) for name in extra.columns if name in notes.columns]
    extra = extra.rename(columns={name: f"{name}_input" for name in taken})
    notes.index = extra.index
    return pd.concat([notes, extra], axis=1), taken


def _restore_ids(tables: Tables, chunk: "Chunk", ids: pd.Series) -> None:
    """Give each note the id that the frame itself has, and the whole column its type where no row lacks one."""
    given, lacking = {}, False
    for note in chunk.notes:
        value = ids.iloc[note.row - 1]
        has_one = not is_missing(value) and plain_id(value) is not None
        given[note.note_id] = _joinable(value) if has_one else note.note_id
        lacking |= not has_one
    # a categorical column would be grouped by all its values, used or not
    dtype: Any = ids.dtype.categories.dtype if isinstance(ids.dtype, pd.CategoricalDtype) else ids.dtype
    if lacking and not isinstance(dtype, pd.StringDtype):
        dtype = object  # ids that were made up are text
    for name in WITH_NOTE_ID:
        table: pd.DataFrame = getattr(tables, name)
        own = [given[note_id] for note_id in table["note_id"]]
        table["note_id"] = pd.Series(own, index=table.index, dtype=object).astype(dtype)


def _joinable(value: Any) -> Any:
    """Return 1.0 as 1, which is the same key: beside ids that were made up, pandas joins whole numbers only."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _told_ids(hidden: "Counter[str]") -> list[str]:
    kinds = ", ".join(f"{n} {kind}" for kind, n in sorted(hidden.items()))
    return [f"ids that are identifiers have a pseudonym ({kinds})"] if hidden else []


def _told_note_ids(chunk: "Chunk") -> list[str]:
    """Tell where note ids are identifiers: they stay, for the frame could not be joined with a pseudonym."""
    n = sum(id_kind(note.note_id) is not None for note in chunk.notes)
    return (
        [f"note_id holds identifiers ({n}), which stay as the key of the tables; give the notes other ids"] if n else []
    )


def _warn(rejected: pd.DataFrame, renamed: list[str], told_ids: list[str]) -> None:
    told = list(told_ids)
    if len(rejected):
        reasons = ", ".join(f"{n} {reason}" for reason, n in rejected["reason"].value_counts().sort_index().items())
        told.append(f"{len(rejected)} rows were set apart ({reasons}); `.rejected` tells which")
    if renamed:
        names = ", ".join(f"'{name}' is '{name}_input'" for name in renamed)
        told.append(f"columns whose names the results need were renamed ({names})")
    if told:
        warnings.warn("; ".join(told) + ".", BoundaryNlpWarning, stacklevel=3)
