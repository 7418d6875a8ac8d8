"""The Analyser: a note in, its sentences with their stance and its findings out."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice, repeat
from pathlib import Path
from threading import RLock
from typing import Any, Final

from spacy.language import Language
from spacy.tokens import Doc

from boundary_nlp.arguments import check_analyser, check_doc, checked_notes, kind_of, paired
from boundary_nlp.classifier.decide import RuledSentence
from boundary_nlp.classifier.model import load_model
from boundary_nlp.errors import InputError
from boundary_nlp.findings import FindingMaker
from boundary_nlp.language.forms import Lexicon
from boundary_nlp.language.parse import Parse, read_parse
from boundary_nlp.language.reader import NoteReader, Tokens
from boundary_nlp.language.sentences import split_sentences
from boundary_nlp.qualifiers import NoteContext
from boundary_nlp.reading import NoteReading
from boundary_nlp.resources import collector_paused, collector_waiting
from boundary_nlp.results import Analysis, Finding
from boundary_nlp.rules.compiler import build_rule_set
from boundary_nlp.rules.loader import load_packs
from boundary_nlp.rules.matcher import anchors
from boundary_nlp.taxonomy import SIGNALS, CountingProfile, counting_profile, counting_profiles
from boundary_nlp.trained import TrainedPipeline

BATCH: Final = 64  # notes that a trained pipeline reads together

ParseSource = Callable[[Sequence[tuple[FindingMaker, int]]], list[Parse]]


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
        If there is no counting profile of that name, or an argument or a note is of another type.

    Notes
    -----
    An analyser may be shared between threads. Text stays in memory only as long as the call lasts. It can be pickled
    and copied, and is made anew from its arguments then, in about half a second; of a path only the path travels, so
    another process must find the same file there.

    Examples
    --------
    >>> analyser = Analyser(classifier="none")
    >>> analyser("Mw. heeft zelf naar het OCMW gebeld.").sentences[0].stance
    'guiding'
    """

    def __init__(
        self,
        pipeline: str | Path | Language = "embedded",
        rules: str | Path | Sequence[str | Path] = "default",
        classifier: str | Path = "default",
        counting: str = "codebook",
    ) -> None:
        packs = list(rules) if isinstance(rules, Iterable) and not isinstance(rules, str) else [rules]
        check_analyser(pipeline, packs, classifier, counting)
        self._arguments = (pipeline, packs, classifier, counting)
        self._trained = None if pipeline == "embedded" else TrainedPipeline(pipeline)
        self._lock = RLock()
        with collector_paused():
            self.rules = build_rule_set(load_packs(packs))
            self.counting = counting_profile(counting)
            self.model = load_model(classifier)
            annotators = [self.rules.annotate] if self.model is None else [self.rules.annotate, self.model.annotate]
            self._lexicon = Lexicon(annotators)
            self._reader = NoteReader(self._lexicon)
            self("Ik heb gebeld.")  # the tables of the language are made for the first note that asks

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self._arguments  # rules and weights are made anew: they are larger, and a lock cannot travel

    def __call__(self, text: str, setting: str | None = None) -> Analysis:
        """Analyse one note.

        Parameters
        ----------
        text
            The note; offsets in the result are code points into it.
        setting
            Kind of service; it chooses the counting profile that names it, if any.
        """
        return self._read(checked_notes([(text, setting)]))[0]

    def pipe(self, texts: Iterable[str], settings: Iterable[str | None] | None = None) -> Iterator[Analysis]:
        """Analyse many notes, in order.

        Parameters
        ----------
        texts
            The notes.
        settings
            The setting of each, where there are any.

        Raises
        ------
        InputError
            If there are fewer settings than texts, or one of either is no text; the message tells its number, from 1.

        Examples
        --------
        >>> [analysis.stance for analysis in Analyser(classifier="none").pipe(["Voor haar gebeld.", "Koffie."])]
        ['rescuing', 'neutral']
        """
        for name, several in (("texts", texts), ("settings", () if settings is None else settings)):
            if isinstance(several, str) or not isinstance(several, Iterable):
                raise InputError(f"pipe takes {name} as a list, or one after the other, not as {kind_of(several)}.")
        notes = checked_notes(zip(texts, repeat(None), strict=False) if settings is None else paired(texts, settings))
        while batch := list(islice(notes, BATCH if self._trained else 1)):
            yield from self._read(batch)

    def analyse_doc(self, doc: Doc, setting: str | None = None) -> Analysis:
        """Analyse a tokenised document, which is not changed.

        Its parse and its lemmas are used, where it has them; its sentence boundaries are not.

        Raises
        ------
        InputError
            If it is no Doc.

        Warns
        -----
        BoundaryNlpWarning
            If it is of another language than Dutch.

        Examples
        --------
        >>> import spacy
        >>> Analyser(classifier="none").analyse_doc(spacy.blank("nl")("Voor haar gebeld.")).stance
        'rescuing'
        """
        check_doc(doc)
        with self._lock:
            maker = self._maker(doc.text, self._reader.read_doc(doc), setting)
            if doc.has_annotation("DEP") or doc.has_annotation("LEMMA"):
                self._add_parses(
                    [(maker, number) for number in range(len(maker.ranges))],
                    lambda wanted: [read_parse(doc, *owner.ranges[number]) for owner, number in wanted],
                )
            return self._analyse([maker], None)[0]

    def question(self, finding: Finding) -> str:
        """Return a question in Dutch to reflect on: that of the rule that made a finding, else its signal's first.

        Examples
        --------
        >>> analyser = Analyser(classifier="none")
        >>> analyser.question(analyser("Ik heb haar mijn privénummer gegeven.").findings[0])
        'Welke afspraken heeft het team hierover?'
        """
        own = (rule.rule.question for rule in self.rules.rules if rule.id == finding.rule_id)
        return next(own, "") or SIGNALS[finding.signal].questions[0]

    def sentences_with_rules(self, text: str) -> list[RuledSentence]:
        """Return the sentences of a text with what the rules find in and around each: what the classifier sees."""
        with self._lock:
            reading = NoteReading(self._maker(text, self._reader.read(text), None), self.rules, self.model)
            reading.match()
        return [reading.sentence(number) for number in range(len(reading.found))]

    def _read(self, notes: Iterable[tuple[str, str | None]]) -> list[Analysis]:
        with self._lock, collector_waiting():
            makers = [self._maker(text, self._reader.read(text), setting) for text, setting in notes]
            return self._analyse(makers, self._parsed_by_pipeline if self._trained else None)

    def _maker(self, text: str, tokens: Tokens, setting: str | None) -> FindingMaker:
        forms, spaces, starts = tokens
        ranges = split_sentences(forms, spaces)
        note = NoteContext([forms[start:end] for start, end in ranges], self.rules)
        weights = None if self.model is None else self.model.qualifiers
        return FindingMaker(text, forms, starts, ranges, note, self._profile(setting), weights)

    def _analyse(self, makers: Sequence[FindingMaker], parses: ParseSource | None) -> list[Analysis]:
        """Analyse notes; where there are parses to be had, ask for them where they can matter."""
        if parses is not None:
            numbered = [(maker, number) for maker in makers for number in range(len(maker.ranges))]
            self._add_parses([(m, n) for m, n in numbered if anchors(m.note.sentence(n), self.rules)], parses)
        readings = [NoteReading(maker, self.rules, self.model) for maker in makers]
        for reading in readings:
            reading.match()
        if parses is not None:
            unsure = [(r, n) for r in readings for n in range(len(r.found)) if r.hesitates(n)]
            self._add_parses([(reading.maker, n) for reading, n in unsure], parses)
            for reading, n in unsure:
                reading.match_again(n)
        return [reading.decide() for reading in readings]

    def _parsed_by_pipeline(self, wanted: Sequence[tuple[FindingMaker, int]]) -> list[Parse]:
        return self._trained.parse([maker.note.forms[number] for maker, number in wanted]) if self._trained else []

    def _add_parses(self, wanted: Sequence[tuple[FindingMaker, int]], parses: ParseSource) -> None:
        for (maker, number), parse in zip(wanted, parses(wanted) if wanted else [], strict=True):
            plain = maker.note.forms[number]
            forms = [self._lexicon.with_lemma(form, lemma) for form, lemma in zip(plain, parse.lemmas, strict=True)]
            maker.note.add_parse(number, parse if any(parse.relations) else None, forms)

    def _profile(self, setting: str | None) -> CountingProfile:
        if setting:
            for profile in counting_profiles().values():
                if setting.casefold() in profile.settings:
                    return profile
        return self.counting
