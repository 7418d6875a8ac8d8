"""Sentences that a page quotes: which ones, and which of their words are coloured."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from boundary_nlp.taxonomy import signals

SENTENCE = ["note_id", "sentence"]


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
    """Return quotes of counted findings of a stance: of different signals and notes, the most recent first.

    Parameters
    ----------
    findings : those that the edition may show, as `ReportData.findings_of` gives them.
    since : after a change, quotes of the time after it; None for all.
    """
    counted = findings[findings["counts"]]
    chosen = counted[counted["stance"] == stance]
    if since is not None:
        chosen = chosen[chosen["date"] >= pd.Timestamp(since)]
    chosen = chosen.sort_values(["date", "note_id", "start"], ascending=[False, True, True])
    first_of_each = chosen.drop_duplicates("signal")
    rest = chosen.drop(first_of_each.index).drop_duplicates("note_id")
    picked = pd.concat([first_of_each, rest]).drop_duplicates(SENTENCE).head(limit)
    together = counted.merge(picked[SENTENCE], on=SENTENCE).sort_values("start")
    by_sentence = {key: rows.to_dict("records") for key, rows in together.groupby(SENTENCE)}
    return [_quote(by_sentence[key]) for key in picked[SENTENCE].itertuples(index=False, name=None)]


def without_inner_neighbours(findings: pd.DataFrame) -> pd.DataFrame:
    """Return the acts whose sentence and neighbours hold no feeling of the worker, so that a quote tells none."""
    inner = findings.loc[findings["family"] == "inner", SENTENCE]
    near = pd.concat([inner.assign(sentence=inner["sentence"] + step) for step in (-1, 0, 1)])
    places = pd.MultiIndex.from_frame(findings[SENTENCE])
    return findings[(findings["family"] == "act") & ~places.isin(pd.MultiIndex.from_frame(near))]


def _quote(rows: Sequence[dict[Any, Any]]) -> Quote:
    context, parts, end = str(rows[0]["context"]), list[Part](), 0
    for row in rows:
        at = _place(context, row)
        if at >= end and row["text"]:
            stop = at + len(str(row["text"]))
            reason = f"{signals()[row['signal']].label}: {row['reason']}"
            parts += [Part(context[end:at]), Part(context[at:stop], str(row["signal"]), reason)]
            end = stop
    reasons = {
        (row["signal"], row["reason"]): Reason(
            str(row["signal"]), signals()[row["signal"]].label, str(row["reason"]), str(row["mark"])
        )
        for row in rows
    }
    return Quote((*parts, Part(context[end:])), tuple(reasons.values()), rows[0]["date"])


def _place(context: str, row: dict[Any, Any]) -> int:
    """Return where the words of a finding stand in its context; masking before them may have moved them."""
    text, at = str(row["text"]), int(row["start"]) - int(row["context_start"])
    return at if context[at : at + len(text)] == text else context.find(text)
