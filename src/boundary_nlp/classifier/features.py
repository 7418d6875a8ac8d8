"""Features of a sentence, chosen so that most belong to a word form and are looked up once per form.

A feature is a string with a kind before the colon:

=====  ==========================================================================================
``w``  a normalised word; ``l`` its lemma; ``c`` letters in a word (three to five)
``a``  two words in a row, ``s`` two words with one or two between, ``t`` three words in a row;
       a word is its lemma here, and a word for a person is who that may be ("<client")
``k``  where "ik" stands, which verb forms there are, which persons, and how long the sentence is
``r``  a rule's finding and whether it counts; ``q`` the status that keeps one from counting
``p``  what rules find in the sentence before, ``n`` in the sentence after
``u``  who the first word for a person stands for
=====  ==========================================================================================
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from boundary_nlp.language.forms import PERSONS, Form
from boundary_nlp.language.verbs import VERB_KINDS
from boundary_nlp.language.wordparts import LONGEST_WORD
from boundary_nlp.results import Finding

NGRAMS: Final = (3, 4, 5)
START: Final = "^"
LETTERS, PAIRS, SKIPS, TRIPLES = "c", "a", "s", "t"
FROM_RULES: Final = "rqpn"  # kinds that tell what the rules found
WHOLE_SENTENCE: Final = frozenset(FROM_RULES + "ku")  # kinds that are there or not, whatever the sentence's length
LONGEST: Final = 16  # words; longer sentences are one kind
FAR: Final = 3  # words before the first "ik"; beyond it all places are one kind
_LENGTHS: Final = ((4, "1-3"), (9, "4-8"), (LONGEST, "9-15"))
_VERB_BITS: Final = {kind: 1 << at for at, kind in enumerate(VERB_KINDS)}
_PERSON_BITS: Final = {person: 1 << at for at, person in enumerate(PERSONS)}

# where the first "ik" stands, how many words there are, which verb forms and persons, and who comes first
Shape = tuple[int, int, int, int, str]


def is_counted(form: Form) -> bool:
    """Tell whether a token is a word for the classifier; figures and punctuation are none."""
    return form.is_word and not form.is_number


def word_features(form: Form) -> list[str]:
    """Return the features of a word form as a whole."""
    return [f"w:{form.norm}", f"l:{form.lemma}"]


def form_features(form: Form) -> list[str]:
    """Return the features that a word form carries wherever it stands, its letters included."""
    return [*word_features(form), *[f"{LETTERS}:{piece}" for piece in letters(form)]]


def letters(form: Form) -> list[str]:
    """Return the letters in a row, three to five, of a word that is longer than three."""
    if not 3 < len(form.norm) <= LONGEST_WORD:
        return []
    padded = f"<{form.norm}>"
    return [padded[at : at + n] for n in NGRAMS for at in range(len(padded) - n + 1)]


def general(form: Form) -> str:
    """Return what stands for a word beside other words: its lemma, or who it is where it is a person."""
    return f"<{form.person}" if form.person else form.lemma.replace("_", "-")


def pair_features(words: Sequence[str]) -> Iterator[str]:
    """Yield the pairs of words, given as `general` returns them, that stand in a row."""
    for before, word in pairwise(words):
        yield f"{PAIRS}:{before}_{word}"


def neighbour_features(words: Sequence[str]) -> Iterator[str]:
    """Yield the pairs and triples of a sentence's words, given as `general` returns them."""
    row = [START, *words]
    yield from pair_features(row)
    for at in range(1, len(row)):
        for back in (2, 3):
            if at >= back:
                yield f"{SKIPS}:{row[at - back]}_{row[at]}"
        if at >= 2:
            yield f"{TRIPLES}:{row[at - 2]}_{row[at - 1]}_{row[at]}"


def shape(forms: list[Form]) -> Shape:
    """Return what `shape_features` tells of a sentence."""
    place, n_words, verbs, persons = -1, 0, 0, 0
    about = ""
    for form in forms:
        person = form.person
        about = about or person
        if not form.is_word:
            continue
        if person:
            persons |= _PERSON_BITS[person]
        if place < 0 and form.norm == "ik":
            place = n_words
        if form.verb is not None:
            verbs |= _VERB_BITS[form.verb.kind]
        n_words += 1
    return min(place, FAR), min(n_words, LONGEST), verbs, persons, about


def shape_features(told: Shape) -> list[str]:
    """Return where the first person stands, which verb forms and persons there are, and how long the sentence is."""
    place, n_words, verb_bits, person_bits, about = told
    first = ("none", "0", "1-2", "1-2", "3+")[place + 1]
    verbs = "+".join([kind for kind, bit in _VERB_BITS.items() if verb_bits & bit])
    length = next((name for limit, name in _LENGTHS if n_words < limit), "16+")
    of_all = f"k:ik={first}", f"k:verbs={verbs}", f"k:ik={first},verbs={verbs}", f"k:length={length}"
    persons = [f"k:person={person}" for person, bit in _PERSON_BITS.items() if person_bits & bit]
    return [*of_all, *persons, f"u:{about or 'left_out'}"]


def rule_features(findings: Sequence[Finding], before: Sequence[Finding], after: Sequence[Finding]) -> list[str]:
    """Return what the rules say of a sentence and of its neighbours."""
    if not (findings or before or after):
        return []
    features = {f"r:{finding.signal}:{finding.counts}" for finding in findings}
    features |= {f"r:{finding.stance}:{finding.counts}" for finding in findings}
    features |= {f"q:{finding.status}" for finding in findings if not finding.counts}
    features |= {f"p:{finding.stance}" for finding in before if finding.counts}
    features |= {f"n:{finding.stance}" for finding in after if finding.counts}
    return sorted(features)


def sentence_features(
    forms: list[Form], findings: Sequence[Finding], before: Sequence[Finding], after: Sequence[Finding]
) -> list[str]:
    """Return the features of a sentence as a whole: its shape, and what the rules find in and around it."""
    return [*shape_features(shape(forms)), *rule_features(findings, before, after)]
