"""Forms of Dutch verbs: irregular ones from data, regular ones by rule.

The rules are those of the Dutch weak conjugation ('t kofschip) as any school grammar gives them, for example
Haeseryn et al. (1997), Algemene Nederlandse Spraakkunst, chapter 2.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from boundary_nlp.resources import load_yaml

VOWELS: Final = "aeiouyéëïáó"
MIN_GUESSED: Final = 6
VERB_KINDS: Final = ("infinitive", "participle", "past", "present")


@dataclass(frozen=True, slots=True)
class VerbForm:
    """What a word form is as a verb: its infinitive and the kind of form.

    ``kind`` is one of `VERB_KINDS`; a present plural is an infinitive too.
    """

    lemma: str
    kind: str


def stem_of(infinitive: str) -> str:
    """Return the stem of a regular infinitive: "bellen" -> "bel", "maken" -> "maak", "geloven" -> "geloof"."""
    if not infinitive.endswith("en"):
        return infinitive.removesuffix("n")
    stem = infinitive[:-2]
    if len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] not in VOWELS:
        return stem[:-1]
    open_syllable = len(stem) > 1 and stem[-1] not in VOWELS + "x" and stem[-2] in "aeou"
    long_vowel = open_syllable and (len(stem) < 3 or stem[-3] not in VOWELS)
    if long_vowel and not _unstressed_ending(stem):
        stem = stem[:-1] + stem[-2] + stem[-1]
    if stem[-1] in "vz":
        stem = stem[:-1] + {"v": "f", "z": "s"}[stem[-1]]
    return stem


def _unstressed_ending(stem: str) -> bool:
    """Tell whether the last syllable is a weak "-el", "-er", "-en", "-em" ("regelen", "luisteren")."""
    head = stem[:-2]
    if stem.endswith("er"):
        return stem + "en" in load_yaml("lexicon/verbs.yaml")["unstressed_er"]
    return stem[-2:] in ("el", "en", "em") and any(letter in VOWELS for letter in head)


def weak_forms(infinitive: str, inseparable: tuple[str, ...]) -> dict[str, str]:
    """Return the forms of a regular verb with their kind."""
    stem = stem_of(infinitive)
    voiceless = infinitive[:-2].endswith(("t", "k", "f", "s", "c", "h", "p", "x"))
    dental = "t" if voiceless else "d"
    past = stem + dental + "e"
    closing = stem if stem.endswith(("t", "d")) else stem + dental
    prefix = "" if infinitive.startswith(inseparable) and len(stem) > 4 else "ge"
    if prefix and stem.startswith(("e", "i")):
        prefix = "geë" if stem.startswith("e") else "geï"
        participles = [prefix + closing[1:], "ge" + closing]
    else:
        participles = [prefix + closing]
    present = [stem, stem if stem.endswith("t") else stem + "t"]
    forms = dict.fromkeys(present, "present") | {past: "past", past + "n": "past"}
    forms |= dict.fromkeys(participles, "participle")
    return {infinitive: "infinitive"} | {form: kind for form, kind in forms.items() if form != infinitive}


@lru_cache(maxsize=1)
def verb_forms() -> dict[str, VerbForm]:
    """Return word form -> verb form for all simple verbs of the lexicon."""
    data = load_yaml("lexicon/verbs.yaml")
    inseparable = tuple(data["inseparable"])
    table: dict[str, VerbForm] = {}
    for infinitive in data["weak"].split():
        if infinitive in data["strong"]:
            continue
        for form, kind in weak_forms(infinitive, inseparable).items():
            table.setdefault(form, VerbForm(infinitive, kind))
    for infinitive, listed in data["strong"].items():
        for kind, forms in zip(("present", "past", "participle"), listed.split(";"), strict=True):
            for form in forms.split():
                table[form] = VerbForm(infinitive, kind)
        table[infinitive] = VerbForm(infinitive, "infinitive")
    return table


@lru_cache(maxsize=1)
def particles() -> tuple[str, ...]:
    """Return the particles of separable verbs, the longest first."""
    return tuple(sorted(load_yaml("lexicon/verbs.yaml")["particles"], key=len, reverse=True))


@lru_cache(maxsize=1)
def _no_act() -> frozenset[str]:
    return frozenset(load_yaml("lexicon/verbs.yaml")["no_act"].split())


@lru_cache(maxsize=1)
def _nouns() -> frozenset[str]:
    return frozenset(load_yaml("lexicon/verbs.yaml")["nouns"])


def is_act(lemma: str) -> bool:
    """Tell whether a verb names something that is done: no auxiliary, no state, nothing felt, seen or said."""
    return lemma not in _no_act()


def guess_verb(form: str, lemma: str) -> VerbForm | None:
    """Return what a form is of a verb that the lexicon lacks ("losgepeuterd", "omcirkelde"), by ending and lemma."""
    if form == lemma or not lemma.endswith("en") or len(form) < MIN_GUESSED or form.endswith(("end", "ende")):
        return None
    before, inside, _ = form.partition("ge")
    if inside and lemma.startswith(before) and form.endswith(("d", "t", "en")) and not lemma.startswith(before + "ge"):
        return VerbForm(lemma, "participle")
    if form == stem_of(lemma) + "t":
        return VerbForm(lemma, "present")
    past = form.removesuffix("n").endswith(("de", "te")) and form.startswith(lemma[:-3])
    return VerbForm(lemma, "past") if past else None


def analyse_verb(form: str) -> VerbForm | None:
    """Return what a lower-case word form is as a verb, separable verbs included, or None.

    "uitgezocht" is the participle of "uitzoeken"; "meegaat" a present of "meegaan".
    """
    if form in _nouns():
        return None
    table = verb_forms()
    simple = table.get(form)
    if simple is not None:
        return simple
    if not form.startswith(particles()):
        return None
    for particle in particles():
        if form.startswith(particle) and len(form) > len(particle) + 2:
            rest = table.get(form[len(particle) :])
            if rest is not None:
                return VerbForm(particle + rest.lemma, rest.kind)
    return None
