"""Sentences to train on: their features, their stances, and what rules alone say of them."""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from boundary_nlp.analysis import Analyser
from boundary_nlp.classifier.decide import RuledSentence
from boundary_nlp.classifier.features import form_features, general, is_counted, neighbour_features, sentence_features
from boundary_nlp.classifier.scores import RuleFlags
from boundary_nlp.classifier.signal_weights import STANCES
from boundary_nlp.gold import GoldNote

MIN_WRITERS = 2  # what one writer says alone teaches nothing of others


@dataclass(frozen=True, slots=True)
class Example:
    """One sentence.

    Attributes
    ----------
    features : feature -> value; ``stances`` : whether each stance holds; ``writer`` : whose note it is in.
    by_rules : whether rules count each stance; ``by_phrase`` : whether one of these rules is a phrase;
        ``held_back`` : whether they found it, and none of it counts.
    fresh : whether the rules were written without sight of this writer's notes.
    """

    features: dict[str, float]
    stances: tuple[bool, ...]
    by_rules: tuple[bool, ...]
    by_phrase: tuple[bool, ...]
    held_back: tuple[bool, ...]
    writer: str
    fresh: bool


def make_examples(gold: Sequence[GoldNote], analyser: Analyser) -> list[Example]:
    """Return one example per sentence of the analyser that begins in a gold sentence."""
    examples = []
    for note in gold:
        for sentence in analyser.sentences_with_rules(note.text):
            truth = next((s for s in note.sentences if s["start"] <= sentence.start < s["end"]), None)
            if truth is not None:
                examples.append(_example(sentence, truth["stance"], note, analyser.rules.phrases))
    return examples


def _example(sentence: RuledSentence, stance: str, note: GoldNote, phrases: Set[str]) -> Example:
    found = {finding.stance for finding in sentence.findings}
    counted = {finding.stance for finding in sentence.findings if finding.counts}
    certain = {finding.stance for finding in sentence.findings if finding.counts and finding.rule_id in phrases}
    return Example(
        features=_values(sentence),
        stances=tuple(stance in (name, "mixed") for name in STANCES),
        by_rules=tuple(name in counted for name in STANCES),
        by_phrase=tuple(name in certain for name in STANCES),
        held_back=tuple(name in found - counted for name in STANCES),
        writer=note.writer,
        fresh=not note.read_for_rules,
    )


def _values(sentence: RuledSentence) -> dict[str, float]:
    words = [form for form in sentence.forms if is_counted(form)]
    counts: Counter[str] = Counter()
    for form in words:
        counts.update(form_features(form))
    counts.update(neighbour_features([general(form) for form in words]))
    values = {name: count / sqrt(max(1, len(words))) for name, count in counts.items()}
    whole = sentence_features(sentence.forms, sentence.findings, sentence.before, sentence.after)
    return values | dict.fromkeys(whole, 1.0)


def vocabulary(features: Sequence[Mapping[str, float]], writers: Sequence[str]) -> list[str]:
    """Return the features that enough writers use, sorted."""
    users: dict[str, set[str]] = {}
    for values, writer in zip(features, writers, strict=True):
        for name in values:
            users.setdefault(name, set()).add(writer)
    return sorted(name for name, found in users.items() if len(found) >= MIN_WRITERS)


def feature_matrix(features: Sequence[Mapping[str, float]], names: Sequence[str]) -> csr_matrix:
    """Return a sparse matrix of sentences by named features; other features are left out."""
    column = {name: at for at, name in enumerate(names)}
    cells = [
        (row, column[name], value)
        for row, values in enumerate(features)
        for name, value in values.items()
        if name in column
    ]
    rows, columns, values_ = (np.array(part) for part in zip(*cells, strict=True))
    return csr_matrix((values_.astype(float), (rows, columns)), shape=(len(features), len(names)))


def rule_flags(examples: Sequence[Example], stance: int) -> RuleFlags:
    """Return what the rules say of a stance."""
    return RuleFlags(*(flags(examples, name, stance) for name in ("by_rules", "by_phrase", "held_back")))


def flags(examples: Sequence[Example], attribute: str, stance: int) -> NDArray[np.bool_]:
    """Return one of the examples' flags for a stance, as an array."""
    return np.array([getattr(example, attribute)[stance] for example in examples])
