"""What is sent out for correction: notes with the analyser's findings, or gold notes as they are."""

import json
import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path

from boundary_nlp.analysis import Analyser
from boundary_nlp.annotation.gold import Splitter
from boundary_nlp.annotation.protect import protect
from boundary_nlp.batch.dutch import other_language
from boundary_nlp.batch.options import BatchOptions
from boundary_nlp.batch.result import BatchResult
from boundary_nlp.batch.run import refuse
from boundary_nlp.errors import InputError
from boundary_nlp.gold import GoldNote, read_gold
from boundary_nlp.io.decode import bounded_lines, open_text
from boundary_nlp.io.notes import NoteRow
from boundary_nlp.io.readers import MAX_LENGTH, read_notes
from boundary_nlp.io.sources import Source, find_sources
from boundary_nlp.results import Analysis
from boundary_nlp.taxonomy import QUALIFIERS, counting_profile


def notes_to_correct(paths: Sequence[str | Path], options: BatchOptions, result: BatchResult) -> Iterator[GoldNote]:
    """Yield the notes of some files as they may leave the house, each with what is found in it.

    Parameters
    ----------
    paths : exports of notes, or gold notes (JSON Lines with ``sentences`` and ``spans``), of which the annotation is
        kept.
    options : of them the analyser, the columns, and what happens with identifiers; they are checked.
    result : counts are added to it.

    Raises
    ------
    InputError
        If a file cannot be read, or gold notes and exports are given together.
    PrivacyError
        After the last note, if identifiers were found that must be refused.
    """
    sources = find_sources(paths)
    files = [source.path for source in sources]
    gold = [source.path for source in sources if _is_gold(source)]
    if gold and len(gold) < len(files):
        raise InputError(f"{gold[0]} holds gold notes and other files do not. Export them one by one.")
    notes = (note for path in gold for note in read_gold(path)) if gold else _analysed(files, options, result)
    key = secrets.token_bytes(32)
    for note in notes:
        safe, kinds = protect(note, options.privacy, options.names, key)
        if not safe.text.strip():
            _add(result, Counter(empty=1))
            continue
        result.add(BatchResult(n_read=1, n_analysed=1, identifiers=kinds))
        yield safe
    if options.privacy == "refuse":
        refuse(result)


def splitter() -> Splitter:
    """Return what splits a text into sentences as the analyser does; it is made when it is first asked."""
    make = lru_cache(maxsize=1)(lambda: Analyser(classifier="none"))
    return lambda text: [(sentence.start, sentence.end) for sentence in make()(text).sentences]


def _analysed(files: Sequence[Path], options: BatchOptions, result: BatchResult) -> Iterator[GoldNote]:
    analyser = options.analyser()
    for chunk in read_notes(files, options.columns):
        _add(result, Counter(row.reason for row in chunk.rejected))
        dutch = [note for note in chunk.notes if not other_language(note.text)]
        _add(result, Counter(not_dutch=len(chunk.notes) - len(dutch)))
        # Without the note's setting: gold stances are those of the codebook's own counting profile.
        for note, analysis in zip(dutch, analyser.pipe(note.text for note in dutch), strict=True):
            yield gold_of(note, analysis)


def _add(result: BatchResult, rejected: Counter[str]) -> None:
    result.add(BatchResult(n_read=rejected.total(), rejected=+rejected))


def gold_of(note: NoteRow, analysis: Analysis) -> GoldNote:
    """Return an analysis as a gold note; a finding that the classifier doubts is left out."""
    profile = counting_profile("codebook")
    keys = ("start", "end", "signal", *QUALIFIERS)
    return GoldNote(
        note_id=note.note_id,
        text=analysis.text,
        sentences=tuple({"start": s.start, "end": s.end, "stance": s.stance} for s in analysis.sentences),
        spans=tuple(
            {key: value for key, value in asdict(finding).items() if key in keys}
            for finding in analysis.findings
            if finding.counts or not profile.counts(finding.signal, finding.actor, finding.status, finding.mandate)
        ),
        setting=note.setting or "",
    )


def _is_gold(source: Source) -> bool:
    """Tell whether a file holds gold notes, by its first line."""
    if source.format != "jsonl":
        return False
    with open_text(source) as stream:
        first = next((line for line in bounded_lines(stream, 4 * MAX_LENGTH) if line.strip()), "")
    try:
        data = json.loads(first)
    except (ValueError, RecursionError):
        return False
    gold = isinstance(data, dict) and {"text", "sentences", "spans"} <= data.keys()
    if gold and source.gzipped:
        raise InputError(f"{source.path}: gold notes are not read from a gzipped file. Unpack it first.")
    return gold
