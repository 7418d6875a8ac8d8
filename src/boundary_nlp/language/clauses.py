"""Clauses of a sentence, their verbs and their subject, found without a parser.

A clause is a stretch of tokens with at most one finite verb. The subject is read from the words around that verb:
a nominative pronoun anywhere, or a noun for a person before the verb or right after it. Notes often leave the subject
out; then it is carried over from a coordinated clause, or it is the writer.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from boundary_nlp.language.forms import Form
from boundary_nlp.language.verbs import analyse_verb, particles
from boundary_nlp.resources import load_yaml

PARTS = frozenset({",", "(", ")", ":", "–", "-", "→", "->", "/", ";"})
QUOTES = frozenset({'"', "“", "”", "„", "«", "»", "''", "‘", "’"})


@dataclass(slots=True)
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
    """

    start: int
    end: int
    opener: str = ""
    finite: int | None = None
    verbs: list[int] = field(default_factory=list)
    lemmas: dict[int, str] = field(default_factory=dict)
    subject: int | None = None
    person: str = ""
    agent: int | None = None
    carried: bool = False


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
        self.third_person = frozenset(data["third_person"])
        self.third_person_only = frozenset(data["third_person_only"])
        self.first_person = frozenset(data["first_person"])
        self.contact_verbs = frozenset(data["contact_verbs"])
        self.particles = frozenset(particles())
        self.openers = self.coordinators | self.subordinators | self.weak | {"om", "zonder", "moest", "mocht"}


@lru_cache(maxsize=1)
def clause_words() -> ClauseWords:
    """Return the function words, read once."""
    return ClauseWords()


def unnamed_third_person(forms: Sequence[Form], clause: Clause) -> str:
    """Tell who a clause without a known subject is about, from a verb in the third person, or "".

    Where that verb opens the clause the subject is left out, and the client is meant ("heeft zelf gebeld");
    else the subject is a word that no list knows, and it is somebody else's or a thing's ("de stad betaalt").
    """
    if clause.subject is not None or clause.finite is None:
        return ""
    form = forms[clause.finite]
    stem = analyse_verb(form.norm[:-1]) if form.norm.endswith("t") else None
    third = form.verb is not None and form.verb.kind == "present" and stem == form.verb
    third = third or _noun_acts(forms, clause, clause.finite)
    if not third and form.norm not in clause_words().third_person_only:
        return ""
    return "client" if clause.finite <= clause.start + 1 else "other"


def _noun_acts(forms: Sequence[Form], clause: Clause, finite: int) -> bool:
    """Tell whether a noun that no list knows stands right before the verb as its subject: "de stad betaalde"."""
    words = clause_words()
    if finite - clause.start < 2 or forms[finite].norm in words.first_person or clause.agent is not None:
        return False
    noun, before = forms[finite - 1], forms[finite - 2]
    verb = forms[finite].verb
    passive = verb is not None and verb.lemma in ("worden", "zijn")
    return not passive and before.norm in ("de", "het", "een") and noun.is_word and noun.verb is None


def find_clauses(forms: Sequence[Form]) -> list[Clause]:
    """Return the clauses of one sentence, in order, covering all its tokens."""
    words = clause_words()
    clauses, verbs = _segment(forms, words)
    for index, clause in enumerate(clauses):
        _find_verbs(forms, clause, words, verbs)
        _find_subject(forms, clause, words)
        if index and clause.subject is None:
            _carry_over(forms, clauses[:index], clause, words)
    return clauses


def _is_verb(forms: Sequence[Form], index: int, words: ClauseWords) -> bool:
    """Tell whether a token is used as a verb; "het werken", "de zorgen" and "zijn moeder" are not."""
    form = forms[index]
    if form.verb is None or form.person or (form.is_capital and index > 0 and form.verb.kind == "infinitive"):
        return False
    before = forms[index - 1].norm if index else ""
    if form.verb.kind == "present" and not _bare_stem_is_verb(forms, index, words):
        return False
    if before in ("haar", "hun") and index > 1 and forms[index - 2].norm in words.prepositions:
        return True  # "voor haar oplossen"
    if before in words.determiners and form.verb.kind != "participle" and before not in ("dat", "die", "dit", "het"):
        return form.norm in words.third_person and before not in ("de", "een")
    if form.norm == "zijn":
        if before in words.prepositions:
            return False  # "in zijn plaats"
        after = forms[index + 1] if index + 1 < len(forms) else None
        return after is None or not after.is_word or after.verb is not None or after.norm in _AFTER_TO_BE
    return not (before == "het" and form.verb.kind == "infinitive")


def _bare_stem_is_verb(forms: Sequence[Form], index: int, words: ClauseWords) -> bool:
    """Tell whether "werk", "bel" or "zorg" is a verb: it opens the unit, or "ik" or "je" stands near."""
    form = forms[index]
    if form.norm.endswith("t") or form.verb is None or form.verb.lemma in words.auxiliaries or index == 0:
        return True
    near = forms[max(0, index - 5) : index + 3]
    return not forms[index - 1].is_word or any(other.norm in ("ik", "je", "jij", "ikzelf") for other in near)


_AFTER_TO_BE = frozenset(
    [
        *(
            "er",
            "ze",
            "zij",
            "we",
            "wij",
            "niet",
            "al",
            "nog",
            "ook",
            "wel",
            "nu",
            "daar",
            "hier",
            "in",
            "op",
            "aan",
        ),
        *("naar", "met", "bij", "van", "geen", "de", "een"),
    ]
)


def _segment(forms: Sequence[Form], words: ClauseWords) -> tuple[list[Clause], Sequence[bool]]:
    """Cut a sentence into clauses; return them, and for each token whether it is used as a verb."""
    verbs = [form.verb is not None and _is_verb(forms, index, words) for index, form in enumerate(forms)]
    last_verb = max((index for index, is_verb in enumerate(verbs) if is_verb), default=-1)
    cuts: list[tuple[int, str]] = [(0, forms[0].norm if forms else "")]
    has_left = False
    for index in range(1, last_verb + 1):
        has_left = has_left or verbs[index - 1]
        form = forms[index]
        if index == cuts[-1][0]:
            continue
        before = cuts[-1]
        if form.text in PARTS or form.text in QUOTES:
            if has_left and not _closes_aside(forms, index, verbs) and _verb_before_part(forms, index + 1, verbs):
                cuts.append((index, forms[index + 1].norm))
        elif _opens_clause(forms, index, words, has_left, verbs):
            if forms[index - 1].text in PARTS and cuts[-1][0] == index - 1:
                cuts[-1] = (index - 1, form.norm)
            else:
                cuts.append((index, form.norm))
        if cuts[-1] != before:
            has_left = any(verbs[cuts[-1][0] : index])
    ends = [cut[0] for cut in cuts[1:]] + [len(forms)]
    return [Clause(start, end, opener) for (start, opener), end in zip(cuts, ends, strict=True)], verbs


def _closes_aside(forms: Sequence[Form], index: int, verbs: Sequence[bool]) -> bool:
    """Tell whether a bracket belongs to an aside without a verb, such as "(15)": it parts no clauses."""
    if forms[index].text == "(":
        stop = next((at for at in range(index, len(forms)) if forms[at].text == ")"), index)
        return not any(verbs[index:stop])
    if forms[index].text == ")":
        start = next((at for at in range(index, -1, -1) if forms[at].text == "("), index)
        return not any(verbs[start:index])
    return False


def _next_part(forms: Sequence[Form], index: int) -> int:
    while index < len(forms) and forms[index].text not in PARTS:
        index += 1
        if index + 2 < len(forms) and forms[index].text == "(" and forms[index + 2].text == ")":
            index += 3  # an age, an amount
    return index


def _opens_clause(forms: Sequence[Form], index: int, words: ClauseWords, has_left: bool, verbs: Sequence[bool]) -> bool:
    norm = forms[index].norm
    if has_left and _main_verb_follows(forms, index, words):
        return True
    if norm not in words.openers:
        return False
    if norm in words.subordinators:
        return norm != "dan" or _subject_follows(forms, index, words, verbs)
    if norm in words.coordinators:
        if norm == "maar" and forms[index - 1].text not in PARTS and not _finite_soon(forms, index + 1):
            return False  # "heb dan maar gebeld": a softener, no conjunction
        return has_left and _verb_before_part(forms, index + 1, verbs)
    if norm in ("moest", "mocht") and (forms[index - 1].person or forms[index - 1].norm in words.nominative):
        return False  # "ik moest haar bellen"
    if norm in words.weak:
        return (has_left or norm in ("als", "moest", "mocht", "toen")) and _subject_follows(forms, index, words, verbs)
    if norm == "om" and has_left:
        stop = _next_part(forms, index)
        return any(forms[at].norm == "te" for at in range(index + 1, stop))
    return norm == "zonder" and has_left and any(form.norm == "te" for form in forms[index + 1 : index + 8])


def _main_verb_follows(forms: Sequence[Form], index: int, words: ClauseWords) -> bool:
    """Tell whether a main clause begins with its verb after another one: "omdat zij niet durfde | heb ik gebeld"."""
    verb, before = forms[index].verb, forms[index - 1]
    if verb is None or verb.kind == "infinitive" or before.verb is None or index + 1 >= len(forms):
        return False
    following = forms[index + 1]
    return (following.norm in words.nominative and following.norm != "ze") or following.norm == "ik"


def _finite_soon(forms: Sequence[Form], index: int) -> bool:
    near = forms[index : index + 3]
    return any(form.verb is not None and form.verb.kind in ("present", "past") for form in near)


def _verb_before_part(forms: Sequence[Form], index: int, verbs: Sequence[bool]) -> bool:
    return any(verbs[index : _next_part(forms, index)])


def _subject_follows(forms: Sequence[Form], index: int, words: ClauseWords, verbs: Sequence[bool]) -> bool:
    """Tell whether a subject (or "er", "het", a determiner) follows a possible subordinator, and a verb later."""
    if index + 1 >= len(forms) or not _verb_before_part(forms, index + 1, verbs):
        return False
    following = forms[index + 1]
    if forms[index].norm in ("voor", "na", "tot", "nu"):
        soon = forms[index + 2 : index + 5]
        return (following.norm in words.nominative and following.norm != "ze") or (
            following.norm == "het" and any(f.verb is not None for f in soon)
        )
    if forms[index].norm in ("hoe", "wat", "wie", "waar", "welke", "welk"):
        return True
    if following.person or following.norm in words.nominative or following.norm in ("er", "het", "dat", "die", "dit"):
        return True
    return following.norm in words.determiners


def _find_verbs(forms: Sequence[Form], clause: Clause, words: ClauseWords, verbs: Sequence[bool]) -> None:
    for index in range(clause.start, clause.end):
        verb = forms[index].verb
        if verb is None or not verbs[index]:
            continue
        clause.verbs.append(index)
        clause.lemmas[index] = verb.lemma
        if clause.finite is None and (verb.kind in ("present", "past") or _is_finite_plural(forms, index, clause)):
            clause.finite = index
    if clause.finite is None:
        clause.finite = next((at for at in clause.verbs if _is_plural_auxiliary(forms, at, clause)), None)
    _join_particle(forms, clause, words)


def _is_plural_auxiliary(forms: Sequence[Form], index: int, clause: Clause) -> bool:
    """Tell whether "hebben" or "zijn" is the finite verb of a clause that has no other: a participle goes with it."""
    before = forms[index - 1].norm if index > clause.start else "te"
    goes_with = any((verb := forms[at].verb) is not None and verb.kind == "participle" for at in clause.verbs)
    return forms[index].norm in ("hebben", "zijn", "worden") and before != "te" and goes_with


def _is_finite_plural(forms: Sequence[Form], index: int, clause: Clause) -> bool:
    """Tell whether an infinitive form is a present plural: right after or before "we", "ze", "zij", "ouders"."""
    verb = forms[index].verb
    if verb is None or verb.kind != "infinitive" or (index > clause.start and forms[index - 1].norm == "te"):
        return False
    near = [forms[at] for at in (index - 1, index + 1) if clause.start <= at < clause.end]
    return any(form.norm in ("we", "wij", "ze", "zij", "jullie") or form.norm.endswith("ouders") for form in near)


def _join_particle(forms: Sequence[Form], clause: Clause, words: ClauseWords) -> None:
    """Join a particle to the finite verb that it belongs to: "nam het van haar over" -> "overnemen"."""
    _join_te(forms, clause, words)
    kinds = {verb.kind for index in clause.verbs if (verb := forms[index].verb) is not None}
    if clause.finite is None or "participle" in kinds:
        return
    for index in range(clause.end - 1, clause.finite, -1):
        norm = forms[index].norm
        if norm in words.particles and _is_loose(forms, index, clause, words):
            clause.lemmas[clause.finite] = norm + clause.lemmas[clause.finite]
            return


def _join_te(forms: Sequence[Form], clause: Clause, words: ClauseWords) -> None:
    """Join "over te nemen" and "op gaan lossen"."""
    for index in clause.verbs:
        before = index - 1
        if before > clause.start and forms[before].norm == "te" and forms[before - 1].norm in words.particles:
            clause.lemmas[index] = forms[before - 1].norm + clause.lemmas[index]


def _is_loose(forms: Sequence[Form], index: int, clause: Clause, words: ClauseWords) -> bool:
    """Tell whether a particle stands by itself, not as a preposition before its noun."""
    if index + 1 >= clause.end:
        return True
    following = forms[index + 1]
    if not following.is_word:
        return not following.is_number and following.text not in QUOTES and not following.text.startswith(("[", "<"))
    return following.norm in words.prepositions or following.norm in words.coordinators or following.norm in _ADVERBS


_ADVERBS = frozenset(
    [
        *(
            "en",
            "om",
            "maar",
            "dus",
            "want",
            "toen",
            "nog",
            "ook",
            "al",
            "weer",
            "terug",
            "nu",
            "dan",
            "als",
            "omdat",
        ),
        *("zodat", "morgen", "vandaag", "zelf", "toch"),
    ]
)


def _find_subject(forms: Sequence[Form], clause: Clause, words: ClauseWords) -> None:
    clause.agent = _agent(forms, clause)
    candidates = [
        index
        for index in range(clause.start, clause.end)
        if (forms[index].person or forms[index].norm in words.nominative)
        and _may_be_subject(forms, index, clause, words)
    ]
    if not candidates:
        return
    chosen = _best_subject(forms, candidates, clause, words)
    if chosen is not None:
        clause.subject = chosen
        clause.person = forms[chosen].person or ("client" if forms[chosen].norm in ("ze", "zij") else "generic")


def _agent(forms: Sequence[Form], clause: Clause) -> int | None:
    for index in range(clause.start, clause.end - 1):
        if forms[index].norm == "door":
            near = range(index + 1, min(index + 4, clause.end))
            persons = [at for at in near if forms[at].person or forms[at].norm in ("mij", "me", "ons")]
            if persons:
                possessed = forms[persons[0]].norm in ("haar", "zijn", "hun") and len(persons) > 1
                return persons[1] if possessed else persons[0]
    return None


def _may_be_subject(forms: Sequence[Form], index: int, clause: Clause, words: ClauseWords) -> bool:
    """Rule out objects of prepositions, possessives, object pronouns and "door" agents."""
    form = forms[index]
    if form.is_initial and index + 1 < len(forms) and forms[index + 1].text == ":":
        return False  # a label such as "S:"
    if form.norm in (
        "mij",
        "me",
        "ons",
        "onze",
        "hem",
        "haar",
        "hen",
        "hun",
        "zichzelf",
        "zich",
        "mezelf",
        "mijn",
    ):
        return False
    back = index - 1
    while back >= clause.start and (
        forms[back].norm in words.determiners
        or forms[back].norm in ("mevrouw", "meneer")
        or (
            forms[back].verb is None
            and forms[back].norm.endswith(("e", "ste"))
            and forms[back].is_word
            and not forms[back].person
            and forms[back].norm not in words.prepositions
            and forms[back].norm not in words.particles
        )
    ):
        back -= 1
    if back >= clause.start and forms[back].norm in words.prepositions:
        return (
            back == clause.start
            and forms[back].norm in ("voor", "na", "tot", "sinds", "nu")
            and form.norm in words.nominative
        )
    possessor = (
        form.norm not in words.nominative
        and index + 2 < clause.end
        and forms[index + 1].norm in ("zijn", "haar", "hun")
    )
    return not (possessor and forms[index + 2].person)  # "mama haar zus"


def _best_subject(forms: Sequence[Form], candidates: list[int], clause: Clause, words: ClauseWords) -> int | None:
    pronouns = [at for at in candidates if forms[at].norm in words.nominative and forms[at].norm != "ze"]
    if pronouns:
        return pronouns[0]
    if clause.finite is None:
        return _telegraphic_subject(forms, candidates, clause, words)
    before = [at for at in candidates if at < clause.finite]
    after = [at for at in candidates if at > clause.finite]
    verb_first = clause.finite == clause.start or (
        clause.finite == clause.start + 1 and forms[clause.start].norm in (*words.coordinators, ",", "-", '"')
    )
    if before:
        return before[-1] if len(before) == 1 else before[0]
    if (
        verb_first
        and forms[clause.finite].norm in words.first_person
        and not (after and after[0] == clause.finite + 1 and forms[after[0]].norm == "ze")
    ):
        return None  # "Heb mama gebeld": the writer, left out
    near = [at for at in after if at - clause.finite <= 3]
    if near and verb_first and _is_reached(forms, near[0], clause, words):
        return None
    return near[0] if near else None


def _is_reached(forms: Sequence[Form], place: int, clause: Clause, words: ClauseWords) -> bool:
    """Tell whether a third party after a verb that opens the clause is called or seen: "heeft de dokter gebeld"."""
    contacted = clause.lemmas[clause.verbs[-1]] in words.contact_verbs and len(clause.verbs) > 1
    return contacted and forms[place].person == "other" and forms[clause.verbs[0]].norm in words.third_person_only


def _telegraphic_subject(
    forms: Sequence[Form], candidates: list[int], clause: Clause, words: ClauseWords
) -> int | None:
    """Without a finite verb, a person is the subject only where "zelf" or a verb that is no contact says so."""
    if not clause.verbs:
        return candidates[0]
    first = candidates[0]
    main = clause.lemmas[clause.verbs[-1]]
    itself = any(forms[at].norm == "zelf" for at in range(first, min(first + 4, clause.end)))
    leads = first - clause.start <= 1 and first < clause.verbs[0]
    if not leads or (forms[first].person == "other" and not itself):
        return None
    if main not in words.contact_verbs:
        return first
    reached = any(forms[at].norm in words.prepositions or forms[at].person for at in range(first + 1, clause.end))
    return first if itself and reached else None


def _carry_over(forms: Sequence[Form], earlier: list[Clause], clause: Clause, words: ClauseWords) -> None:
    """Take the subject of an earlier clause where a coordinated one leaves it out."""
    source = next((c for c in reversed(earlier) if c.person), None)
    if source is None or clause.agent is not None or not clause.verbs:
        return
    if clause.finite is not None and forms[clause.finite].norm in words.first_person:
        if source.person in ("worker", "team", "generic"):
            clause.subject, clause.person, clause.carried = source.subject, source.person, True
        return
    if clause.opener in words.subordinators and clause.opener != "om":
        return
    clause.subject, clause.person, clause.carried = source.subject, source.person, True
