"""Signals, stances, qualifiers and counting profiles, read from the package's data files.

The codes are stable identifiers that the library, the data, the rules and the reports share.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, Literal, get_args

from boundary_nlp.errors import InputError
from boundary_nlp.resources import load_yaml

Stance = Literal["rescuing", "guiding", "mixed", "neutral"]
Family = Literal["act", "inner"]
Actor = Literal["worker", "client", "together", "other"]
Status = Literal["factual", "negated", "hypothetical", "planned", "reported", "past_pattern"]
Mandate = Literal["none", "requested", "agreed", "crisis"]

QUALIFIERS = ("actor", "status", "mandate")
ACTORS: tuple[str, ...] = get_args(Actor)
STATUSES: tuple[str, ...] = get_args(Status)
MANDATES: tuple[str, ...] = get_args(Mandate)
QUALIFIER_VALUES: Mapping[str, tuple[str, ...]] = {"actor": ACTORS, "status": STATUSES, "mandate": MANDATES}


@dataclass(frozen=True, slots=True)
class Signal:
    """One signal of the codebook.

    Attributes
    ----------
    code : stable identifier, for example ``"task_takeover"``.
    stance : ``"rescuing"``, ``"guiding"`` or ``"opposing"``.
    family : ``"act"`` (done or said) or ``"inner"`` (felt; for the worker's own eyes).
    label : short name in Dutch.
    explanation : one Dutch sentence in plain words.
    questions : Dutch reflection questions about the context, for everyone.
    self_questions : Dutch reflection questions to the self, for the worker's own edition.
    over : signals that give way where this one, more specific, fits the same words.
    fixed_polarity : whether "niet", a wish or a weekday is part of the signal's wording and sets no status.
    worker_voice : whether the writer is the actor also where the client is the subject of the clause.
    """

    code: str
    stance: str
    family: Family
    label: str
    explanation: str
    questions: tuple[str, ...]
    self_questions: tuple[str, ...]
    over: frozenset[str]
    fixed_polarity: bool
    worker_voice: bool

    @property
    def asks_for_mandate(self) -> bool:
        """Whether a span may have a mandate: an act that takes over; guiding needs none, and a feeling has none."""
        return self.stance == "rescuing" and self.family == "act"


@dataclass(frozen=True, slots=True)
class CountingProfile:
    """Which qualifier values make a span count; the codebook's by default.

    Attributes
    ----------
    name : key in the data file.
    label : Dutch name.
    settings : values of the input column ``setting`` (lower case) for which it is chosen.
    allowed : signal code -> qualifier -> values that count.
    """

    name: str
    label: str
    settings: frozenset[str]
    allowed: Mapping[str, Mapping[str, frozenset[str]]]

    def counts(self, signal: str, actor: str, status: str, mandate: str) -> bool:
        """Tell whether a span with these qualifiers counts; opposing signals never do."""
        rule = self.allowed.get(signal)
        return rule is not None and actor in rule["actor"] and status in rule["status"] and mandate in rule["mandate"]

    def counts_under(self, mandate: str) -> bool:
        """Tell whether acts that take over count under this mandate."""
        return any(mandate in rule["mandate"] for code, rule in self.allowed.items() if SIGNALS[code].asks_for_mandate)


def _signals() -> dict[str, Signal]:
    return {
        code: Signal(
            code=code,
            stance=entry["stance"],
            family=entry["family"],
            label=entry["label"]["nl"],
            explanation=entry["explanation"],
            questions=tuple(entry["questions"]),
            self_questions=tuple(entry.get("self", ())),
            over=frozenset(entry.get("over", ())),
            fixed_polarity=entry.get("polarity") == "fixed",
            worker_voice=entry.get("voice") == "worker",
        )
        for code, entry in load_yaml("taxonomy.yaml")["signals"].items()
    }


SIGNALS: Final = _signals()  # by code, in the codebook's order


@cache
def signal_group(name: str) -> frozenset[str]:
    """Return the codes of the signals that qualifiers treat alike in one respect."""
    return frozenset(load_yaml("taxonomy.yaml")["groups"][name])


def stance_label(stance: str) -> str:
    """Return the Dutch name of a stance."""
    label: str = load_yaml("taxonomy.yaml")["stances"][stance]["nl"]
    return label


def qualifier_label(qualifier: str, value: str) -> str:
    """Return the Dutch name of a qualifier's value, for example ``("mandate", "agreed")``."""
    label: str = load_yaml("taxonomy.yaml")["qualifiers"][qualifier][value]["nl"]
    return label


@lru_cache(maxsize=1)
def counting_profiles() -> dict[str, CountingProfile]:
    """Return all counting profiles by name."""
    return {name: _profile(name, entry) for name, entry in load_yaml("counting.yaml").items()}


def counting_profile(name: str) -> CountingProfile:
    """Return one counting profile.

    Raises
    ------
    InputError
        If there is no profile of that name.
    """
    try:
        return counting_profiles()[name]
    except KeyError:
        known = ", ".join(counting_profiles())
        raise InputError(f"There is no counting profile '{name}'. Choose one of: {known}.") from None


def sentence_stance(stances: Iterable[str]) -> Stance:
    """Return a sentence's stance from the stances of its counted spans."""
    found = set(stances)
    if {"rescuing", "guiding"} <= found:
        return "mixed"
    if "rescuing" in found:
        return "rescuing"
    return "guiding" if "guiding" in found else "neutral"


def _profile(name: str, entry: Mapping[str, dict[str, dict[str, list[str]]]]) -> CountingProfile:
    allowed: dict[str, Mapping[str, frozenset[str]]] = {}
    for code, signal in SIGNALS.items():
        if signal.stance == "opposing":
            continue
        values = {**entry[signal.stance], **entry.get("signals", {}).get(code, {})}
        allowed[code] = {qualifier: frozenset(names) for qualifier, names in values.items()}
    settings = frozenset(str(setting).casefold() for setting in entry.get("settings", ()))
    return CountingProfile(name=name, label=str(entry["label"]), settings=settings, allowed=allowed)
