"""Notes made fit to leave the house: identifiers masked, line ends of one kind, offsets moved along."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Any, NamedTuple

from boundary_nlp.gold import GoldNote
from boundary_nlp.privacy import Identifier, find_identifiers, first_beyond, mask_slice
from boundary_nlp.privacy.ids import id_kind, pseudonym

# Browsers count a carriage return and a newline as one, as two, or as it comes.
_LINE_END = re.compile("\r\n?")


class Edit(NamedTuple):
    """``text[start:end]`` becomes ``new``."""

    start: int
    end: int
    new: str


def protect(note: GoldNote, privacy: str, names: bool, key: bytes) -> tuple[GoldNote, Counter[str]]:
    """Mask the identifiers in a note and move its offsets to where the same words stand in the masked text.

    Parameters
    ----------
    privacy : with ``"off"`` identifiers stay; line ends become newlines in any case.
    names : whether names of persons are identifiers too; needs the extra ``deid``.
    key : for the pseudonym of a note's id that is an identifier itself.

    Returns
    -------
    GoldNote, Counter[str]
        The note, and the identifiers found, by kind. A span that ends within an identifier reaches over the whole
        label that masks it; sentences that were split within one are joined.
    """
    found = find_identifiers(note.text, names=names) if privacy != "off" else []
    kinds = Counter[str](identifier.kind for identifier in found)
    edits = [Edit(one.start, one.end, mask_slice(note.text, one.start, one.end, [one])) for one in found]
    edits += [
        Edit(match.start(), match.end(), "\n")
        for match in _LINE_END.finditer(note.text)
        if not _is_within(found, match.start(), match.end())
    ]
    note_id = note.note_id
    if privacy != "off" and (kind := id_kind(note_id)):
        kinds[kind] += 1
        note_id = pseudonym(note_id, key)
    return replace(_edited(note, sorted(edits)), note_id=note_id), kinds


def _is_within(found: Sequence[Identifier], start: int, end: int) -> bool:
    """Tell whether an identifier holds a part of a stretch."""
    number = first_beyond(found, start)
    return number < len(found) and found[number].start < end


def _edited(note: GoldNote, edits: Sequence[Edit]) -> GoldNote:
    if not edits:
        return note
    starts = [edit.start for edit in edits]
    shifts = [0, *accumulate(len(edit.new) - (edit.end - edit.start) for edit in edits)]

    def moved(item: dict[str, Any]) -> dict[str, Any]:
        return {**item, "start": place(item["start"], False), "end": place(item["end"], True)}

    def place(offset: int, is_end: bool) -> int:
        number = bisect_right(starts, offset) - 1
        if number >= 0 and edits[number].start < offset < edits[number].end:
            new_start = edits[number].start + shifts[number]
            return new_start + (len(edits[number].new) if is_end else 0)
        passed = number + (number >= 0 and edits[number].end <= offset)
        return offset + shifts[max(passed, 0)]

    text, position = [], 0
    for edit in edits:
        text += [note.text[position : edit.start], edit.new]
        position = edit.end
    return replace(
        note,
        text="".join([*text, note.text[position:]]),
        sentences=tuple(_apart([moved(sentence) for sentence in note.sentences])),
        spans=tuple(moved(span) for span in note.spans),
    )


def _apart(sentences: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give what two sentences share to the first one; a sentence of which nothing is left goes."""
    apart: list[dict[str, Any]] = []
    for sentence in sorted(sentences, key=lambda one: (one["start"], one["end"])):
        start = max(sentence["start"], apart[-1]["end"] if apart else 0)
        if start < sentence["end"]:
            apart.append({**sentence, "start": start})
    return apart
