"""The analyser and its parts as spaCy components.

======================== =============================================================================================
``boundary_nlp``         the whole analyser: ``doc.spans["boundary"]``, ``span._.boundary``, ``sent._.stance``
``boundary_rules``       only what rules find, with its qualifiers
``boundary_classifier``  only the classifier: ``sent._.p_rescuing``, ``sent._.p_guiding``
``boundary_sentencizer`` only the sentences of notes: lines, bullets, parts between semicolons
``boundary_qualifier``   only actor, status and mandate, for the spans that another component found
======================== =============================================================================================
"""

from boundary_nlp.component.boundary import BoundaryComponent, make_boundary, make_rules
from boundary_nlp.component.classifier import SentenceClassifier, make_classifier
from boundary_nlp.component.parts import NoteSentencizer, SpanQualifier, make_qualifier, make_sentencizer

__all__ = [
    "BoundaryComponent",
    "NoteSentencizer",
    "SentenceClassifier",
    "SpanQualifier",
    "make_boundary",
    "make_classifier",
    "make_qualifier",
    "make_rules",
    "make_sentencizer",
]
