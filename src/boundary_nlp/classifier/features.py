"""Features of a sentence, chosen so that most belong to a word form and are summed once per form.

A feature is a string: ``w:`` a normalised word, ``l:`` a lemma, ``c:`` letters in a word, ``b:`` two lemmas in a row,
``r:`` a rule's finding and whether it counts, ``p:`` and ``n:`` what rules find in the sentence before and after,
``s:`` who the subject of the first clause is.
"""

from collections.abc import Iterator, Sequence

from boundary_nlp.language.forms import Form
from boundary_nlp.results import Finding

NGRAMS = (3, 4, 5)


def form_features(form: Form) -> list[str]:
    """Return the features that a word form carries wherever it stands; none for figures and punctuation."""
    if not form.is_word or form.is_number:
        return []
    features = [f"w:{form.norm}", f"l:{form.lemma}"]
    padded = f"<{form.norm}>"
    if len(form.norm) > 3:
        features += [f"c:{padded[at : at + n]}" for n in NGRAMS for at in range(len(padded) - n + 1)]
    return features


def pair_features(forms: Sequence[Form]) -> Iterator[tuple[int, str]]:
    """Yield each pair of neighbouring words as (position of the second, feature)."""
    before = "^"
    for at, form in enumerate(forms):
        if form.is_word:
            yield at, f"b:{before}_{form.lemma}"
            before = form.lemma


def rule_features(
    findings: Sequence[Finding], before: Sequence[Finding], after: Sequence[Finding], person: str
) -> list[str]:
    """Return what the rules say of a sentence and its neighbours, and who its first subject is."""
    features = [f"r:{finding.signal}:{finding.counts}" for finding in findings]
    features += [f"r:{finding.stance}:{finding.counts}" for finding in findings]
    features += [f"q:{finding.status}" for finding in findings if not finding.counts]
    features += [f"p:{finding.stance}" for finding in before if finding.counts]
    features += [f"n:{finding.stance}" for finding in after if finding.counts]
    return sorted({*features, f"s:{person or 'left_out'}"})
