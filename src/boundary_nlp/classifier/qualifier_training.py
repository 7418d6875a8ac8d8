"""Training of the weights of qualifiers, and how well they tell those of spans by writers held out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from boundary_nlp.classifier.examples import feature_matrix, vocabulary
from boundary_nlp.classifier.qualifiers import (
    DEFAULTS,
    QualifierWeights,
    SpanWords,
    Values,
    told_features,
    word_features,
)
from boundary_nlp.classifier.stance import FOLDS
from boundary_nlp.classifier.surroundings import surroundings
from boundary_nlp.figures import QualifierFigures
from boundary_nlp.gold import GoldNote
from boundary_nlp.language.forms import Form
from boundary_nlp.language.tokenizer import blank_pipeline
from boundary_nlp.qualifiers.span import find_span, qualify_span
from boundary_nlp.taxonomy import QUALIFIERS, SIGNALS

STRENGTH = 0.3  # inverse of the L2 penalty, chosen by grouped cross-validation
SMALLEST_WEIGHT = 0.05
SMALLEST_LARGEST = 0.13  # a feature that weighs less for every value is left out: most of them, to no loss held out
MIN_SPANS = 10  # a value that is annotated less often is left to the rules
TOLD = "v"  # the kind of feature that tells what the rules say
# log-odds by which a qualifier's default is told less readily: it is by far the most frequent value, and a linear
# model that is held back by its penalty tells it too often; chosen by grouped cross-validation
LEAN = {"actor": 0.5, "mandate": 0.5}


@dataclass(frozen=True, slots=True)
class AnnotatedSpan:
    """A gold span: where it stands, what the rules say, what is around it, and what was annotated.

    ``seen`` are the features of what is around it.
    """

    forms: list[Form]
    first: int
    last: int
    seen: Sequence[str]
    signal: str
    told: Values
    truth: Values
    writer: str
    fresh: bool

    def features(self, told: bool = True) -> dict[str, float]:
        """Return what there is to learn from, with or without what the rules say."""
        words = (name for name, _, _ in word_features(self.forms, self.first, self.last))
        by_rules = (name for name in told_features(self.signal, self.told) if told or name[0] != TOLD)
        return dict.fromkeys((*by_rules, *words, *self.seen), 1.0)


def train_qualifiers(gold: Sequence[GoldNote]) -> tuple[QualifierWeights, QualifierFigures]:
    """Return the weights, and figures of the grouped cross-validation.

    Trained on every annotated span that takes over or guides, whether it counts or not. What the rules say is a
    feature only where they were written without sight of a writer's notes: elsewhere they are better than a new writer
    will find them, and would teach the model to trust them too much. The figures are F1 per value, by rules alone and
    weighed, on the spans of such writers held out.
    """
    spans = list(_annotated(gold))
    writers = np.array([span.writer for span in spans])
    fresh = np.array([span.fresh for span in spans])
    if len(set(writers[fresh])) < FOLDS:
        fresh[:] = True
    features = [span.features(told=bool(is_fresh)) for span, is_fresh in zip(spans, fresh, strict=True)]
    weighed = np.array([span.told for span in spans], dtype=object)
    for train, test in GroupKFold(FOLDS).split(spans, groups=writers):
        weights = _fit([features[at] for at in train], [spans[at] for at in train])
        held_out = [spans[at] for at in test]
        words = [SpanWords(s.forms, s.first, s.last, s.signal, s.told, s.seen) for s in held_out]
        for at, changed in zip(test, weights.weigh(words), strict=True):
            for qualifier, found in changed.items():
                weighed[at, QUALIFIERS.index(qualifier)] = found.value
    told, truth = (np.array([getattr(span, name) for span in spans])[fresh] for name in ("told", "truth"))
    return _fit(features, spans), {
        qualifier: {
            str(value): {
                "rules": _f1(told[:, at] == value, truth[:, at] == value),
                "weighed": _f1(weighed[fresh][:, at] == value, truth[:, at] == value),
                "n": int((truth[:, at] == value).sum()),
            }
            for value in np.unique(truth[:, at])
        }
        for at, qualifier in enumerate(QUALIFIERS)
    }


def _annotated(gold: Sequence[GoldNote]) -> Iterator[AnnotatedSpan]:
    nlp = blank_pipeline()
    for note in gold:
        doc = nlp.make_doc(note.text)
        for span in note.spans:
            if SIGNALS[span["signal"]].stance == "opposing":
                continue
            words = doc.char_span(span["start"], span["end"], alignment_mode="expand")
            if words is None or not words.text.strip():
                continue
            found = find_span(doc, words)
            by_rules = qualify_span(found, span["signal"])
            first, last = found.tokens.start, found.tokens.stop
            yield AnnotatedSpan(
                forms=found.note.forms[found.number],
                first=first,
                last=last,
                seen=surroundings(found.note, found.number, first, last, span["signal"]),
                signal=span["signal"],
                told=(by_rules.actor, by_rules.status, by_rules.mandate),
                truth=(span["actor"], span["status"], span["mandate"]),
                writer=note.writer,
                fresh=not note.read_for_rules,
            )


def _fit(features: Sequence[Mapping[str, float]], spans: Sequence[AnnotatedSpan]) -> QualifierWeights:
    names = vocabulary(features, [span.writer for span in spans])
    matrix = feature_matrix(features, names)
    columns: list[tuple[str, str]] = []
    biases, weights = [np.zeros(0)], [np.zeros((0, len(names)))]
    for at, qualifier in enumerate(QUALIFIERS):
        values = np.array([span.truth[at] for span in spans])
        listed, counts = np.unique(values, return_counts=True)
        kept = np.isin(values, listed[counts >= MIN_SPANS])
        if len(set(values[kept])) < 2:
            continue  # nothing to tell apart
        model = LogisticRegression(C=STRENGTH, max_iter=300, tol=1e-3).fit(matrix[kept], values[kept])
        columns += [(qualifier, str(value)) for value in model.classes_]
        lean = np.where(model.classes_ == DEFAULTS[at], LEAN.get(qualifier, 0.0), 0.0)
        if len(model.classes_) == 2:  # scikit-learn gives the weights of the second of two classes only
            biases.append(np.concatenate([-model.intercept_, model.intercept_]) / 2 - lean)
            weights.append(np.vstack([-model.coef_, model.coef_]) / 2)
        else:
            biases.append(model.intercept_ - lean)
            weights.append(model.coef_)
    table = np.round(np.vstack(weights).T, 2)
    table[np.abs(table) < SMALLEST_WEIGHT] = 0.0
    rows = np.flatnonzero(np.abs(table).max(axis=1, initial=0.0) >= SMALLEST_LARGEST)
    return QualifierWeights(
        columns=tuple(columns),
        features={names[row]: at for at, row in enumerate(rows)},
        weights=table[rows].astype("<f4"),
        biases=np.round(np.concatenate(biases), 3).astype("<f4"),
    )


def _f1(told: np.ndarray, truth: np.ndarray) -> float:
    both = int((told & truth).sum())
    return 2 * both / max(1, int(told.sum()) + int(truth.sum()))
