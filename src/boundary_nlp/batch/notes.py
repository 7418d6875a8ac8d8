"""Some notes analysed: what each process of a run does, and the cluster's workers too."""

from collections.abc import Sequence

from boundary_nlp.analysis import Analyser
from boundary_nlp.batch.dutch import other_language
from boundary_nlp.batch.options import BatchOptions
from boundary_nlp.io.notes import NoteRow, Rejected
from boundary_nlp.rows import NoteRows, note_rows


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
    for note in notes:
        if language := other_language(note.text):
            rejected.append(Rejected(note.source, note.row, "not_dutch", f"reads as {language}"))
            continue
        keys = {
            "caseload_id": note.caseload_id,
            "worker_id": note.worker_id,
            "client_id": note.client_id,
            "date": note.date,
        }
        try:
            analysis = analyser(note.text, note.setting)
            made = note_rows(analysis, note.note_id, keys, options.privacy, options.keep_text, options.names)
        except (ArithmeticError, LookupError, TypeError, ValueError, AttributeError, RuntimeError) as error:
            # One note must not cost the run the others. The words of the error could quote it.
            rejected.append(Rejected(note.source, note.row, "analysis_failed", type(error).__name__))
            continue
        analysed.append(note)
        rows.append(made)
    return analysed, rows, rejected
