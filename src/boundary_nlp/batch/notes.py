"""Some notes analysed: what each process of a run does, and the cluster's workers too."""

from collections.abc import Iterator, Sequence

from boundary_nlp.analysis import Analyser
from boundary_nlp.batch.dutch import other_language
from boundary_nlp.batch.options import BatchOptions
from boundary_nlp.errors import InputError
from boundary_nlp.io.notes import NoteRow, Rejected
from boundary_nlp.results import Analysis
from boundary_nlp.rows import NoteRows, note_rows

# Faults of the program in one note, which must not cost the run the others. Lack of memory is none.
_FAULTS = (ArithmeticError, LookupError, TypeError, ValueError, AttributeError, RuntimeError)
_OF_ANALYSIS = (*_FAULTS, InputError)  # a setting that is no text


def analyse_notes(
    analyser: Analyser, notes: Sequence[NoteRow], options: BatchOptions
) -> tuple[list[NoteRow], list[NoteRows], list[Rejected]]:
    """Analyse some notes.

    Returns
    -------
    list of NoteRow, list of NoteRows, list of Rejected
        The notes that were analysed, their rows in the same order, and the notes set apart: ``not_dutch``, or
        ``analysis_failed`` where the analysis of this one note broke down.
    """
    languages = [other_language(note.text) for note in notes]
    rejected = [
        Rejected(note.source, note.row, "not_dutch", f"reads as {language}")
        for note, language in zip(notes, languages, strict=True)
        if language
    ]
    dutch = [note for note, language in zip(notes, languages, strict=True) if not language]
    analysed, rows = [], []
    for note, analysis in zip(dutch, _analyses(analyser, dutch), strict=True):
        made = analysis if isinstance(analysis, Exception) else _rows(note, analysis, options)
        if isinstance(made, Exception):
            # The words of the error could quote the note.
            rejected.append(Rejected(note.source, note.row, "analysis_failed", type(made).__name__))
            continue
        rows.append(made)
        analysed.append(note)
    return analysed, rows, rejected


def _rows(note: NoteRow, analysis: Analysis, options: BatchOptions) -> NoteRows | Exception:
    """Return the rows of a note, or the fault that it met; an extra that is missing is none of the note's."""
    keys = {
        "caseload_id": note.caseload_id,
        "worker_id": note.worker_id,
        "client_id": note.client_id,
        "date": note.date,
    }
    try:
        return note_rows(analysis, note.note_id, keys, options.privacy, options.keep_text, options.names)
    except _FAULTS as error:
        return error


def _analyses(analyser: Analyser, notes: Sequence[NoteRow]) -> Iterator[Analysis | Exception]:
    """Yield the analysis of each note, or the fault that it met: of many together, and one by one after a fault."""
    done = 0
    try:
        for analysis in analyser.pipe([note.text for note in notes], [note.setting for note in notes]):
            yield analysis
            done += 1
    except _OF_ANALYSIS:
        for note in notes[done:]:
            try:
                yield analyser(note.text, note.setting)
            except _OF_ANALYSIS as error:
                yield error
