"""Rules and classifier joined: what is counted in a sentence, and by whose word."""

from collections.abc import Callable, Sequence, Set
from typing import Final, NamedTuple

from boundary_nlp.classifier.model import SentenceModel, evidence
from boundary_nlp.classifier.signal_weights import STANCES
from boundary_nlp.classifier.weights import Weights
from boundary_nlp.language.forms import Form
from boundary_nlp.results import Finding

PHRASE_DOUBT: Final = 0.1  # a phrase is overruled only where the classifier is all but sure


class RuledSentence(NamedTuple):
    """A sentence as the classifier sees it: its forms, and the rules' findings in it, before it and after it.

    ``start`` is its first code point.
    """

    start: int
    forms: list[Form]
    findings: Sequence[Finding]
    before: Sequence[Finding]
    after: Sequence[Finding]


def additions(
    findings: Sequence[Finding],
    forms: list[Form],
    probabilities: Weights,
    model: SentenceModel,
    make: Callable[[str, int, int, float], Finding],
) -> list[Finding]:
    """Return what the classifier adds to a sentence: findings of a stance that it is sure of and no rule speaks of.

    A qualifier is never overridden: where rules found a stance that does not count, the classifier adds nothing.

    Parameters
    ----------
    findings : those of the rules; ``forms`` : the tokens of the sentence.
    make : makes a finding from a signal, the first token and one past the last in the sentence, and a probability.
    """
    added: list[Finding] = []
    told_by_rules = {finding.stance for finding in findings}
    for index, stance in enumerate(STANCES):
        if stance not in told_by_rules and probabilities[index] >= model.thresholds[index]:
            place = evidence(model.word_values(forms, index))
            added.append(make(model.signal(forms, place, stance), *place, probabilities[index]))
    return added


def scored(finding: Finding, probabilities: Weights, model: SentenceModel, phrases: Set[str]) -> Finding:
    """Return a finding with the probability of its stance.

    A frame's, which infers, does not count where that is below the model's doubt; a phrase, which knows the wording,
    only where it is below `PHRASE_DOUBT`. ``phrases`` are the ids of the rules that are phrases.
    """
    if finding.stance not in STANCES or finding.source == "classifier":
        return finding
    index = STANCES.index(finding.stance)
    doubt = model.doubts[index]
    counts = finding.counts and probabilities[index] >= (
        min(doubt, PHRASE_DOUBT) if finding.rule_id in phrases else doubt
    )
    return Finding(  # for every finding of every note, so without the detour of `replace`
        finding.finding_id, finding.sentence, finding.start, finding.end, finding.text,
        finding.signal, finding.stance, finding.family, finding.actor, finding.status, finding.mandate,
        counts, finding.source, finding.rule_id, finding.reason, probabilities[index], finding.cues,
    )  # fmt: skip
