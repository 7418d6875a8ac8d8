"""Custom attributes of spaCy objects, read from what the components leave in a document's span groups.

Span groups travel with a document: through ``to_bytes``, ``DocBin`` and the processes of ``nlp.pipe(n_process=2)``.
So the findings are kept there as plain values, and the attributes are made from them.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from functools import partial
from operator import itemgetter
from typing import Any

from spacy.tokens import Doc, Span, SpanGroup

from boundary_nlp.qualifiers.span import Qualifiers
from boundary_nlp.results import CueSpan, Finding, SentenceResult
from boundary_nlp.taxonomy import Stance, sentence_stance

FINDINGS = "boundary_findings"
QUALIFIERS = "boundary_qualifiers"
SENTENCES = "boundary_sentences"


def register_attributes() -> None:
    """Register the attributes of `Doc` (``boundary_findings``) and of `Span` (the others), once."""
    if not Span.has_extension("boundary"):
        Doc.set_extension("boundary_findings", getter=findings_of)
        Span.set_extension("boundary", getter=_finding_of)
        Span.set_extension("stance", getter=_stance)
        Span.set_extension("qualifiers", getter=_qualifiers_of)
        Span.set_extension("p_rescuing", getter=partial(_probability, "p_rescuing"))
        Span.set_extension("p_guiding", getter=partial(_probability, "p_guiding"))


def keep_findings(doc: Doc, key: str, findings: tuple[Finding, ...]) -> None:
    """Add the findings to a document as the span group ``key``, one span each, labelled with the signal."""
    spans = [
        doc.char_span(finding.start, finding.end, label=finding.signal, alignment_mode="expand") for finding in findings
    ]
    kept = [asdict(finding) for finding in findings]
    doc.spans[key] = SpanGroup(
        doc, name=key, spans=[span for span in spans if span is not None], attrs={FINDINGS: kept}
    )


def keep_qualifiers(group: SpanGroup, found: Iterable[tuple[Span, Qualifiers]]) -> None:
    """Add the qualifiers of its spans to a span group."""
    group.attrs[QUALIFIERS] = [
        {"start": span.start_char, "end": span.end_char, "label": span.label_, **asdict(values)}
        for span, values in found
    ]


def keep_sentences(doc: Doc, key: str, sentences: Iterable[SentenceResult]) -> None:
    """Add the probabilities of sentences to a document as the span group ``key``, one span each."""
    kept = [asdict(sentence) for sentence in sentences]
    spans = [doc.char_span(values["start"], values["end"], alignment_mode="expand") for values in kept]
    doc.spans[key] = SpanGroup(
        doc, name=key, spans=[span for span in spans if span is not None], attrs={SENTENCES: kept}
    )


def findings_of(doc: Doc) -> tuple[Finding, ...]:
    """Return the findings of a document, in order; none where no component looked for them."""
    return tuple(_finding(kept) for kept in _all_kept(doc, FINDINGS))


def _all_kept(doc: Doc, name: str) -> list[dict[str, Any]]:
    return [kept for group in doc.spans.values() for kept in group.attrs.get(name, ())]


def _kept_from(doc: Doc, name: str, start: int, end: int) -> Iterator[dict[str, Any]]:
    """Yield what begins in a stretch: of each group it is kept in order, and asked for once for each of its spans."""
    for group in doc.spans.values():
        kept = group.attrs.get(name, ())
        for at in range(bisect_left(kept, start, key=itemgetter("start")), len(kept)):
            if kept[at]["start"] >= end:
                break
            yield kept[at]


def _cues(kept: dict[str, Any]) -> tuple[CueSpan, ...]:
    return tuple(CueSpan(**cue) for cue in kept["cues"])


def _finding(kept: dict[str, Any]) -> Finding:
    return Finding(**{**kept, "cues": _cues(kept)})


def _finding_of(span: Span) -> Finding | None:
    if len(span) == 0:
        return None
    for kept in _kept_from(span.doc, FINDINGS, span.start_char, span.start_char + len(span[0])):
        # it covers the finding's code points, and no more than whole tokens around them
        if kept["signal"] == span.label_ and span[-1].idx < kept["end"] <= span.end_char:
            return _finding(kept)
    return None


def _qualifiers_of(span: Span) -> Qualifiers | None:
    for kept in _all_kept(span.doc, QUALIFIERS):
        if (kept["start"], kept["end"], kept["label"]) == (span.start_char, span.end_char, span.label_):
            return Qualifiers(kept["actor"], kept["status"], kept["mandate"], _cues(kept))
    return None


def _stance(span: Span) -> Stance:
    """Return the stance of a sentence (or any span) from the counted findings that begin in it."""
    return sentence_stance(
        kept["stance"] for kept in _kept_from(span.doc, FINDINGS, span.start_char, span.end_char) if kept["counts"]
    )


def _probability(name: str, span: Span) -> float | None:
    """Return a probability of the sentence in which a span begins; None where no component judged sentences."""
    for group in span.doc.spans.values():
        kept = group.attrs.get(SENTENCES, ())
        at = bisect_right(kept, span.start_char, key=itemgetter("start")) - 1
        if at >= 0 and span.start_char < kept[at]["end"]:
            return float(kept[at][name])
    return None
