"""The analyser as a spaCy component: ``nlp.add_pipe("boundary_nlp")``.

It sets ``doc.spans["boundary"]`` (one span per finding, labelled with the signal), ``span._.boundary`` (the
`Finding`), and, where no other component did, the sentence boundaries; ``sent._.stance`` is a sentence's stance.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import cast

from spacy.language import Language
from spacy.tokens import Doc, Span

from boundary_nlp.analysis import Analyser
from boundary_nlp.results import Finding
from boundary_nlp.taxonomy import Stance, sentence_stance

SPANS_KEY = "boundary"


def _stance(sentence: Span) -> Stance:
    """Return the stance of a sentence (or any span) from the counted findings that begin in it."""
    found = sentence.doc.spans.get(SPANS_KEY, ())
    return sentence_stance(
        span._.boundary.stance
        for span in found
        if span._.boundary is not None and span._.boundary.counts and sentence.start <= span.start < sentence.end
    )


def register_attributes() -> None:
    """Register ``span._.boundary`` and ``span._.stance``, once."""
    if not Span.has_extension("boundary"):
        Span.set_extension("boundary", getter=_finding_of)
        Span.set_extension("stance", getter=_stance)
        Doc.set_extension("boundary_findings", default=())


def _finding_of(span: Span) -> Finding | None:
    for finding in span.doc._.boundary_findings:
        if finding.signal == span.label_ and finding.start == span.start_char and finding.end == span.end_char:
            return cast(Finding, finding)
    return None


@Language.factory(
    "boundary_nlp",
    assigns=["doc.spans"],
    default_config={"rules": ["default"], "classifier": "default", "counting": "codebook"},
)
def make_boundary(nlp: Language, name: str, rules: list[str], classifier: str, counting: str) -> "BoundaryComponent":
    """Make the component; the config names rule packs, a classifier and a counting profile."""
    return BoundaryComponent(nlp, rules, classifier, counting)


class BoundaryComponent:
    """Adds findings to a Doc, whatever tokeniser made it."""

    def __init__(self, nlp: Language, rules: Iterable[str | Path], classifier: str, counting: str) -> None:
        register_attributes()
        self._analyser = Analyser(rules=list(rules), classifier=classifier, counting=counting)

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one document."""
        register_attributes()
        analysis = self._analyser.analyse_doc(doc)
        spans = []
        for finding in analysis.findings:
            span = doc.char_span(finding.start, finding.end, label=finding.signal, alignment_mode="expand")
            if span is not None:
                spans.append(span)
        doc._.boundary_findings = analysis.findings
        doc.spans[SPANS_KEY] = spans
        if not doc.has_annotation("SENT_START"):
            starts = {sentence.start for sentence in analysis.sentences}
            for token in doc:
                token.is_sent_start = token.i == 0 or token.idx in starts
        return doc
