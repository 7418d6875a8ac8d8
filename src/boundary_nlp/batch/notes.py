"""Some notes analysed: what each process of a run does, and the cluster's workers too."""

from collections.abc import Iterator, Sequence

from boundary_nlp.analysis import BATCH, Analyser
from boundary_nlp.batch.dutch import other_language
from boundary_nlp.batch.options import BatchOptions
from boundary_nlp.io.notes import NoteRow, Rejected
from boundary_nlp.results import Analysis
from boundary_nlp.rows import NoteRows, note_rows

FAULTS = (ArithmeticError, LookupError, TypeError, ValueError, AttributeError, RuntimeError)


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
    analysed, rows, rejected = [], [], []
    languages = [other_language(note.text) for note in notes]
    analyses = _analyses(analyser, [note for note, other in zip(notes, languages, strict=True) if not other])
    for note, language in zip(notes, languages, strict=True):
        if language:
            rejected.append(Rejected(note.source, note.row, "not_dutch", f"reads as {language}"))
            continue
        keys = {
            "caseload_id": note.caseload_id,
            "worker_id": note.worker_id,
            "client_id": note.client_id,
            "date": note.date,
        }
        try:
            analysis = next(analyses)
            if isinstance(analysis, Exception):
                raise analysis
            made = note_rows(analysis, note.note_id, keys, options.privacy, options.keep_text, options.names)
        except FAULTS as error:
            # One note must not cost the run the others. The words of the error could quote it.
            rejected.append(Rejected(note.source, note.row, "analysis_failed", type(error).__name__))
            continue
        analysed.append(note)
        rows.append(made)
    return analysed, rows, rejected


def _analyses(analyser: Analyser, notes: Sequence[NoteRow]) -> Iterator[Analysis | Exception]:
    """Yield the analysis of each note, or the error by which it broke down; a trained pipeline reads many at once."""
    for start in range(0, len(notes), BATCH):
        some = notes[start : start + BATCH]
        try:
            together = list(analyser.pipe([note.text for note in some], [note.setting for note in some]))
        except FAULTS:
            yield from (_one(analyser, note) for note in some)
        else:
            yield from together


def _one(analyser: Analyser, note: NoteRow) -> Analysis | Exception:
    try:
        return analyser(note.text, note.setting)
    except FAULTS as error:
        return error
