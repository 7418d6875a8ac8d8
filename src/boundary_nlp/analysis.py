"""The Analyser: a note in, its sentences with their stance and its findings out."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial
from hashlib import blake2s
from itertools import accumulate, islice, repeat
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

from spacy.attrs import ORTH, SPACY
from spacy.tokens import Doc

from boundary_nlp.classifier.decide import RuledSentence, join
from boundary_nlp.classifier.features import sentence_features
from boundary_nlp.classifier.model import load_model
from boundary_nlp.classifier.weights import Weights
from boundary_nlp.language.forms import Form, Lexicon
from boundary_nlp.language.parse import Parse, read_parse
from boundary_nlp.language.sentences import split_sentences
from boundary_nlp.language.tokenizer import blank_pipeline, encodable
from boundary_nlp.qualifiers import NoteContext, Qualified, qualify_tokens
from boundary_nlp.results import Analysis, CueSpan, Finding, SentenceResult, Source
from boundary_nlp.rules.compiler import build_rule_set
from boundary_nlp.rules.loader import load_packs
from boundary_nlp.rules.matcher import Match, anchors, match_sentence
from boundary_nlp.taxonomy import (
    CountingProfile,
    Signal,
    counting_profile,
    counting_profiles,
    sentence_stance,
    signals,
)
from boundary_nlp.trained import TrainedPipeline

if TYPE_CHECKING:
    from spacy.language import Language

HESITATION = 0.15  # distance from a threshold within which the classifier asks for a parse
BATCH = 64  # notes that a trained pipeline reads together
RENEW_AFTER = 400_000  # strings in spaCy's store after which the tokeniser is made anew


class Analyser:
    """Finds takeover and guiding language in Dutch case notes.

    Parameters
    ----------
    pipeline
        ``"embedded"`` (works after installation, with no download), the name or the folder of a Dutch spaCy
        pipeline with a parser such as ``"nl_core_news_sm"``, or a loaded one. It runs only on sentences in which a
        rule anchors or the classifier hesitates; the tokens and the sentences of a note are the embedded ones.
    rules
        ``"default"``, the path of a rule pack, or several of either.
    classifier
        ``"default"``, ``"none"``, or the path of a file made by ``boundary-nlp train``.
    counting
        Name of the counting profile; a note's setting may choose another.

    Raises
    ------
    PipelineError, RulePackError, ModelError
        If one of them is missing or cannot be used.
    InputError
        If there is no counting profile of that name.

    Notes
    -----
    An analyser may be shared between threads. Text stays in memory only as long as the call lasts.

    Examples
    --------
    >>> analyser = Analyser(classifier="none")
    >>> analyser("Mw. heeft zelf naar het OCMW gebeld.").sentences[0].stance
    'guiding'
    """

    def __init__(
        self,
        pipeline: "str | Path | Language" = "embedded",
        rules: str | Path | Sequence[str | Path] = "default",
        classifier: str | Path = "default",
        counting: str = "codebook",
    ) -> None:
        self._trained = None if pipeline == "embedded" else TrainedPipeline(pipeline)
        packs = [rules] if isinstance(rules, str | Path) else list(rules)
        self.rules = build_rule_set(load_packs(packs))
        self.counting = counting_profile(counting)
        self.model = load_model(classifier)
        annotators = [self.rules.annotate] if self.model is None else [self.rules.annotate, self.model.annotate]
        self._lexicon = Lexicon(annotators)
        self._nlp = blank_pipeline()
        self._lock = RLock()

    def __call__(self, text: str, setting: str | None = None) -> Analysis:
        """Analyse one note.

        Parameters
        ----------
        text
            The note; offsets in the result are code points into it.
        setting
            Kind of service; it chooses the counting profile that names it, if any.
        """
        return next(self.pipe([text], [setting]))

    def pipe(self, texts: Iterable[str], settings: Iterable[str | None] | None = None) -> Iterator[Analysis]:
        """Analyse many notes, in order.

        Parameters
        ----------
        texts
            The notes.
        settings
            The setting of each, where there are any.

        Examples
        --------
        >>> [analysis.stance for analysis in Analyser(classifier="none").pipe(["Voor haar gebeld.", "Koffie."])]
        ['rescuing', 'neutral']
        """
        notes = zip(texts, repeat(None) if settings is None else settings)  # noqa: B905  one of them may be endless
        while batch := list(islice(notes, BATCH if self._trained else 1)):
            with self._lock:
                if len(self._nlp.vocab.strings) > RENEW_AFTER:
                    self._nlp = blank_pipeline()
                makers = [self._maker(text, self._nlp.make_doc(encodable(text)), setting) for text, setting in batch]
                analyses = self._analyse(makers, self._parsed_by_pipeline if self._trained else None)
            yield from analyses

    def analyse_doc(self, doc: Doc, setting: str | None = None) -> Analysis:
        """Analyse a tokenised document, which is not changed.

        Its parse and its lemmas are used, where it has them; its sentence boundaries are not.

        Examples
        --------
        >>> import spacy
        >>> Analyser(classifier="none").analyse_doc(spacy.blank("nl")("Voor haar gebeld.")).stance
        'rescuing'
        """
        maker = self._maker(doc.text, doc, setting)
        if doc.has_annotation("DEP") or doc.has_annotation("LEMMA"):
            self._add_parses(
                [(maker, number) for number in range(len(maker.ranges))],
                lambda wanted: [read_parse(doc, *owner.ranges[number]) for owner, number in wanted],
            )
        return self._analyse([maker], None)[0]

    def sentences_with_rules(self, text: str) -> list[RuledSentence]:
        """Return the sentences of a text with what the rules find in and around each: what the classifier sees."""
        with self._lock:
            doc = self._nlp.make_doc(encodable(text))
        maker = self._maker(text, doc, None)
        found = [self._match(maker.note, number, maker) for number in range(len(maker.ranges))]
        return [_ruled(maker, found, number) for number in range(len(maker.ranges))]

    def _maker(self, text: str, doc: Doc, setting: str | None) -> "_FindingMaker":
        forms, spaces, starts = self._tokens(doc)
        ranges = split_sentences(forms, spaces)
        note = NoteContext([forms[start:end] for start, end in ranges], self.rules)
        return _FindingMaker(text, forms, starts, ranges, note, self._profile(setting))

    def _analyse(self, makers: Sequence["_FindingMaker"], parses: "ParseSource | None") -> list[Analysis]:
        """Analyse notes; where there are parses to be had, ask for them where they can matter."""
        if parses is not None:
            numbered = [(maker, number) for maker in makers for number in range(len(maker.ranges))]
            self._add_parses([(m, n) for m, n in numbered if anchors(m.note.sentence(n), self.rules)], parses)
        found = [[self._match(maker.note, number, maker) for number in range(len(maker.ranges))] for maker in makers]
        if parses is not None and self.model is not None:
            places = [(at, n) for at, maker in enumerate(makers) for n in range(len(maker.ranges))]
            unsure = [(at, n) for at, n in places if self._hesitates(makers[at], found[at], n)]
            self._add_parses([(makers[at], n) for at, n in unsure], parses)
            for at, n in unsure:
                found[at][n] = self._match(makers[at].note, n, makers[at])
        return [self._decide(maker, by_rules) for maker, by_rules in zip(makers, found, strict=True)]

    def _parsed_by_pipeline(self, wanted: Sequence[tuple["_FindingMaker", int]]) -> list[Parse]:
        return self._trained.parse([maker.note.forms[number] for maker, number in wanted]) if self._trained else []

    def _add_parses(self, wanted: Sequence[tuple["_FindingMaker", int]], parses: "ParseSource") -> None:
        for (maker, number), parse in zip(wanted, parses(wanted) if wanted else [], strict=True):
            plain = maker.note.forms[number]
            forms = [self._lexicon.with_lemma(form, lemma) for form, lemma in zip(plain, parse.lemmas, strict=True)]
            maker.note.add_parse(number, parse, forms)

    def _hesitates(self, maker: "_FindingMaker", found: Sequence[Sequence[Finding]], number: int) -> bool:
        """Tell whether the classifier is near a threshold for a sentence that has no parse yet."""
        probabilities = self._probabilities(_ruled(maker, found, number))
        if self.model is None or probabilities is None or maker.note.sentence(number).parse is not None:
            return False
        pairs = zip(probabilities, self.model.thresholds, strict=True)
        return any(abs(probability - threshold) < HESITATION for probability, threshold in pairs)

    def _probabilities(self, seen: RuledSentence) -> Weights | None:
        if self.model is None:
            return None
        features = sentence_features(seen.forms, seen.findings, seen.before, seen.after)
        return self.model.probabilities(seen.forms, features)

    def _decide(self, maker: "_FindingMaker", found: Sequence[Sequence[Finding]]) -> Analysis:
        sentences: list[SentenceResult] = []
        findings: list[Finding] = []
        for number, by_rules in enumerate(found):
            seen = _ruled(maker, found, number)
            probabilities = self._probabilities(seen)
            both: Sequence[Finding] = by_rules
            if self.model is not None and probabilities is not None:
                both = join(seen, probabilities, self.model, partial(maker.from_classifier, number))
            sentences.append(_sentence_result(number, maker, both, probabilities))
            findings += both
        return Analysis(maker.text, tuple(sentences), tuple(findings))

    def _tokens(self, doc: Doc) -> tuple[list[Form], list[bool], list[int]]:
        """Return a document's word forms, whether a space follows each, and where each starts."""
        table = doc.to_array([ORTH, SPACY]).tolist()
        forms = self._lexicon.forms([row[0] for row in table], doc.vocab.strings)
        spaces = [bool(row[1]) for row in table]
        lengths = (len(form.text) + space for form, space in zip(forms, spaces, strict=True))
        return forms, spaces, list(accumulate(lengths, initial=0))

    def _profile(self, setting: str | None) -> CountingProfile:
        if setting:
            for profile in counting_profiles().values():
                if setting.casefold() in profile.settings:
                    return profile
        return self.counting

    def _match(self, note: NoteContext, number: int, maker: "_FindingMaker") -> list[Finding]:
        matches = match_sentence(note.sentence(number), self.rules)
        qualified = [
            (match, qualify_tokens(note, number, match.tokens, match.rule.rule.signal, match.rule.rule))
            for match in matches
        ]
        return [maker.from_rule(number, match, values) for match, values in _most_specific(qualified)]


def _ruled(maker: "_FindingMaker", found: Sequence[Sequence[Finding]], number: int) -> RuledSentence:
    first, last = maker.ranges[number]
    forms = maker.forms[first:last]
    return RuledSentence(
        start=maker.starts[first],
        forms=forms,
        findings=found[number],
        before=found[number - 1] if number else (),
        after=found[number + 1] if number + 1 < len(found) else (),
    )


def _most_specific(found: list[tuple[Match, Qualified]]) -> list[tuple[Match, Qualified]]:
    """Keep one finding per signal and place, and of two signals that fit the more specific one."""
    order = {code: place for place, code in enumerate(signals())}
    kept: list[tuple[Match, Qualified]] = []
    for match, values in sorted(found, key=lambda item: (item[0].start - item[0].end, order[item[0].rule.rule.signal])):
        signal = match.rule.rule.signal
        if not any(_overrides(other, match, signal) for other, _ in kept):
            kept = [(m, v) for m, v in kept if not _overrides(match, m, m.rule.rule.signal)]
            kept.append((match, values))
    return sorted(kept, key=lambda item: (item[0].start, item[0].end, order[item[0].rule.rule.signal]))


def _overrides(winner: Match, loser: Match, signal: str) -> bool:
    """Tell whether a match makes another one on the same words superfluous."""
    if winner.start >= loser.end or loser.start >= winner.end:
        return False
    return winner.rule.rule.signal == signal or signal in signals()[winner.rule.rule.signal].over


class _FindingMaker:
    """Turns token positions of one note into findings with offsets into its text."""

    def __init__(
        self,
        text: str,
        forms: Sequence[Form],
        starts: Sequence[int],
        ranges: Sequence[tuple[int, int]],
        note: NoteContext,
        profile: CountingProfile,
    ) -> None:
        self.text, self.forms, self.starts, self.ranges = text, forms, starts, ranges
        self.note, self.profile = note, profile

    @cached_property
    def digest(self) -> bytes:
        """What tells this text from others, in the ids of its findings."""
        return blake2s(self.text.encode("utf-8", "surrogatepass")).digest()

    def offsets(self, number: int, start: int, end: int) -> tuple[int, int]:
        """Return the code points of a token range of a sentence."""
        first = self.ranges[number][0]
        last = first + end - 1
        return self.starts[first + start], self.starts[last] + len(self.forms[last].text)

    def from_rule(self, number: int, match: Match, values: Qualified) -> Finding:
        """Return the finding of a rule's match."""
        start, end = self.offsets(number, match.start, match.end)
        signal = signals()[match.rule.rule.signal]
        rule = match.rule
        return self._finding(number, start, end, signal, values, "rule", rule.rule.id, rule.explanation, 1.0)

    def from_classifier(self, number: int, code: str, first: int, last: int, probability: float) -> Finding:
        """Return a finding of the classifier on a range of tokens of a sentence."""
        signal = signals()[code]
        values = qualify_tokens(self.note, number, frozenset(range(first, last)), code)
        start, end = self.offsets(number, first, last)
        return self._finding(number, start, end, signal, values, "classifier", "", signal.explanation, probability)

    def _finding(
        self, number: int, start: int, end: int, signal: Signal, values: Qualified,
        source: Source, rule_id: str, reason: str, score: float,
    ) -> Finding:  # fmt: skip
        return Finding(
            finding_id=_finding_id(self.digest, signal.code, start, end),
            sentence=number,
            start=start,
            end=end,
            text=self.text[start:end],
            signal=signal.code,
            stance=signal.stance,
            family=signal.family,
            actor=values.actor,
            status=values.status,
            mandate=values.mandate,
            counts=self.profile.counts(signal.code, values.actor, values.status, values.mandate),
            source=source,
            rule_id=rule_id,
            reason=reason,
            score=score,
            cues=tuple(
                CueSpan(cue.qualifier, *self.offsets(cue.sentence, cue.start, cue.end))  # type: ignore[arg-type]
                for cue in values.cues
            ),
        )


ParseSource = Callable[[Sequence[tuple[_FindingMaker, int]]], list[Parse]]


def _finding_id(digest: bytes, signal: str, start: int, end: int) -> str:
    """Return an identifier that is the same on every run over the same text."""
    return blake2s(f"{signal}|{start}|{end}|".encode() + digest, digest_size=8).hexdigest()


def _sentence_result(
    number: int, maker: _FindingMaker, findings: Sequence[Finding], probabilities: Weights | None
) -> SentenceResult:
    first, last = maker.ranges[number]
    start, end = maker.offsets(number, 0, last - first)
    counted = [finding for finding in findings if finding.counts]
    stances = {finding.stance for finding in counted}
    by_rules = (float("rescuing" in stances), float("guiding" in stances))
    p_rescuing, p_guiding = by_rules if probabilities is None else probabilities
    return SentenceResult(
        start=start,
        end=end,
        stance=sentence_stance(stances),
        p_rescuing=p_rescuing,
        p_guiding=p_guiding,
        source="rule" if any(f.source == "rule" for f in counted) else "classifier" if counted else "",
    )
