"""Rules as they are written in YAML, checked on reading."""

from collections.abc import Callable
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr, model_validator

from boundary_nlp.taxonomy import SIGNALS, Actor, Mandate, Status


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


Patterns = Annotated[list[str], BeforeValidator(_as_list)]
Person = Literal["worker", "client", "other", "anyone"]


class Frame(BaseModel):
    """Conditions that must hold together within a clause (or a sentence), in any order.

    Attributes
    ----------
    all
        Each entry must be found; an entry may be a list of patterns of which one suffices.
    none
        None of these patterns may be found.
    subject
        Who must be the subject; ``worker`` includes a subject that is left out.
    scope
        Where to look: within one clause, or within the sentence.
    """

    model_config = ConfigDict(extra="forbid")

    all: list[Patterns] = Field(min_length=1)
    none: Patterns = Field(default_factory=list)
    subject: Person = "anyone"
    scope: Literal["clause", "sentence"] = "clause"


class Rule(BaseModel):
    """One rule of a pack: a ``phrase`` (patterns of words in order) or a ``frame``.

    Attributes
    ----------
    id
        Unique, lower case with hyphens.
    signal
        Code of the codebook.
    explanation, question
        Dutch, for the reader; the signal's own where left out.
    unless
        Patterns that, anywhere in the sentence, keep the rule from matching.
    actor, status, mandate
        Set where the wording fixes them, whatever the clause says. The classifier, where one is used, may still weigh
        another value where the words of the sentence speak clearly for it.
    match, no_match
        Examples that `boundary-nlp rules check` runs.
    """

    model_config = ConfigDict(extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_.-]*$")
    signal: str
    phrase: Patterns = Field(default_factory=list)
    frame: Frame | None = None
    unless: Patterns = Field(default_factory=list)
    explanation: str = ""
    question: str = ""
    actor: Actor | None = None
    status: Status | None = None
    mandate: Mandate | None = None
    match: Annotated[list[str], BeforeValidator(_as_list)] = Field(min_length=1)
    no_match: Annotated[list[str], BeforeValidator(_as_list)] = Field(min_length=1)

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.signal not in SIGNALS:
            raise ValueError(f"signal '{self.signal}' is none of the codebook's: {', '.join(SIGNALS)}")
        if bool(self.phrase) == (self.frame is not None):
            raise ValueError("give either 'phrase' or 'frame'")
        return self


class RulePack(BaseModel):
    """A file of rules; ``classes`` adds word classes of its own."""

    model_config = ConfigDict(extra="forbid")

    pack: str
    classes: dict[str, list[str]] = Field(default_factory=dict)
    rules: list[Rule]
    _place_of: Callable[[str], str] | None = PrivateAttr(default=None)

    def remember_places(self, place_of: Callable[[str], str]) -> None:
        """Keep what tells where each rule stands ("file, line 3"), for messages about it."""
        self._place_of = place_of

    def place(self, rule_id: str) -> str:
        """Return where a rule stands, or the pack's name where that is not known."""
        return self._place_of(rule_id) if self._place_of is not None else f"Pack '{self.pack}'"
