"""Findings made from matches: offsets, ids, the more specific of two, and what a sentence's findings add up to."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from hashlib import blake2s
from typing import Final

from boundary_nlp.classifier.qualifiers import QualifierWeights, SpanWords, Weighed, replacing
from boundary_nlp.classifier.surroundings import surroundings
from boundary_nlp.classifier.weights import Weights
from boundary_nlp.language.forms import Form
from boundary_nlp.qualifiers import NoteContext, Qualified, carrying_tokens, qualify_tokens
from boundary_nlp.results import CueSpan, Finding, SentenceResult, Source
from boundary_nlp.rules.matcher import Match
from boundary_nlp.taxonomy import QUALIFIERS, SIGNALS, CountingProfile, Signal, sentence_stance

ORDER: Final = {code: place for place, code in enumerate(SIGNALS)}  # of two findings in one place


class FindingMaker:
    """Turns token positions of one note into findings with offsets into its text.

    ``weights`` are the classifier's of qualifiers, None where there is none.
    """

    def __init__(
        self,
        text: str,
        forms: list[Form],
        starts: Sequence[int],
        ranges: Sequence[tuple[int, int]],
        note: NoteContext,
        profile: CountingProfile,
        weights: QualifierWeights | None,
    ) -> None:
        self.text, self.forms, self.starts, self.ranges = text, forms, starts, ranges
        self.note, self.profile, self.weights = note, profile, weights
        self._digest: bytes | None = None

    @property
    def digest(self) -> bytes:
        """What tells this text from others, in the ids of its findings."""
        if self._digest is None:
            self._digest = blake2s(self.text.encode("utf-8", "surrogatepass")).digest()
        return self._digest

    def offsets(self, number: int, start: int, end: int) -> tuple[int, int]:
        """Return the code points of a token range of a sentence."""
        first = self.ranges[number][0]
        last = first + end - 1
        return self.starts[first + start], self.starts[last] + len(self.forms[last].text)

    def from_rule(self, number: int, match: Match) -> Finding:
        """Return the finding of a rule's match."""
        start, end = self.offsets(number, match.start, match.end)
        rule = match.rule
        signal = SIGNALS[rule.signal]
        values = qualify_tokens(self.note, number, match.tokens, signal.code, rule.rule)
        return self._finding(number, start, end, signal, values, "rule", rule.id, rule.explanation, 1.0)

    def from_classifier(self, number: int, code: str, first: int, last: int, probability: float) -> Finding:
        """Return a finding of the classifier on a range of tokens of a sentence."""
        signal = SIGNALS[code]
        tokens = carrying_tokens(self.note, number, range(first, last))
        values = qualify_tokens(self.note, number, tokens, code)
        start, end = self.offsets(number, first, last)
        return self._finding(number, start, end, signal, values, "classifier", "", signal.explanation, probability)

    def weighed(self, findings: Sequence[Finding]) -> list[Finding]:
        """Return findings with other qualifiers than the rules give them where their words speak clearly for them."""
        asked = [] if self.weights is None else [finding for finding in findings if finding.stance != "opposing"]
        if self.weights is None or not asked:
            return list(findings)
        weighed = iter(self.weights.weigh([self._words_of(finding) for finding in asked]))
        return [
            finding if finding.stance == "opposing" else self._changed(finding, next(weighed)) for finding in findings
        ]

    def _words_of(self, finding: Finding) -> SpanWords:
        number = finding.sentence
        first, last = self.ranges[number]
        start = bisect_left(self.starts, finding.start, first, last) - first
        end = bisect_left(self.starts, finding.end, first, last) - first
        told = finding.actor, finding.status, finding.mandate
        seen = surroundings(self.note, number, start, end, finding.signal)
        return SpanWords(self.note.forms[number], start, end, finding.signal, told, seen)

    def _changed(self, finding: Finding, found: Mapping[str, Weighed]) -> Finding:
        if not found:
            return finding
        told = finding.actor, finding.status, finding.mandate
        actor, status, mandate = (
            found[name].value if name in found else value for name, value in zip(QUALIFIERS, told, strict=True)
        )
        counts = self.profile.counts(finding.signal, actor, status, mandate)
        return replace(
            finding, counts=counts, **replacing(finding.cues, found, partial(self.offsets, finding.sentence))
        )

    def _finding(
        self, number: int, start: int, end: int, signal: Signal, values: Qualified,
        source: Source, rule_id: str, reason: str, score: float,
    ) -> Finding:  # fmt: skip
        cues = [
            CueSpan(cue.qualifier, *self.offsets(cue.sentence, cue.start, cue.end))  # type: ignore[arg-type]
            for cue in values.cues
        ]
        counts = self.profile.counts(signal.code, values.actor, values.status, values.mandate)
        return Finding(
            _finding_id(self.digest, signal.code, start, end), number, start, end, self.text[start:end],
            signal.code, signal.stance, signal.family, values.actor, values.status, values.mandate,
            counts, source, rule_id, reason, score, tuple(cues),
        )  # fmt: skip


def _finding_id(digest: bytes, signal: str, start: int, end: int) -> str:
    """Return an identifier that is the same on every run over the same text."""
    return blake2s(f"{signal}|{start}|{end}|".encode() + digest, digest_size=8).hexdigest()


def sentence_result(
    number: int, maker: FindingMaker, findings: Sequence[Finding], probabilities: Weights | None
) -> SentenceResult:
    """Return a sentence with its stance, which follows from the findings that count."""
    first, last = maker.ranges[number]
    start, end = maker.offsets(number, 0, last - first)
    if not findings:
        p_rescuing, p_guiding = (0.0, 0.0) if probabilities is None else probabilities
        return SentenceResult(start, end, "neutral", p_rescuing, p_guiding, "")
    counted = [finding for finding in findings if finding.counts]
    stances = {finding.stance for finding in counted}
    by_rules = (float("rescuing" in stances), float("guiding" in stances))
    p_rescuing, p_guiding = by_rules if probabilities is None else probabilities
    source = "rule" if any(f.source == "rule" for f in counted) else "classifier" if counted else ""
    return SentenceResult(start, end, sentence_stance(stances), p_rescuing, p_guiding, source)


def most_specific(found: Sequence[Match]) -> list[Match]:
    """Keep one match per signal and place, and of two signals that fit the more specific one."""
    if len(found) < 2:
        return list(found)
    kept: list[Match] = []
    for together in _overlapping(found):
        kept += _most_specific(together)
    return sorted(kept, key=lambda match: (match.start, match.end, ORDER[match.rule.signal]))


def _overlapping(found: Sequence[Match]) -> list[list[Match]]:
    """Return the matches in groups that share no word, so that each is held against those of its own group only."""
    groups: list[list[int]] = []
    end = -1
    for number in sorted(range(len(found)), key=lambda number: found[number].start):
        match = found[number]
        if match.start >= end:
            groups.append([])
        groups[-1].append(number)
        end = max(end, match.end)
    return [[found[number] for number in sorted(group)] for group in groups]  # of two alike the first found stays


def _most_specific(found: list[Match]) -> list[Match]:
    kept: list[Match] = []
    for match in sorted(found, key=lambda match: (match.start - match.end, ORDER[match.rule.signal])):
        signal = match.rule.signal
        if not any(_overrides(other, match, signal) for other in kept):
            kept = [other for other in kept if not _overrides(match, other, other.rule.signal)]
            kept.append(match)
    return kept


def _overrides(winner: Match, loser: Match, signal: str) -> bool:
    """Tell whether a match makes another one on the same words superfluous."""
    if winner.start >= loser.end or loser.start >= winner.end:
        return False
    return winner.rule.signal == signal or signal in SIGNALS[winner.rule.signal].over
