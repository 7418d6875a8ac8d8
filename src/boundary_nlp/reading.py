"""One note while it is analysed: what the rules find in each sentence, and what is made of it."""

from functools import partial
from typing import Final

from boundary_nlp.classifier.decide import RuledSentence, additions, scored
from boundary_nlp.classifier.features import rule_features
from boundary_nlp.classifier.model import SentenceModel
from boundary_nlp.classifier.weights import Weights
from boundary_nlp.findings import FindingMaker, most_specific, sentence_result
from boundary_nlp.results import Analysis, Finding
from boundary_nlp.rules.compiler import RuleSet
from boundary_nlp.rules.matcher import match_sentence

HESITATION: Final = 0.15  # distance from a threshold within which the classifier asks for a parse


class NoteReading:
    """A note with what the rules find in its sentences, decided by rules and classifier together.

    Parameters
    ----------
    maker : the note; ``rules`` : those that are matched; ``model`` : the classifier, None where there is none.
    """

    def __init__(self, maker: FindingMaker, rules: RuleSet, model: SentenceModel | None) -> None:
        self.maker, self.rules, self.model = maker, rules, model
        self.found: list[list[Finding]] = []  # by sentence

    def match(self) -> None:
        """Match the rules on all sentences."""
        self.found = [self._matched(number) for number in range(len(self.maker.ranges))]

    def match_again(self, number: int) -> None:
        """Match the rules on a sentence of which more is known than before."""
        self.found[number] = self._matched(number)

    def _matched(self, number: int) -> list[Finding]:
        matches = match_sentence(self.maker.note.sentence(number), self.rules)
        return [self.maker.from_rule(number, match) for match in most_specific(matches)]

    def sentence(self, number: int) -> RuledSentence:
        """Return a sentence with the rules' findings in and around it."""
        first, last = self.maker.ranges[number]
        before, after = self._around(number)
        forms = self.maker.forms[first:last]
        return RuledSentence(self.maker.starts[first], forms, self.found[number], before, after)

    def _around(self, number: int) -> tuple[list[Finding], list[Finding]]:
        before = self.found[number - 1] if number else []
        return before, self.found[number + 1] if number + 1 < len(self.found) else []

    def hesitates(self, number: int) -> bool:
        """Tell whether the classifier is near a threshold for a sentence that has no parse yet."""
        if self.model is None or self.maker.note.sentence(number).parse is not None:
            return False
        first, last = self.maker.ranges[number]
        pairs = zip(self._probabilities(self.model, number, first, last), self.model.thresholds, strict=True)
        return any(abs(probability - threshold) < HESITATION for probability, threshold in pairs)

    def _probabilities(self, model: SentenceModel, number: int, first: int, last: int) -> Weights:
        forms = self.maker.forms[first:last]
        before, after = self._around(number)
        return model.probabilities(forms, rule_features(self.found[number], before, after))

    def decide(self) -> Analysis:
        """Return what rules and classifier say together."""
        found, probabilities = self.found, list[Weights]()
        if self.model is not None:
            found, probabilities = self._with_classifier(self.model)
        sentences = [
            sentence_result(number, self.maker, findings, probabilities[number] if probabilities else None)
            for number, findings in enumerate(found)
        ]
        return Analysis(self.maker.text, tuple(sentences), tuple([one for findings in found for one in findings]))

    def _with_classifier(self, model: SentenceModel) -> tuple[list[list[Finding]], list[Weights]]:
        """Return the findings of each sentence and its probabilities."""
        probabilities: list[Weights] = []
        found: list[Finding] = []
        for number, by_rules in enumerate(self.found):
            first, last = self.maker.ranges[number]
            values = self._probabilities(model, number, first, last)
            probabilities.append(values)
            found += by_rules
            if model.tells(values):
                make = partial(self.maker.from_classifier, number)
                found += additions(by_rules, self.maker.forms[first:last], values, model, make)
        joined: list[list[Finding]] = [[] for _ in probabilities]
        for finding in self.maker.weighed(found):
            values = probabilities[finding.sentence]
            joined[finding.sentence].append(scored(finding, values, model, self.rules.phrases))
        return [sorted(findings, key=_place) for findings in joined], probabilities


def _place(finding: Finding) -> tuple[int, int]:
    return finding.start, finding.end
