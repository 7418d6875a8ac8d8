"""Which signal a sentence of a stance has: a linear model per stance over words, lemmas and pairs of words."""

from collections import Counter
from collections.abc import Sequence
from math import sqrt

import numpy as np
from sklearn.linear_model import LogisticRegression

from boundary_nlp.classifier.examples import feature_matrix, vocabulary
from boundary_nlp.classifier.features import START, general, is_counted, pair_features, word_features
from boundary_nlp.classifier.signal_weights import STANCES
from boundary_nlp.gold import GoldNote
from boundary_nlp.language.forms import Form, Lexicon
from boundary_nlp.language.tokenizer import blank_pipeline
from boundary_nlp.taxonomy import SIGNALS

STRENGTH = 6.0  # inverse of the L2 penalty, chosen by grouped cross-validation
SMALLEST_WEIGHT = 0.2
MIN_SPANS = 10  # a signal that is annotated less often is never told by the classifier


def train_signals(gold: Sequence[GoldNote]) -> dict[str, dict[str, float]]:
    """Return feature -> signal -> weight, with the biases of a stance's signals under ``bias:STANCE``.

    Trained on every annotated span with the words of its sentence, those of the span twice, whether it counts or not.
    """
    lexicon, nlp = Lexicon(), blank_pipeline()

    def forms(text: str) -> list[Form]:
        return [form for token in nlp.make_doc(text) if is_counted(form := lexicon.form(token.text))]

    table: dict[str, dict[str, float]] = {}
    for stance in STANCES:
        features, labels, writers = [], [], []
        for note in gold:
            for span in note.spans:
                sentence = next((s for s in note.sentences if s["end"] > span["start"]), None)
                if sentence is not None and SIGNALS[span["signal"]].stance == stance:
                    inside = forms(note.text[span["start"] : span["end"]])
                    features.append(_values(forms(note.text[sentence["start"] : sentence["end"]]), inside))
                    labels.append(span["signal"])
                    writers.append(note.writer)
        _add_stance(table, stance, features, labels, writers)
    return table


def _values(sentence: list[Form], inside: list[Form]) -> dict[str, float]:
    counts: Counter[str] = Counter()
    for form in (*sentence, *inside):
        counts.update(word_features(form))
    counts.update(pair_features([START, *map(general, sentence)]))
    counts.update(pair_features([general(form) for form in inside]))
    return {name: count / sqrt(max(1, len(sentence))) for name, count in counts.items()}


def _add_stance(
    table: dict[str, dict[str, float]],
    stance: str,
    features: Sequence[dict[str, float]],
    labels: Sequence[str],
    writers: Sequence[str],
) -> None:
    common = {signal for signal, n in Counter(labels).items() if n >= MIN_SPANS}
    if len(common) < 2:  # nothing to tell apart
        listed = [*labels, *(code for code, signal in SIGNALS.items() if signal.stance == stance)]
        table[f"bias:{stance}"] = {Counter(listed).most_common(1)[0][0]: 0.0}
        return
    kept = [at for at, label in enumerate(labels) if label in common]
    features, writers = [features[at] for at in kept], [writers[at] for at in kept]
    names = vocabulary(features, writers)
    model = LogisticRegression(C=STRENGTH, max_iter=1000).fit(
        feature_matrix(features, names), [labels[at] for at in kept]
    )
    codes = [str(code) for code in model.classes_]
    weights, biases = np.round(model.coef_, 2), np.round(model.intercept_, 2).tolist()
    if len(codes) == 2:  # scikit-learn gives the weights of the second of two classes only
        weights, biases = np.vstack([-weights, weights]), [-biases[0], biases[0]]
    for column, name in enumerate(names):
        found = {code: float(w) for code, w in zip(codes, weights[:, column], strict=True) if abs(w) >= SMALLEST_WEIGHT}
        if found:
            table.setdefault(name, {}).update(found)
    table[f"bias:{stance}"] = dict(zip(codes, biases, strict=True))
