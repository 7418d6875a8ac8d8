"""Where one clause ends and the next begins, and which verbs are in each."""

from bisect import bisect_left, bisect_right

from boundary_nlp.language.clause import PARTS, QUOTES, Clause, ClauseWords
from boundary_nlp.language.forms import Form
from boundary_nlp.language.places import holds


class Places:
    """Where in a sentence stands what is asked for while it is cut; what few sentences ask for is found when asked.

    Attributes
    ----------
    used : for each token whether it is used as a verb; ``verbs`` : the places of those that are.
    """

    def __init__(self, forms: list[Form], used: list[bool]) -> None:
        self.forms, self.used = forms, used
        self.verbs = [index for index, is_verb in enumerate(used) if is_verb]
        self._found: dict[str, list[int]] = {}
        self._parts: list[int] = []

    def of(self, norm: str) -> list[int]:
        """Return the places of a word or mark."""
        found = self._found.get(norm)
        if found is None:
            found = self._found[norm] = [index for index, form in enumerate(self.forms) if form.norm == norm]
        return found

    def next_part(self, index: int) -> int:
        """Return where the next part begins, or the sentence ends."""
        if not self._parts:
            self._parts = _next_parts(self.forms)
        return self._parts[index]

    def verb_before_part(self, index: int) -> bool:
        """Tell whether a verb stands from a place on and before the next part."""
        return holds(self.verbs, index, self.next_part(index))


def segment(forms: list[Form], words: ClauseWords) -> tuple[list[Clause], list[bool]]:
    """Cut a sentence into clauses; return them, and for each token whether it is used as a verb."""
    verbs = [form.verb is not None and _is_verb(forms, index, words) for index, form in enumerate(forms)]
    last_verb = len(forms) - 1
    while last_verb >= 0 and not verbs[last_verb]:
        last_verb -= 1
    places = Places(forms, verbs)
    cuts: list[tuple[int, str]] = [(0, forms[0].norm if forms else "")]
    has_left = False
    for index in range(1, last_verb + 1):
        has_left = has_left or verbs[index - 1]
        form = forms[index]
        if index == cuts[-1][0]:
            continue
        before = cuts[-1]
        if form.is_mark and (form.text in PARTS or form.text in QUOTES):
            if has_left and not _closes_aside(places, index) and places.verb_before_part(index + 1):
                cuts.append((index, forms[index + 1].norm))
        elif _opens_clause(places, index, words, has_left):
            if forms[index - 1].text in PARTS and cuts[-1][0] == index - 1:
                cuts[-1] = (index - 1, form.norm)
            else:
                cuts.append((index, form.norm))
        if cuts[-1] != before:
            has_left = any(verbs[cuts[-1][0] : index])
    ends = [cut[0] for cut in cuts[1:]] + [len(forms)]
    return [Clause(start, end, opener) for (start, opener), end in zip(cuts, ends, strict=True)], verbs


def find_verbs(forms: list[Form], clause: Clause, words: ClauseWords, verbs: list[bool]) -> None:
    """Set a clause's verbs with their lemmas, separable verbs joined, and which of them is finite."""
    for index in range(clause.start, clause.end):
        verb = forms[index].verb
        if verb is None or not verbs[index]:
            continue
        clause.verbs.append(index)
        clause.lemmas[index] = verb.lemma
        if clause.finite is None and (verb.kind in ("present", "past") or _is_finite_plural(forms, index, clause)):
            clause.finite = index
    kinds = {verb.kind for index in clause.verbs if (verb := forms[index].verb) is not None}
    if clause.finite is None and "participle" in kinds:
        clause.finite = next((at for at in clause.verbs if _is_plural_auxiliary(forms, at, clause)), None)
    _join_te(forms, clause, words)
    if clause.finite is not None and "participle" not in kinds:
        _join_particle(forms, clause, clause.finite, words)


def _is_verb(forms: list[Form], index: int, words: ClauseWords) -> bool:
    """Tell whether a token is used as a verb; "het werken", "de zorgen" and "zijn moeder" are not."""
    form = forms[index]
    if form.verb is None or form.person or (form.is_capital and index > 0 and form.verb.kind == "infinitive"):
        return False
    before = forms[index - 1].norm if index else ""
    if form.verb.kind in ("present", "past") and _closes_subordinate(forms, index, words):
        return True
    if form.verb.kind == "present" and not _bare_stem_is_verb(forms, index, words):
        return False
    if before in ("haar", "hun") and index > 1 and forms[index - 2].norm in words.prepositions:
        return True  # "voor haar oplossen"
    if before in words.determiners and form.verb.kind != "participle" and before not in ("dat", "die", "dit", "het"):
        return form.norm in words.third_person and before not in ("de", "een")
    if form.verb.kind == "participle" and before in ("een", "de", "mijn", "onze", "elke"):
        return False  # "een bericht", "de ingevulde"
    if form.norm == "zijn":
        if before in words.prepositions:
            return False  # "in zijn plaats"
        after = forms[index + 1] if index + 1 < len(forms) else None
        return after is None or not after.is_word or after.verb is not None or after.norm in words.after_to_be
    return not (before == "het" and form.verb.kind == "infinitive")


def _closes_subordinate(forms: list[Form], index: int, words: ClauseWords) -> bool:
    """Tell whether a word ends a clause that "dat ik" or the like opened and that has no verb: "dat ik haar bel"."""
    following = forms[index + 1] if index + 1 < len(forms) else None
    if following is not None and following.is_word and following.norm not in words.coordinators:
        return False
    for at in range(index - 1, 0, -1):
        form = forms[at]
        if form.person in ("worker", "team", "generic") and forms[at - 1].norm in words.verb_final:
            return at < index - 1
        if form.text in PARTS or (form.verb is not None and form.verb.kind in ("present", "past")):
            return False
    return False


def _bare_stem_is_verb(forms: list[Form], index: int, words: ClauseWords) -> bool:
    """Tell whether "werk", "bel" or "zorg" is a verb: it opens the unit, or "ik" or "je" stands near."""
    form = forms[index]
    if form.norm.endswith("t") or form.verb is None or form.verb.lemma in words.auxiliaries or index == 0:
        return True
    if forms[index - 1].norm == "het" and (index < 2 or forms[index - 2].norm not in ("ik", "je")):
        return False  # "het begin", "het werk"
    near = forms[max(0, index - 5) : index + 3]
    return not forms[index - 1].is_word or any(other.norm in ("ik", "je", "jij", "ikzelf") for other in near)


def _closes_aside(places: Places, index: int) -> bool:
    """Tell whether a bracket belongs to an aside without a verb, such as "(15)": it parts no clauses."""
    if places.forms[index].text == "(":
        closed = places.of(")")
        at = bisect_left(closed, index)
        return not holds(places.verbs, index, closed[at] if at < len(closed) else index)
    if places.forms[index].text == ")":
        opened = places.of("(")
        at = bisect_right(opened, index)
        return not holds(places.verbs, opened[at - 1] if at else index, index)
    return False


def _next_parts(forms: list[Form]) -> list[int]:
    """Return, for each token and for the end, where the next part begins."""
    parts = [len(forms)] * (len(forms) + 1)
    for index in range(len(forms) - 1, -1, -1):
        after = index + 1
        if after + 2 < len(forms) and forms[after].text == "(" and forms[after + 2].text == ")":
            after += 3  # an age, an amount
        parts[index] = index if forms[index].text in PARTS else parts[after]
    return parts


def _opens_clause(places: Places, index: int, words: ClauseWords, has_left: bool) -> bool:
    forms = places.forms
    norm = forms[index].norm
    if has_left and _main_verb_follows(forms, index, words) and not _is_fronted(forms, index - 1, words, places.used):
        return True
    if norm not in words.openers:
        return False
    if norm in words.subordinators:
        return norm != "dan" or _subject_follows(places, index, words)
    if norm in words.coordinators:
        if norm == "maar" and forms[index - 1].text not in PARTS and not _finite_soon(forms, index + 1):
            return False  # "heb dan maar gebeld": a softener, no conjunction
        return has_left and places.verb_before_part(index + 1)
    if norm in ("moest", "mocht") and (forms[index - 1].person or forms[index - 1].norm in words.nominative):
        return False  # "ik moest haar bellen"
    if norm == "wat" and forms[index - 1].norm in ("heel", "nogal"):
        return False  # "heel wat papieren"
    if norm in words.weak:
        return (has_left or norm in ("als", "moest", "mocht", "toen")) and _subject_follows(places, index, words)
    if norm == "om" and has_left:
        return holds(places.of("te"), index + 1, places.next_part(index))
    return norm == "zonder" and has_left and any(form.norm == "te" for form in forms[index + 1 : index + 8])


def _main_verb_follows(forms: list[Form], index: int, words: ClauseWords) -> bool:
    """Tell whether a main clause begins with its verb after another one: "omdat zij niet durfde | heb ik gebeld"."""
    verb, before = forms[index].verb, forms[index - 1]
    if verb is None or verb.kind == "infinitive" or before.verb is None or index + 1 >= len(forms):
        return False
    following = forms[index + 1]
    return (following.norm in words.nominative and following.norm != "ze") or following.norm == "ik"


def _is_fronted(forms: list[Form], index: int, words: ClauseWords, verbs: list[bool]) -> bool:
    """Tell whether a verb stands before the one that it goes with: "invullen doe ik niet", "gebeld heb ik niet"."""
    verb = forms[index].verb
    if verb is None or verb.kind not in ("infinitive", "participle") or forms[index - 1].norm == "te":
        return False
    opening = (words.openers | words.nominative) - words.prepositions
    at = index
    while at and forms[at - 1].text not in PARTS:
        at -= 1
        if verbs[at] or forms[at].norm in opening:
            return False
    return True


def _finite_soon(forms: list[Form], index: int) -> bool:
    near = forms[index : index + 3]
    return any(form.verb is not None and form.verb.kind in ("present", "past") for form in near)


def _subject_follows(places: Places, index: int, words: ClauseWords) -> bool:
    """Tell whether a subject (or "er", "het", a determiner) follows a possible subordinator, and a verb later."""
    forms = places.forms
    if index + 1 >= len(forms) or not places.verb_before_part(index + 1):
        return False
    following = forms[index + 1]
    if forms[index].norm in ("voor", "na", "tot", "nu"):
        soon = forms[index + 2 : index + 5]
        if soon and soon[0].norm == "eerst":
            return False  # "voor het eerst"
        return (following.norm in words.nominative and following.norm != "ze") or (
            following.norm == "het" and any(f.verb is not None for f in soon)
        )
    if forms[index].norm in ("hoe", "wat", "wie", "waar", "welke", "welk"):
        return True
    if following.person or following.norm in words.nominative or following.norm in ("er", "het", "dat", "die", "dit"):
        return True
    return following.norm in words.determiners


def _is_plural_auxiliary(forms: list[Form], index: int, clause: Clause) -> bool:
    """Tell whether "hebben" or "zijn" is the finite verb of a clause with a participle that goes with it."""
    before = forms[index - 1].norm if index > clause.start else "te"
    return forms[index].norm in ("hebben", "zijn", "worden") and before != "te"


def _is_finite_plural(forms: list[Form], index: int, clause: Clause) -> bool:
    """Tell whether an infinitive form is a present plural: right after or before "we", "ze", "zij", "ouders"."""
    verb = forms[index].verb
    if verb is None or verb.kind != "infinitive" or (index > clause.start and forms[index - 1].norm == "te"):
        return False
    near = [forms[at] for at in (index - 1, index + 1) if clause.start <= at < clause.end]
    return any(form.norm in ("we", "wij", "ze", "zij", "jullie") or form.norm.endswith("ouders") for form in near)


def _join_particle(forms: list[Form], clause: Clause, finite: int, words: ClauseWords) -> None:
    """Join a particle to the finite verb that it belongs to: "nam het van haar over" -> "overnemen"."""
    for index in range(clause.end - 1, finite, -1):
        norm = forms[index].norm
        if norm in words.particles and _is_loose(forms, index, clause, words):
            clause.lemmas[finite] = norm + clause.lemmas[finite]
            return


def _join_te(forms: list[Form], clause: Clause, words: ClauseWords) -> None:
    """Join "over te nemen" and "op gaan lossen"."""
    for index in clause.verbs:
        before = index - 1
        if before > clause.start and forms[before].norm == "te" and forms[before - 1].norm in words.particles:
            clause.lemmas[index] = forms[before - 1].norm + clause.lemmas[index]


def _is_loose(forms: list[Form], index: int, clause: Clause, words: ClauseWords) -> bool:
    """Tell whether a particle stands by itself, not as a preposition before its noun."""
    if index + 1 >= clause.end:
        return True
    following = forms[index + 1]
    if following.norm == "te":
        return False  # "op te stellen"
    if not following.is_word:
        return not following.is_number and following.text not in QUOTES and not following.text.startswith(("[", "<"))
    return (
        following.norm in words.prepositions
        or following.norm in words.coordinators
        or following.norm in words.after_particle
    )
