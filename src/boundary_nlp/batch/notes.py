"""Some notes analysed: what each process of a run does, and the cluster's workers too."""

from collections.abc import Iterator, Sequence

from boundary_nlp.analysis import Analyser
from boundary_nlp.batch.dutch import other_language
from boundary_nlp.batch.options import BatchOptions
from boundary_nlp.io.notes import NoteRow, Rejected
from boundary_nlp.results import Analysis
from boundary_nlp.rows import NoteRows, note_rows

# Faults of the program in one note, which must not cost the run the others. Lack of memory is none.
_FAULTS = (ArithmeticError, LookupError, TypeError, ValueError, AttributeError, RuntimeError)


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
        keys = {
            "caseload_id": note.caseload_id,
            "worker_id": note.worker_id,
            "client_id": note.client_id,
            "date": note.date,
        }
        try:
            if isinstance(analysis, Exception):
                raise analysis
            rows.append(note_rows(analysis, note.note_id, keys, options.privacy, options.keep_text, options.names))
        except _FAULTS as error:
            # The words of the error could quote the note.
            rejected.append(Rejected(note.source, note.row, "analysis_failed", type(error).__name__))
            continue
        analysed.append(note)
    return analysed, rows, rejected


def _analyses(analyser: Analyser, notes: Sequence[NoteRow]) -> Iterator[Analysis | Exception]:
    """Yield the analysis of each note, or the fault that it met: of many together, and one by one after a fault."""
    done = 0
    try:
        for analysis in analyser.pipe([note.text for note in notes], [note.setting for note in notes]):
            yield analysis
            done += 1
    except _FAULTS:
        for note in notes[done:]:
            try:
                yield analyser(note.text, note.setting)
            except _FAULTS as error:
                yield error
