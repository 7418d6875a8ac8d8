"""Sentences that a page quotes: which ones, and which of their words are coloured."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from boundary_nlp.taxonomy import SIGNALS

SENTENCE = ["note_id", "sentence"]
SURE, DOUBTFUL = 0.5, 0.25  # scores from which a finding is quoted first, and below which only where nothing else is
NEAR = 2  # sentences so close share a neighbour that is quoted with both


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a quote; ``code`` is the signal that was found in it, or "" for the words around."""

    text: str
    code: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why words were found: the signal, its label, the rule's explanation, and how a reader marked it."""

    code: str
    label: str
    text: str
    mark: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence with the ones before and after it, and the reasons of what was found in it."""

    parts: tuple[Part, ...]
    reasons: tuple[Reason, ...]
    date: pd.Timestamp


def choose_quotes(findings: pd.DataFrame, stance: str, since: Any, limit: int) -> list[Quote]:
    """Return quotes of counted findings of a stance: sure ones, of different signals and notes, the most recent first.

    Parameters
    ----------
    findings : those that the edition may show, as `ReportData.findings_of` gives them.
    since : after a change, quotes of the time after it; None for all.
    """
    counted = findings[findings["counts"]]
    chosen = counted[counted["stance"] == stance]
    if since is not None:
        chosen = chosen[chosen["date"] >= pd.Timestamp(since)]
    if (chosen["score"] >= DOUBTFUL).any():
        chosen, counted = (rows[rows["score"] >= DOUBTFUL] for rows in (chosen, counted))
    chosen = chosen.assign(unsure=chosen["score"] < SURE)
    chosen = chosen.sort_values(["unsure", "date", "note_id", "start"], ascending=[True, False, True, True])
    first_of_each = chosen.drop_duplicates("signal")
    rest = chosen.drop(first_of_each.index).drop_duplicates("note_id")
    picked = pd.concat([first_of_each, rest]).drop_duplicates(SENTENCE).sort_values("unsure", kind="stable")
    picked = _without_overlap(picked).head(limit)
    together = counted.merge(picked[SENTENCE], on=SENTENCE).sort_values("start")
    by_sentence: dict[tuple[Any, ...], list[dict[Any, Any]]] = {}
    for row in together.to_dict("records"):
        by_sentence.setdefault((row["note_id"], row["sentence"]), []).append(row)
    return [_quote(by_sentence[key]) for key in picked[SENTENCE].itertuples(index=False, name=None)]


def _without_overlap(picked: pd.DataFrame) -> pd.DataFrame:
    """Leave out a sentence that stands in the quote of an earlier one: within two sentences in the same note."""
    places: dict[Any, list[int]] = {}
    apart = []
    for note, sentence in picked[SENTENCE].itertuples(index=False, name=None):
        earlier = places.setdefault(note, [])
        apart.append(all(abs(sentence - other) > NEAR for other in earlier))
        if apart[-1]:
            earlier.append(sentence)
    return picked[pd.Series(apart, index=picked.index, dtype=bool)]


def without_inner_neighbours(findings: pd.DataFrame) -> pd.DataFrame:
    """Return the acts whose sentence and neighbours hold no feeling of the worker, so that a quote tells none."""
    return _away_from(findings[findings["family"] == "inner"], findings[findings["family"] == "act"])


def without_rescuing_neighbours(findings: pd.DataFrame) -> pd.DataFrame:
    """Return the findings whose sentence and neighbours hold no counted takeover: what is quoted as guiding is so."""
    return _away_from(findings[findings["counts"] & (findings["stance"] == "rescuing")], findings)


def _away_from(others: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    near = pd.concat([others[SENTENCE].assign(sentence=others["sentence"] + step) for step in (-1, 0, 1)])
    places = pd.MultiIndex.from_frame(findings[SENTENCE])
    return findings[~places.isin(pd.MultiIndex.from_frame(near))]


def _quote(rows: Sequence[dict[Any, Any]]) -> Quote:
    context, parts, end = str(rows[0]["context"]), list[Part](), 0
    for row in rows:
        at = _place(context, row)
        if at >= end and row["text"]:
            stop = at + len(str(row["text"]))
            reason = f"{SIGNALS[row['signal']].label}: {row['reason']}"
            parts += [Part(context[end:at]), Part(context[at:stop], str(row["signal"]), reason)]
            end = stop
    reasons = {
        (row["signal"], row["reason"]): Reason(
            str(row["signal"]), SIGNALS[row["signal"]].label, str(row["reason"]), str(row["mark"])
        )
        for row in rows
    }
    return Quote((*parts, Part(context[end:])), tuple(reasons.values()), rows[0]["date"])


def _place(context: str, row: dict[Any, Any]) -> int:
    """Return where the words of a finding stand in its context; masking before them may have moved them."""
    text, at = str(row["text"]), int(row["start"]) - int(row["context_start"])
    return at if context[at : at + len(text)] == text else context.find(text)


def mandate_words(findings: pd.DataFrame) -> list[str]:
    """Return the words that tell of a request, a plan or an emergency, the commonest first, as far as they are kept."""
    found = [words for row in findings.to_dict("records") for words in _mandate_cues(row)]
    return list(pd.Series(found, dtype=str).value_counts().index)


def _mandate_cues(row: dict[Any, Any]) -> list[str]:
    context, shift = str(row["context"]), int(row["context_start"])
    own = int(row["start"]) - shift
    found = []
    for cue in json.loads(row["cues"]):
        start, end = cue["start"] - shift, cue["end"] - shift
        between = context[min(own, max(0, start)) : max(own, end)]
        # Only a cue in the context itself; and where something was masked, the places may have moved.
        if cue["qualifier"] == "mandate" and 0 <= start < end <= len(context) and "[" not in between:
            found.append(context[start:end].casefold())
    return found if _place(context, row) == own else []
