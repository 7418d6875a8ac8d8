"""Scores of an analyser against gold notes, as the codebook's Scoring section defines them.

Intervals are percentile bootstrap intervals over notes (Efron 1979).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np

from boundary_nlp.arguments import kind_of
from boundary_nlp.errors import InputError
from boundary_nlp.figures import Accuracy, CountedShares, Interval, MeasuredShares, Scores, WronglyCounted
from boundary_nlp.gold import GoldNote
from boundary_nlp.results import Analysis, Finding
from boundary_nlp.taxonomy import QUALIFIERS, SIGNALS, counting_profile, sentence_stance

STANCES = ("rescuing", "guiding", "mixed", "neutral")
BOOTSTRAPS = 1000


@dataclass(slots=True)
class Tally:
    """Counts of one note, or of many: keys such as ``("rescuing", "tp")``."""

    counts: Counter[tuple[str, ...]] = field(default_factory=Counter)

    def add(self, *key: str, by: int = 1) -> None:
        """Count one thing."""
        self.counts[key] += by


def tally_note(gold: GoldNote, analysis: Analysis) -> Tally:
    """Compare one note's analysis with its gold annotation."""
    tally = Tally()
    _tally_sentences(gold, analysis, tally)
    _tally_spans(gold, analysis, tally)
    truth = {sentence["start"] for sentence in gold.sentences}
    predicted = {sentence.start for sentence in analysis.sentences}
    tally.add("boundary", "tp", by=len(truth & predicted))
    tally.add("boundary", "fp", by=len(predicted - truth))
    tally.add("boundary", "fn", by=len(truth - predicted))
    return tally


def predicted_stances(gold: GoldNote, analysis: Analysis) -> list[str]:
    """Return for each gold sentence the union of the stances of the predicted sentences that share half of either."""
    stances: list[str] = []
    for truth in gold.sentences:
        found: set[str] = set()
        for sentence in analysis.sentences:
            shared = min(truth["end"], sentence.end) - max(truth["start"], sentence.start)
            if shared >= min(truth["end"] - truth["start"], sentence.end - sentence.start) / 2 and shared > 0:
                found |= {"rescuing", "guiding"} if sentence.stance == "mixed" else {sentence.stance}
        stances.append(sentence_stance(found))
    return stances


def _tally_sentences(gold: GoldNote, analysis: Analysis, tally: Tally) -> None:
    for truth, stance in zip(gold.sentences, predicted_stances(gold, analysis), strict=True):
        tally.add("confusion", truth["stance"], stance)
        for wanted in ("rescuing", "guiding"):
            real, told = truth["stance"] in (wanted, "mixed"), stance in (wanted, "mixed")
            if real or told:
                tally.add(wanted, "tp" if real and told else "fn" if real else "fp")
            else:
                tally.add(wanted, "tn")


def _tally_spans(gold: GoldNote, analysis: Analysis, tally: Tally) -> None:
    profile = counting_profile("codebook")
    truths = [(s, profile.counts(s["signal"], *(s[q] for q in QUALIFIERS))) for s in gold.spans]
    counted = [(s, f) for s, f in _pairs([s for s, c in truths if c], [f for f in analysis.findings if f.counts])]
    for span, finding in counted:
        if span is not None and finding is not None:
            tally.add("span", span["signal"], "tp")
        elif span is not None:
            tally.add("span", span["signal"], "fn")
        elif finding is not None and finding.stance != "opposing":
            tally.add("span", finding.signal, "fp")
    for span, finding in _pairs([s for s, _ in truths], list(analysis.findings)):
        if span is not None and finding is not None:
            for qualifier in QUALIFIERS:
                tally.add("qualifier", qualifier, span[qualifier], getattr(finding, qualifier))
    for span, counts in truths:
        if not counts and SIGNALS[span["signal"]].stance != "opposing":
            stance = SIGNALS[span["signal"]].stance
            wrong = any(_overlap(span, f) and f.counts and f.stance == stance for f in analysis.findings)
            right = any(c and _overlap_spans(span, s) and SIGNALS[s["signal"]].stance == stance for s, c in truths)
            tally.add("uncounted", stance, "counted" if wrong and not right else "kept")


def _pairs(
    spans: Sequence[Mapping[str, Any]], findings: Sequence[Finding]
) -> Iterable[tuple[Mapping[str, Any] | None, Finding | None]]:
    free = list(findings)
    for span in spans:
        match = next((f for f in free if f.signal == span["signal"] and _overlap(span, f)), None)
        if match is not None:
            free.remove(match)
        yield span, match
    for finding in free:
        yield None, finding


def _overlap(span: Mapping[str, Any], finding: Finding) -> bool:
    return bool(span["start"] < finding.end and finding.start < span["end"])


def _overlap_spans(first: Mapping[str, Any], second: Mapping[str, Any]) -> bool:
    return bool(first["start"] < second["end"] and second["start"] < first["end"])


def evaluate(gold: Sequence[GoldNote], analyse: Callable[[str], Analysis], seed: int = 0) -> Scores:
    """Score an analyser on gold notes.

    Parameters
    ----------
    gold
        The annotated notes.
    analyse
        Text in, analysis out.
    seed
        Of the bootstrap over notes.

    Returns
    -------
    Scores
        A dict: ``rescuing``, ``guiding``, ``boundary`` (sentence starts) and ``span`` (counted spans) with precision,
        recall and f1, each with ``low`` and ``high`` of a 95 % interval; ``kappa`` over the four stances (Cohen 1960);
        ``signals``, ``qualifiers`` per value, ``wrongly_counted``. All shares run from 0 to 1.

    Raises
    ------
    InputError
        If there are no notes, or an argument is of another type; a class is no analyser: write ``Analyser()``.

    Notes
    -----
    Intervals are those of the percentile bootstrap over notes (Efron 1979), with 1,000 draws.

    Examples
    --------
    >>> from boundary_nlp import Analyser
    >>> sentence = {"start": 0, "end": 17, "stance": "rescuing"}
    >>> scores = evaluate([GoldNote("n1", "Voor haar gebeld.", (sentence,), ())], Analyser(classifier="none"))
    >>> scores["rescuing"]["f1"]["value"]
    1.0
    """
    _check_arguments(gold, analyse)
    tallies = [tally_note(note, analyse(note.text)) for note in gold]
    total = _sum(tallies)
    rng = np.random.default_rng(seed)
    samples = [_sum([tallies[i] for i in rng.integers(0, len(tallies), len(tallies))]) for _ in range(BOOTSTRAPS)]
    codes = {key[1] for key in total.counts if key[0] == "span"}
    return Scores(
        rescuing=_with_interval(total, samples, "rescuing"),
        guiding=_with_interval(total, samples, "guiding"),
        boundary=_with_interval(total, samples, "boundary"),
        span=_with_interval(total, samples, "span"),
        kappa=_interval(_kappa(total), [_kappa(sample) for sample in samples]),
        signals={code: _prf(total, "span", code) for code in SIGNALS if code in codes},
        qualifiers=_qualifier_scores(total),
        wrongly_counted={
            "rescuing": _wrongly_counted(total, "rescuing"),
            "guiding": _wrongly_counted(total, "guiding"),
        },
        n_notes=len(gold),
        n_sentences=sum(len(note.sentences) for note in gold),
    )


def _check_arguments(gold: Any, analyse: Any) -> None:
    """Raise InputError where notes or analyser are of another type; a class would take each note for an argument."""
    if not isinstance(gold, Sequence) or not all(isinstance(note, GoldNote) for note in gold):
        raise InputError(
            "gold is a list of gold notes, as `read_gold` returns it; it cannot be a path or anything else."
        )
    if not gold:
        raise InputError("There are no gold notes to score against. Give at least one; `read_gold` reads them.")
    if isinstance(analyse, type):
        raise InputError(f"analyse is an analyser, not the class {analyse.__name__}: write {analyse.__name__}().")
    if not callable(analyse):
        raise InputError(f"analyse is an analyser, such as Analyser(); it cannot be {kind_of(analyse)}.")


def _wrongly_counted(total: Tally, stance: str) -> WronglyCounted:
    counted = total.counts["uncounted", stance, "counted"]
    return {"n": counted + total.counts["uncounted", stance, "kept"], "counted": counted}


def _sum(tallies: Iterable[Tally]) -> Tally:
    total = Tally()
    for tally in tallies:
        total.counts.update(tally.counts)
    return total


def _prf(tally: Tally, *name: str) -> CountedShares:
    def count(kind: str) -> int:
        if name == ("span",):
            return sum(n for key, n in tally.counts.items() if key[0] == "span" and key[2] == kind)
        return tally.counts[(*name, kind)]

    tp, fp, fn = count("tp"), count("fp"), count("fn")
    precision = tp / (tp + fp) if tp + fp else 0.0
    recall = tp / (tp + fn) if tp + fn else 0.0
    f1 = 2 * tp / (2 * tp + fp + fn) if tp + fp + fn else 0.0
    return {"precision": precision, "recall": recall, "f1": f1, "n": tp + fn}


def _with_interval(total: Tally, samples: Sequence[Tally], name: str) -> MeasuredShares:
    scores = _prf(total, name)
    spread = [_prf(sample, name) for sample in samples]
    return MeasuredShares(
        precision=_interval(scores["precision"], [sample["precision"] for sample in spread]),
        recall=_interval(scores["recall"], [sample["recall"] for sample in spread]),
        f1=_interval(scores["f1"], [sample["f1"] for sample in spread]),
        n=scores["n"],
    )


def _interval(value: float, spread: Sequence[float]) -> Interval:
    low, high = cast(tuple[float, float], np.percentile(spread, [2.5, 97.5]))
    return {"value": value, "low": float(low), "high": float(high)}


def _kappa(tally: Tally) -> float:
    table = np.array([[tally.counts["confusion", a, b] for b in STANCES] for a in STANCES], dtype=float)
    n = table.sum()
    if not n:
        return 0.0
    observed = np.trace(table) / n
    expected = float(table.sum(axis=1) @ table.sum(axis=0)) / n**2
    return float((observed - expected) / (1 - expected)) if expected < 1 else 1.0


def _qualifier_scores(tally: Tally) -> dict[str, dict[str, Accuracy | CountedShares]]:
    scores: dict[str, dict[str, Accuracy | CountedShares]] = {}
    for qualifier in QUALIFIERS:
        pairs = {key[2:]: n for key, n in tally.counts.items() if key[:2] == ("qualifier", qualifier)}
        total = sum(pairs.values())
        right = sum(n for (truth, told), n in pairs.items() if truth == told)
        scores[qualifier] = {"all": {"accuracy": right / total if total else 0.0, "n": total}}
        for value in sorted({truth for truth, _ in pairs}):
            tp = pairs.get((value, value), 0)
            fn = sum(n for (truth, told), n in pairs.items() if truth == value != told)
            fp = sum(n for (truth, told), n in pairs.items() if told == value != truth)
            scores[qualifier][value] = {
                "precision": tp / (tp + fp) if tp + fp else 0.0,
                "recall": tp / (tp + fn),
                "f1": 2 * tp / (2 * tp + fp + fn),
                "n": tp + fn,
            }
    return scores
