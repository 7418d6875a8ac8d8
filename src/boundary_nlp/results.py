"""What an analysis gives back: plain values, ready for tools, tables and notebooks."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

from boundary_nlp.taxonomy import SIGNALS, Actor, Family, Mandate, Stance, Status, sentence_stance

Source = Literal["rule", "classifier"]

# Nothing changes these once they are made, so that they may be hashed. They are not frozen, as every sentence of every
# note makes some, and Python makes a frozen one several times as slowly.


@dataclass(slots=True, unsafe_hash=True)
class CueSpan:
    """The words that set a qualifier; offsets are code points into the note's text.

    Examples
    --------
    >>> import boundary_nlp as bn
    >>> text = "Heb het formulier niet voor mw. ingevuld."
    >>> [(cue.qualifier, text[cue.start : cue.end]) for cue in bn.Analyser()(text).findings[0].cues]
    [('status', 'niet')]
    """

    qualifier: Literal["actor", "status", "mandate"]
    start: int
    end: int


@dataclass(slots=True, unsafe_hash=True)
class Finding:
    """One span of takeover, guiding or opposing language, with the evidence for it.

    Attributes
    ----------
    finding_id
        Stable over reruns on the same text.
    sentence
        Number of the sentence in the note, from 0.
    start, end
        Code points into the note's text; ``text`` is what stands there.
    signal, stance, family
        Of the codebook ("opposing" findings never count).
    actor, status, mandate
        Qualifiers; ``cues`` tells which words set them.
    counts
        Whether the finding counts under the counting profile in use, and the classifier does not doubt it.
    source
        ``"rule"`` or ``"classifier"``; ``rule_id`` names the rule ("" for the classifier).
    reason
        Dutch explanation for the reader.
    score
        The classifier's calibrated probability of the stance in the sentence; 1.0 where rules alone decide.

    Examples
    --------
    >>> import boundary_nlp as bn
    >>> finding = bn.Analyser()("Heb het formulier niet voor mw. ingevuld.").findings[0]
    >>> finding.label, finding.status, finding.counts
    ('taak overgenomen', 'negated', False)
    """

    finding_id: str
    sentence: int
    start: int
    end: int
    text: str
    signal: str
    stance: str
    family: Family
    actor: Actor
    status: Status
    mandate: Mandate
    counts: bool
    source: Source
    rule_id: str
    reason: str
    score: float
    cues: tuple[CueSpan, ...] = ()

    @property
    def label(self) -> str:
        """The signal's Dutch name."""
        return SIGNALS[self.signal].label


@dataclass(slots=True, unsafe_hash=True)
class SentenceResult:
    """One sentence with its stance.

    Attributes
    ----------
    start, end
        Code points into the note's text.
    stance
        ``"rescuing"``, ``"guiding"``, ``"mixed"`` or ``"neutral"``.
    p_rescuing, p_guiding
        The classifier's calibrated probabilities; 1.0 or 0.0 where rules alone decide.
    source
        What decided: ``"rule"``, ``"classifier"`` or "" for a neutral sentence.

    Examples
    --------
    >>> import boundary_nlp as bn
    >>> text = "Koffie. Zij belde zelf de school."
    >>> [(text[s.start : s.end], s.stance) for s in bn.Analyser()(text).sentences]
    [('Koffie.', 'neutral'), ('Zij belde zelf de school.', 'guiding')]
    """

    start: int
    end: int
    stance: Stance
    p_rescuing: float
    p_guiding: float
    source: str


@dataclass(frozen=True, slots=True)
class Analysis:
    """The analysis of one note.

    Attributes
    ----------
    text
        The note as it was given.
    sentences
        Every sentence, in order.
    findings
        Every finding, in the order of the sentences and of the places in them.

    Examples
    --------
    >>> import boundary_nlp as bn
    >>> analysis = bn.Analyser()("Heb het formulier even voor mw. ingevuld.")
    >>> analysis.stance
    'rescuing'
    >>> analysis.findings[0].signal
    'task_takeover'
    """

    text: str
    sentences: tuple[SentenceResult, ...]
    findings: tuple[Finding, ...]

    @property
    def stance(self) -> Stance:
        """The stance of the note as a whole: the union of its sentences' stances."""
        found = [sentence.stance for sentence in self.sentences]
        parts = ["rescuing", "guiding"] if "mixed" in found else []
        return sentence_stance([*found, *parts])

    def to_dict(self) -> dict[str, Any]:
        """Return the analysis as plain values for JSON, with the note's ``stance``."""
        return {**asdict(self), "stance": self.stance}

    def _repr_html_(self) -> str:
        from boundary_nlp.display import analysis_html  # noqa: PLC0415  only notebooks need it

        return analysis_html(self)
