"""The analyser and its parts as spaCy components.

======================== =============================================================================================
``boundary_nlp``         the whole analyser: ``doc.spans["boundary"]``, ``span._.boundary``, ``sent._.stance``
``boundary_sentencizer`` only the sentences of notes: lines, bullets, parts between semicolons
``boundary_qualifier``   only actor, status and mandate, for the spans that another component found
======================== =============================================================================================
"""

from boundary_nlp.component.boundary import BoundaryComponent, make_boundary
from boundary_nlp.component.parts import NoteSentencizer, SpanQualifier, make_qualifier, make_sentencizer

__all__ = [
    "BoundaryComponent",
    "NoteSentencizer",
    "SpanQualifier",
    "make_boundary",
    "make_qualifier",
    "make_sentencizer",
]
