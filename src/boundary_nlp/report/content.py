"""What a caseload's page tells, computed from the tables; no HTML here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import pandas as pd

from boundary_nlp.caseload.detect import usable
from boundary_nlp.caseload.layout import lay_out
from boundary_nlp.caseload.periods import Periods, course_of
from boundary_nlp.report.data import ReportData, is_shift
from boundary_nlp.report.groups import hide_periods
from boundary_nlp.report.quotes import (
    Quote,
    choose_quotes,
    mandate_words,
    without_inner_neighbours,
    without_rescuing_neighbours,
)
from boundary_nlp.taxonomy import SIGNALS

FEWEST_TO_SPLIT = 10
MAX_EVIDENCE = 6
MAX_GUIDING = 3
MAX_QUESTIONS = 6
MAX_WORDS = 5
FEWEST_GROWN, GROWTH = 4, 2.0


@dataclass(frozen=True, slots=True)
class SignalCount:
    """In how many sentences a signal was counted; ``before`` and ``after`` a change per 100 recognised sentences."""

    code: str
    label: str
    total: int
    before: float
    after: float

    @property
    def growth(self) -> float:
        """By how much it grew, per 100 recognised sentences."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Client:
    """What one client adds, "" being those with few notes; ``before`` and ``after``: rescuing, of all sentences."""

    name: str
    n_notes: int
    before: tuple[int, int]
    after: tuple[int, int]

    @property
    def whole(self) -> tuple[int, int]:
        """Rescuing of all sentences over the whole time."""
        return self.before[0] + self.after[0], self.before[1] + self.after[1]


@dataclass(frozen=True, slots=True)
class Caseload:
    """The content of one caseload's page."""

    caseload_id: str
    small: bool
    n_notes: int
    first: pd.Timestamp | None
    last: pd.Timestamp | None
    counts: dict[str, Any]
    verdict: dict[str, Any]
    change: pd.Timestamp | None
    course: Periods
    signals: dict[str, list[SignalCount]]
    apart: dict[str, int]
    apart_words: dict[str, list[str]]
    grown: list[str]
    evidence: list[Quote]
    guiding_quotes: list[Quote]
    clients: list[Client]
    questions: list[str]
    self_questions: list[str]
    marks: dict[str, int]
    n_markable: int


def caseload_content(data: ReportData, caseload_id: str, edition: str) -> Caseload:
    """Compute what one caseload's page tells; the supervision edition leaves inner signals out."""
    number = data.numbers[caseload_id]
    counts = {str(key): value for key, value in data.counts.caseloads.iloc[number].to_dict().items()}
    counts["enough"] = usable(lay_out(data.counts.of(number))) is not None
    notes = data.compared(data.notes_of(caseload_id))
    all_findings = data.findings_of(caseload_id)
    # Notes are counted anew where all was marked, in those from the future too.
    markable = all_findings[all_findings["family"] == "act"]
    all_findings = all_findings[all_findings["note_id"].isin(notes["note_id"])]
    acts = all_findings[all_findings["family"] == "act"]
    shown = all_findings if edition == "worker" else acts
    quotable = all_findings if edition == "worker" else without_inner_neighbours(all_findings)
    verdict = data.verdict_of(caseload_id)
    change = pd.Timestamp(verdict["change_date"]) if is_shift(verdict) else None
    among = notes if edition == "worker" else notes.assign(n_rescuing=notes["n_rescuing"] - notes["n_inner"])
    of_signals = {stance: _signal_counts(shown, among, stance, change) for stance in ("rescuing", "guiding")}
    asked = _to_ask(of_signals, change, verdict)
    marks = markable.loc[markable["mark"] != "", "mark"].value_counts()
    dates = notes["date"].dropna()
    course = course_of(data.counts, number, data.noise, change)
    return Caseload(
        caseload_id=caseload_id,
        small=data.is_small(caseload_id),
        n_notes=len(data.notes_of(caseload_id)),
        first=dates.min() if len(dates) else None,
        last=dates.max() if len(dates) else None,
        counts=counts,
        verdict=verdict,
        change=change,
        course=hide_periods(course, course.table["n_notes"], data.min_group),
        signals=of_signals,
        apart=_apart(acts, notes),
        apart_words={name: mandate_words(rows)[:MAX_WORDS] for name, rows in _by_mandate(quotable).items()},
        grown=_grown(acts, notes, change),
        evidence=choose_quotes(quotable, "rescuing", change, MAX_EVIDENCE),
        guiding_quotes=choose_quotes(without_rescuing_neighbours(quotable), "guiding", None, MAX_GUIDING),
        clients=_clients(notes, change, data.min_group),
        questions=_questions([SIGNALS[count.code].questions for count in asked]),
        self_questions=_questions([SIGNALS[c.code].self_questions for c in asked] if edition == "worker" else []),
        marks={str(mark): int(n) for mark, n in marks.items()},
        n_markable=len(markable),
    )


def _sides(rows: pd.DataFrame, change: pd.Timestamp | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows before and from a change; without one, all count as before."""
    if change is None:
        return rows, rows.iloc[:0]
    late = rows["date"] >= change
    return rows[~late], rows[late]


def _utterances(notes: pd.DataFrame) -> int:
    return int((notes["n_rescuing"] - notes["n_inner"] + notes["n_guiding"]).sum())


def _signal_counts(
    findings: pd.DataFrame, notes: pd.DataFrame, stance: str, change: pd.Timestamp | None
) -> list[SignalCount]:
    counted = findings[findings["counts"] & (findings["stance"] == stance)]
    counted = counted.drop_duplicates(["note_id", "sentence", "signal"])
    n_before, n_after = (max(1, int((side["n_rescuing"] + side["n_guiding"]).sum())) for side in _sides(notes, change))
    before, after = (side["signal"].value_counts() for side in _sides(counted, change))
    counts = []
    for code, total in counted["signal"].value_counts().items():
        rates = 100 * before.get(code, 0) / n_before, 100 * after.get(code, 0) / n_after
        counts.append(SignalCount(str(code), SIGNALS[str(code)].label, int(total), *rates))
    return sorted(counts, key=lambda count: (-count.total, count.code))


def _to_ask(
    of_signals: dict[str, list[SignalCount]], change: pd.Timestamp | None, verdict: dict[str, Any]
) -> list[SignalCount]:
    """Return the signals whose questions are asked: those that grew in the direction of a shift, or the commonest."""
    if change is None:
        return of_signals["rescuing"][:3]
    grown = of_signals["rescuing" if verdict["direction"] > 0 else "guiding"]
    grown = [count for count in grown if count.growth > 0 and count.total >= FEWEST_GROWN]
    return sorted(grown, key=lambda count: -count.growth)[:4]


def _apart(acts: pd.DataFrame, notes: pd.DataFrame) -> dict[str, int]:
    apart = {mandate: len(rows) for mandate, rows in _by_mandate(acts).items()}
    return apart | {"opposing": int(notes["n_opposing"].sum())}


def _by_mandate(findings: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return what the worker took over by an act on request, by plan or in an emergency."""
    rescuing = findings[(findings["stance"] == "rescuing") & (findings["family"] == "act")]
    happened = rescuing[(rescuing["actor"] == "worker") & rescuing["status"].isin(["factual", "planned"])]
    return {mandate: happened[happened["mandate"] == mandate] for mandate in ("requested", "agreed", "crisis")}


def _grown(acts: pd.DataFrame, notes: pd.DataFrame, change: pd.Timestamp | None) -> list[str]:
    """Return what at least doubled per note after the change, or in the second half of the notes.

    It is opposing language, and words that switch counting off: those for a plan, for a crisis, and "samen".
    """
    dates = notes["date"].dropna().sort_values()
    if len(dates) < FEWEST_TO_SPLIT:
        return []
    split = change if change is not None else dates.iloc[len(dates) // 2]
    n_early, n_late = (max(1, len(side)) for side in _sides(notes[notes["date"].notna()], split))
    kinds = {
        "opposing": acts[(acts["stance"] == "opposing") & (acts["actor"] == "worker")],
        "agreed": acts[(acts["stance"] == "rescuing") & (acts["mandate"] == "agreed")],
        "crisis": acts[(acts["stance"] == "rescuing") & (acts["mandate"] == "crisis")],
        "together": acts[acts["signal"] == "doing_together"],
    }
    grown = []
    for kind, rows in kinds.items():
        early, late = (len(side) for side in _sides(rows[rows["date"].notna()], split))
        if late >= FEWEST_GROWN and late / n_late >= GROWTH * early / n_early:
            grown.append(kind)
    return grown


def _clients(notes: pd.DataFrame, change: pd.Timestamp | None, least: int) -> list[Client]:
    """Return what each client adds, under a number of their own; those with few notes together at the end."""
    known = notes[notes["client_id"].notna()]
    sizes = known["client_id"].value_counts(sort=False)
    small = known["client_id"].map(sizes) < least
    clients = [
        _client(str(place), rows, change, least)
        for place, (_, rows) in enumerate(known[~small].groupby("client_id", sort=False), start=1)
    ]
    if small.any() and small.sum() >= least:
        clients.append(_client("", known[small], change, least))
    return clients


def _client(name: str, notes: pd.DataFrame, change: pd.Timestamp | None, least: int) -> Client:
    sides = [
        (int((side["n_rescuing"] - side["n_inner"]).sum()), _utterances(side)) if len(side) >= least else (0, 0)
        for side in _sides(notes, change)
    ]
    return Client(name, len(notes), sides[0], sides[1])


def _questions(of_each: Iterable[Sequence[str]]) -> list[str]:
    """Return the first question of each signal, then the second of each: context comes first, then the self."""
    rounds = zip_longest(*of_each)
    return list(dict.fromkeys(question for one in rounds for question in one if question))[:MAX_QUESTIONS]
