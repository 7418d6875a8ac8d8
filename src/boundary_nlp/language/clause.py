"""A clause, and the function words that tell one from the next."""

from functools import lru_cache
from typing import Final

from boundary_nlp.language.verbs import particles
from boundary_nlp.resources import load_yaml

PARTS: Final = frozenset({",", "(", ")", ":", "–", "-", "→", "->", "/", ";"})
QUOTES: Final = frozenset({'"', "“", "”", "„", "«", "»", "''", "‘", "’"})


class Clause:
    """One clause: token positions count within the sentence.

    Attributes
    ----------
    start, end : first token and one past the last.
    opener : normalised word that opens it ("omdat", "en", "om"), or "".
    finite : position of the finite verb, or None.
    verbs : positions of all verb forms.
    lemmas : verb position -> lemma, a split separable verb joined at its finite part ("nam ... over").
    subject : position of the subject's head, or None where it is left out.
    person : who the subject is ("worker", "team", "client", "kin", "other", "generic"), or "".
    agent : position of the person after "door" in a passive, or None.
    carried : whether subject and person come from an earlier clause.
    place : its number among the clauses of its sentence, set when all are there.
    """

    __slots__ = (
        "agent", "carried", "end", "finite", "lemmas", "opener", "person", "place", "start", "subject", "verbs",
    )  # fmt: skip

    def __init__(self, start: int, end: int, opener: str) -> None:
        self.start, self.end, self.opener = start, end, opener
        self.finite: int | None = None
        self.verbs: list[int] = []
        self.lemmas: dict[int, str] = {}
        self.subject: int | None = None
        self.person = ""
        self.agent: int | None = None
        self.carried = False
        self.place = 0


class ClauseWords:
    """The function words that clause segmentation needs, as sets."""

    def __init__(self) -> None:
        data = load_yaml("lexicon/clauses.yaml")
        self.coordinators = frozenset(data["coordinators"])
        self.subordinators = frozenset(data["subordinators"])
        self.weak = frozenset(data["weak_subordinators"])
        self.prepositions = frozenset(data["prepositions"])
        self.determiners = frozenset(data["determiners"])
        self.nominative = frozenset(data["nominative"])
        self.auxiliaries = frozenset(data["auxiliaries"])
        self.lets = frozenset(data["lets"])
        self.goes = frozenset(data["goes"])
        self.circumstances = self.subordinators | frozenset(data["circumstances"])
        self.verb_final = frozenset(data["verb_final"])
        self.third_person = frozenset(data["third_person"])
        self.third_person_only = frozenset(data["third_person_only"])
        self.first_person = frozenset(data["first_person"])
        self.contact_verbs = frozenset(data["contact_verbs"])
        self.after_to_be = frozenset(data["after_to_be"])
        self.after_particle = frozenset(data["after_particle"])
        self.owned = tuple(data["owned"])
        self.before_verb = self.coordinators | {",", "-", '"'}  # may stand before a verb that opens a clause
        self.particles = frozenset(particles())
        self.openers = self.coordinators | self.subordinators | self.weak | {"om", "zonder", "moest", "mocht"}


@lru_cache(maxsize=1)
def clause_words() -> ClauseWords:
    """Return the function words, read once."""
    return ClauseWords()
