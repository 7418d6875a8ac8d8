"""`qualify`: actor, status and mandate of any span of any Doc."""

from dataclasses import dataclass, replace
from functools import lru_cache
from os import PathLike
from pathlib import Path
from typing import NamedTuple

from spacy.tokens import Doc, Span

from boundary_nlp.arguments import OF_CLASSIFIER, check_argument, check_doc
from boundary_nlp.classifier.model import SentenceModel, load_model
from boundary_nlp.classifier.qualifiers import SpanWords, replacing
from boundary_nlp.classifier.surroundings import surroundings
from boundary_nlp.errors import InputError
from boundary_nlp.language.forms import Lexicon
from boundary_nlp.language.parse import read_parse
from boundary_nlp.language.sentences import split_sentences
from boundary_nlp.qualifiers.context import NoteContext, Qualified
from boundary_nlp.qualifiers.decide import carrying_tokens, qualify_tokens
from boundary_nlp.results import CueSpan
from boundary_nlp.rules.compiler import RuleSet, build_rule_set
from boundary_nlp.taxonomy import SIGNALS, Actor, Mandate, Status

CONTEXT = 2  # sentences around the span of which the parse is read
ANY_ACT = "task_takeover"  # the signal whose wording has neither a polarity nor a person of its own


@dataclass(frozen=True, slots=True)
class Qualifiers:
    """Who, whether and on whose account; ``cues`` tells which words (code points) set them.

    Examples
    --------
    >>> import spacy
    >>> doc = spacy.blank("nl")("Op haar vraag heb ik de bank gebeld.")
    >>> qualify(doc, doc[5:8])
    Qualifiers(actor='worker', status='factual', mandate='requested', cues=...)
    """

    actor: Actor
    status: Status
    mandate: Mandate
    cues: tuple[CueSpan, ...]


class FoundSpan(NamedTuple):
    """A span in its note: the sentence that it is in by number, and its tokens within that sentence, in order."""

    note: NoteContext
    ranges: list[tuple[int, int]]
    number: int
    tokens: range


@lru_cache(maxsize=1)
def _cue_rules() -> tuple[RuleSet, Lexicon]:
    rules = build_rule_set([])
    return rules, Lexicon([rules.annotate])


def _classifier(name: str | Path) -> SentenceModel | None:
    file = Path(name)
    return _loaded(name, file.stat().st_mtime_ns if file.is_file() else 0)


@lru_cache(maxsize=4)
def _loaded(name: str | Path, written: int) -> SentenceModel | None:
    """Load a classifier, once per time that its file was written."""
    return load_model(name)


def qualify(doc: Doc, span: Span, signal: str | None = None, classifier: str | Path = "none") -> Qualifiers:
    """Return the qualifiers of a span of a document.

    Subject, negation and clause are read from the document's parse, where it has one.

    Parameters
    ----------
    doc
        Any Dutch spaCy Doc, however it was made; its annotations are not changed.
    span
        The words in question. Where they run over several sentences, the first one decides.
    signal
        Code of the codebook; it tells, for instance, that a feeling is the writer's. Without one the words may say
        anything; they are read as something that is done.
    classifier
        ``"none"`` for the rules alone, as suits any Dutch text; ``"default"`` or the path of a file made by
        ``boundary-nlp train`` to weigh them, as `Analyser` does, with how spans of that signal were annotated in notes.

    Raises
    ------
    InputError
        If the span is empty or of another document, there is no such signal, or an argument is of another type.
    ModelError
        If the classifier is missing or cannot be used.

    Warns
    -----
    BoundaryNlpWarning
        If the document is of another language than Dutch.

    Examples
    --------
    >>> import spacy
    >>> doc = spacy.blank("nl")("Ik heb het formulier niet voor haar ingevuld.")
    >>> qualify(doc, doc[3:8]).status
    'negated'
    """
    check_doc(doc)
    check_argument("classifier", classifier, str | PathLike, OF_CLASSIFIER)
    if signal is not None:
        check_argument("signal", signal, str, "the code of a signal, or None")
    if signal and signal not in SIGNALS:
        raise InputError(f"There is no signal '{signal}'. Choose one of: {', '.join(SIGNALS)}.")
    found = find_span(doc, span)
    by_rules = qualify_span(found, signal) if signal else _of_any_act(found)
    model = _classifier(classifier)
    code = signal or ANY_ACT

    def offsets(start: int, end: int, number: int = found.number) -> tuple[int, int]:
        first = found.ranges[number][0]
        last = doc[first + end - 1]
        return doc[first + start].idx, last.idx + len(last)

    cues = tuple(
        CueSpan(cue.qualifier, *offsets(cue.start, cue.end, cue.sentence))  # type: ignore[arg-type]
        for cue in by_rules.cues
    )
    told = Qualifiers(by_rules.actor, by_rules.status, by_rules.mandate, cues)
    if model is None or SIGNALS[code].stance == "opposing":  # opposing language never counts, and is not weighed
        return told
    forms, values = found.note.forms[found.number], (told.actor, told.status, told.mandate)
    first, last = found.tokens.start, found.tokens.stop
    seen = surroundings(found.note, found.number, first, last, code)
    (weighed,) = model.qualifiers.weigh([SpanWords(forms, first, last, code, values, seen)])
    return replace(told, **replacing(cues, weighed, offsets)) if weighed else told


def find_span(doc: Doc, span: Span) -> FoundSpan:
    """Find a span among the sentences of its note.

    Raises
    ------
    InputError
        If the span is empty or of another document.
    """
    check_argument("span", span, Span, "a stretch of a document, such as doc[2:3]")
    if span.doc is not doc or len(span) == 0:
        raise InputError("The span must be a stretch of at least one token of this document.")
    rules, lexicon = _cue_rules()
    forms = [lexicon.form(token.text) for token in doc]
    ranges = split_sentences(forms, [bool(token.whitespace_) for token in doc])
    note = NoteContext([forms[start:end] for start, end in ranges], rules)
    number = next((n for n, (start, end) in enumerate(ranges) if span.start < end and start < span.end), None)
    if number is None:
        raise InputError("The span holds nothing but white space.")
    first, last = ranges[number]
    if doc.has_annotation("DEP"):
        for other, (start, end) in enumerate(ranges):
            if abs(other - number) <= CONTEXT:
                note.add_parse(other, read_parse(doc, start, end), forms[start:end])
    return FoundSpan(note, ranges, number, range(max(span.start, first) - first, min(span.end, last) - first))


def _of_any_act(found: FoundSpan) -> Qualified:
    """Return what the rules say of words that need be no takeover: a client who is the subject may act himself."""
    by_rules = qualify_span(found, ANY_ACT)
    for cue in by_rules.cues:
        of_client = found.note.forms[cue.sentence][cue.start].person == "client"
        if cue.qualifier == "actor" and by_rules.actor == "other" and of_client:
            return by_rules._replace(actor="client")
    return by_rules


def qualify_span(found: FoundSpan, signal: str) -> Qualified:
    """Return what the rules say of a span."""
    tokens = carrying_tokens(found.note, found.number, found.tokens)
    return qualify_tokens(found.note, found.number, tokens, signal)
