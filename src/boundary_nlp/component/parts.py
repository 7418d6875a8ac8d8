"""Parts of the analyser for pipelines that want no more: the sentences of notes, and the qualifiers of any spans."""

from spacy.language import Language
from spacy.tokens import Doc, Span

from boundary_nlp.component.attributes import keep_qualifiers, register_attributes
from boundary_nlp.component.boundary import check_language
from boundary_nlp.errors import InputError
from boundary_nlp.language.forms import Lexicon
from boundary_nlp.language.sentences import split_sentences
from boundary_nlp.qualifiers.span import qualify
from boundary_nlp.taxonomy import SIGNALS


@Language.factory(
    "boundary_sentencizer",
    assigns=["token.is_sent_start", "doc.sents"],
    default_config={"overwrite": False},
)
def make_sentencizer(nlp: Language, name: str, overwrite: bool) -> "NoteSentencizer":
    """Make the component; ``overwrite`` tells whether boundaries that another component set give way."""
    return NoteSentencizer(overwrite)


class NoteSentencizer:
    """Sets the sentence boundaries of notes: sentences, lines, bullets, parts between semicolons.

    Examples
    --------
    >>> import spacy
    >>> nlp = spacy.blank("nl")
    >>> component = nlp.add_pipe("boundary_sentencizer")
    >>> [sentence.text for sentence in nlp("Cl. gebeld; afspraak dinsdag om 14.30u. Thuis rustig.").sents]
    ['Cl. gebeld;', 'afspraak dinsdag om 14.30u.', 'Thuis rustig.']
    """

    def __init__(self, overwrite: bool) -> None:
        self.overwrite = overwrite
        self._lexicon = Lexicon()

    def __call__(self, doc: Doc) -> Doc:
        """Set the boundaries of one document."""
        if doc.has_annotation("SENT_START") and not self.overwrite:
            return doc
        forms = [self._lexicon.form(token.text) for token in doc]
        ranges = split_sentences(forms, [bool(token.whitespace_) for token in doc])
        starts = {start for start, _ in ranges}
        for token in doc:
            token.is_sent_start = token.i == 0 or token.i in starts
        return doc


@Language.factory(
    "boundary_qualifier",
    requires=["doc.spans"],
    assigns=["doc.spans"],
    default_config={"spans_key": "sc", "signal": None},
)
def make_qualifier(nlp: Language, name: str, spans_key: str, signal: str | None) -> "SpanQualifier":
    """Make the component; it reads ``doc.spans[spans_key]``.

    ``signal`` is the code under which spans are judged whose own label is no code of the codebook; without one they are
    read as something that is done.
    """
    check_language(nlp, name)
    return SpanQualifier(spans_key, signal)


class SpanQualifier:
    """Gives each span of a group its actor, status and mandate: ``span._.qualifiers``.

    Raises
    ------
    InputError
        If the signal is none of the codebook's.

    Examples
    --------
    >>> import spacy
    >>> nlp = spacy.blank("nl")
    >>> ruler = nlp.add_pipe("span_ruler", config={"spans_key": "taken"})
    >>> ruler.add_patterns([{"label": "FORMULIER", "pattern": "formulier"}])
    >>> component = nlp.add_pipe("boundary_qualifier", config={"spans_key": "taken"})
    >>> doc = nlp("Zij heeft het formulier niet ingevuld.")
    >>> [(span._.qualifiers.actor, span._.qualifiers.status) for span in doc.spans["taken"]]
    [('client', 'negated')]
    """

    def __init__(self, spans_key: str, signal: str | None) -> None:
        if signal is not None and signal not in SIGNALS:
            raise InputError(f"There is no signal '{signal}'. Choose one of: {', '.join(SIGNALS)}.")
        register_attributes()
        self.spans_key, self.signal = spans_key, signal

    def __call__(self, doc: Doc) -> Doc:
        """Qualify the spans of one document."""
        register_attributes()
        if self.spans_key in doc.spans:
            group = doc.spans[self.spans_key]
            spans = [span for span in group if span.text.strip()]
            keep_qualifiers(group, [(span, qualify(doc, span, self._signal_of(span))) for span in spans])
        return doc

    def _signal_of(self, span: Span) -> str | None:
        return span.label_ if span.label_ in SIGNALS else self.signal
