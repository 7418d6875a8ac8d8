"""`qualify`: actor, status and mandate of any span of any Doc."""

from dataclasses import dataclass
from functools import lru_cache

from spacy.tokens import Doc, Span

from boundary_nlp.errors import InputError
from boundary_nlp.language.forms import Lexicon
from boundary_nlp.language.parse import read_parse
from boundary_nlp.language.sentences import split_sentences
from boundary_nlp.qualifiers.context import NoteContext
from boundary_nlp.qualifiers.decide import qualify_tokens
from boundary_nlp.resources import word_list
from boundary_nlp.results import CueSpan
from boundary_nlp.rules.compiler import RuleSet, build_rule_set
from boundary_nlp.taxonomy import Actor, Mandate, Status

CONTEXT = 2  # sentences around the span that its qualifiers look at
NEGATIONS = word_list("negations")


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


@lru_cache(maxsize=1)
def _cue_rules() -> tuple[RuleSet, Lexicon]:
    rules = build_rule_set([])
    return rules, Lexicon([rules.annotate])


def qualify(doc: Doc, span: Span, signal: str = "task_takeover") -> Qualifiers:
    """Return the qualifiers of a span of a document.

    Subject, negation and clause are read from the document's parse, where it has one.

    Parameters
    ----------
    doc
        Any Dutch spaCy Doc, however it was made; its annotations are not changed.
    span
        The words in question. Where they run over several sentences, the first one decides.
    signal
        Code of the codebook; it tells, for instance, that a feeling is the writer's.

    Raises
    ------
    InputError
        If the span is empty or of another document.

    Examples
    --------
    >>> import spacy
    >>> doc = spacy.blank("nl")("Ik heb het formulier niet voor haar ingevuld.")
    >>> qualify(doc, doc[3:8]).status
    'negated'
    """
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
    tokens = frozenset(range(max(span.start, first) - first, min(span.end, last) - first))
    core = frozenset(at for at in tokens if forms[first + at].norm not in NEGATIONS) or tokens
    found = qualify_tokens(note, number, core, signal)
    cues = tuple(
        CueSpan(
            cue.qualifier,  # type: ignore[arg-type]
            doc[ranges[cue.sentence][0] + cue.start].idx,
            doc[ranges[cue.sentence][0] + cue.end - 1].idx + len(doc[ranges[cue.sentence][0] + cue.end - 1]),
        )
        for cue in found.cues
    )
    return Qualifiers(found.actor, found.status, found.mandate, cues)
