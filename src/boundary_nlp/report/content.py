"""What a caseload's page tells, computed from the tables; no HTML here."""

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from boundary_nlp.taxonomy import signals

MIN_NOTES = 5  # no figure about fewer notes of a client
MAX_EVIDENCE = 6
MAX_GUIDING = 3


@dataclass(slots=True)
class ReportData:
    """The tables of a run, as frames; ``run`` is the content of `run.json`, or empty."""

    notes: pd.DataFrame
    findings: pd.DataFrame
    rejected: pd.DataFrame
    shifts: pd.DataFrame
    run: dict[str, Any] = field(default_factory=dict)

    def caseload_ids(self) -> list[str]:
        """Return the caseloads in the order of the input."""
        ids: list[str] = self.notes["caseload_id"].dropna().unique().tolist()
        return ids


@dataclass(frozen=True, slots=True)
class SignalCount:
    """How often a signal was counted; ``before`` and ``after`` per 100 notes where there is a change date."""

    code: str
    stance: str
    label: str
    total: int
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Quote:
    """A finding with the sentences around it, cut into what stands before, in and after it."""

    before: str
    text: str
    after: str
    stance: str
    label: str
    reason: str
    date: str


@dataclass(frozen=True, slots=True)
class Caseload:
    """The content of one caseload's page."""

    caseload_id: str
    n_notes: int
    first: pd.Timestamp | None
    last: pd.Timestamp | None
    verdict: dict[str, Any]
    months: pd.DataFrame
    rescuing: list[SignalCount]
    guiding: list[SignalCount]
    apart: dict[str, int]
    n_opposing: int
    switching_grows: bool
    evidence: list[Quote]
    guiding_quotes: list[Quote]
    clients: list[tuple[str, int, int, int]]
    questions: list[str]
    self_questions: list[str]
    n_workers: int


def caseload_content(data: ReportData, caseload_id: str, edition: str) -> Caseload:
    """Compute what one caseload's page tells; the supervision edition leaves inner signals out."""
    notes = data.notes[data.notes["caseload_id"] == caseload_id]
    findings = data.findings[data.findings["note_id"].isin(notes["note_id"])]
    findings = findings.merge(notes[["note_id", "date"]], on="note_id", how="left")
    if edition != "worker":
        findings = findings[findings["family"] == "act"]
    verdict = _verdict(data.shifts, caseload_id)
    change = verdict.get("change_date") if _is_shift(verdict) else None
    counted = findings[findings["counts"]]
    rescuing = _signal_counts(counted, notes, "rescuing", change)
    guiding = _signal_counts(counted, notes, "guiding", change)
    asked = _grown(rescuing) if change is not None else rescuing[:3]
    return Caseload(
        caseload_id=caseload_id,
        n_notes=len(notes),
        first=notes["date"].min() if notes["date"].notna().any() else None,
        last=notes["date"].max() if notes["date"].notna().any() else None,
        verdict=verdict,
        months=monthly(notes),
        rescuing=rescuing,
        guiding=guiding,
        apart=_apart(findings),
        n_opposing=int(notes["n_opposing"].sum()),
        switching_grows=_switching_grows(findings, notes),
        evidence=_quotes(counted[counted["stance"] == "rescuing"], change, MAX_EVIDENCE),
        guiding_quotes=_quotes(counted[counted["stance"] == "guiding"], None, MAX_GUIDING),
        clients=_clients(notes),
        questions=_questions(asked, own=False),
        self_questions=_questions(asked, own=True) if edition == "worker" else [],
        n_workers=notes["worker_id"].nunique(),
    )


def monthly(notes: pd.DataFrame) -> pd.DataFrame:
    """Return one row per month with notes: `month, n_notes, rescuing, guiding, share` (acts only)."""
    dated = notes[notes["date"].notna()]
    acts = dated["n_rescuing"] - dated["n_inner"]
    months = pd.DataFrame(
        {
            "month": dated["date"].dt.to_period("M"),
            "rescuing": acts,
            "guiding": dated["n_guiding"],
            "n_notes": 1,
        }
    )
    table = months.groupby("month", sort=True).sum().reset_index()
    total = table["rescuing"] + table["guiding"]
    table["share"] = (table["rescuing"] / total).where(total > 0)
    return table


def _verdict(shifts: pd.DataFrame, caseload_id: str) -> dict[str, Any]:
    rows = shifts[shifts["caseload_id"] == caseload_id] if len(shifts) else shifts
    return {} if rows.empty else {str(key): value for key, value in rows.iloc[0].to_dict().items()}


def _is_shift(verdict: dict[str, Any]) -> bool:
    return str(verdict.get("verdict", "")).startswith("shift_")


def _signal_counts(
    counted: pd.DataFrame, notes: pd.DataFrame, stance: str, change: pd.Timestamp | None
) -> list[SignalCount]:
    of_stance = counted[counted["stance"] == stance]
    split = pd.Timestamp(change) if change is not None else None
    n_before = int((notes["date"] < split).sum()) if split is not None else 0
    n_after = int((notes["date"] >= split).sum()) if split is not None else 0
    counts = []
    for code, rows in of_stance.groupby("signal"):
        early = int((rows["date"] < split).sum()) if split is not None else 0
        late = int((rows["date"] >= split).sum()) if split is not None else 0
        counts.append(
            SignalCount(
                code=str(code),
                stance=stance,
                label=signals()[str(code)].label,
                total=len(rows),
                before=100 * early / n_before if n_before else 0.0,
                after=100 * late / n_after if n_after else 0.0,
            )
        )
    return sorted(counts, key=lambda count: (-count.total, count.code))


def _grown(counts: list[SignalCount]) -> list[SignalCount]:
    grown = [count for count in counts if count.after > count.before]
    return sorted(grown, key=lambda count: count.before - count.after)[:4]


def _apart(findings: pd.DataFrame) -> dict[str, int]:
    rescuing = findings[(findings["stance"] == "rescuing") & (findings["actor"] == "worker")]
    happened = rescuing[rescuing["status"].isin(["factual", "planned"])]
    return {mandate: int((happened["mandate"] == mandate).sum()) for mandate in ("requested", "agreed", "crisis")}


def _switching_grows(findings: pd.DataFrame, notes: pd.DataFrame) -> bool:
    """Tell whether plan and crisis words per note at least doubled in the last third of the period."""
    switched = findings[findings["mandate"].isin(["agreed", "crisis"])]
    dates = notes["date"].dropna().sort_values()
    if len(switched) < MIN_NOTES or len(dates) < 3 * MIN_NOTES:
        return False
    late = dates.iloc[2 * len(dates) // 3]
    n_late = int((switched["date"] >= late).sum())
    return n_late >= MIN_NOTES and n_late / len(switched) > 1 / 2


def _quotes(rows: pd.DataFrame, change: pd.Timestamp | None, limit: int) -> list[Quote]:
    """Choose quotes of different signals and notes, the most recent first, after the change where there is one."""
    if rows.empty:
        return []
    chosen = rows[rows["date"] >= pd.Timestamp(change)] if change is not None else rows
    chosen = chosen.sort_values(["date", "note_id", "start"], ascending=[False, True, True])
    first_of_each = chosen.drop_duplicates("signal")
    rest = chosen.drop(first_of_each.index).drop_duplicates("note_id")
    picked = pd.concat([first_of_each, rest]).head(limit)
    return [_quote(row) for row in picked.to_dict("records")]


def _quote(row: dict[Any, Any]) -> Quote:
    context, text = str(row["context"]), str(row["text"])
    at = int(row["start"]) - int(row["context_start"])
    if context[at : at + len(text)] != text:  # masking before the span moved it
        at = max(context.find(text), 0)
    day = row["date"]
    return Quote(
        before=context[:at],
        text=context[at : at + len(text)],
        after=context[at + len(text) :],
        stance=str(row["stance"]),
        label=signals()[str(row["signal"])].label,
        reason=str(row["reason"]),
        date="" if pd.isna(day) else f"{day:%d/%m/%Y}",
    )


def _clients(notes: pd.DataFrame) -> list[tuple[str, int, int, int]]:
    """Return `client, notes, rescuing, guiding` per client, those with few notes joined under "" at the end."""
    if notes["client_id"].isna().all():
        return []
    acts = notes.assign(rescuing=notes["n_rescuing"] - notes["n_inner"], n=1)
    table = acts.groupby("client_id", sort=True)[["n", "rescuing", "n_guiding"]].sum()
    large, small = table[table["n"] >= MIN_NOTES], table[table["n"] < MIN_NOTES]
    rows = [(str(name), int(r["n"]), int(r["rescuing"]), int(r["n_guiding"])) for name, r in large.iterrows()]
    total = small.sum()
    if total.get("n", 0) >= MIN_NOTES:
        rows.append(("", int(total["n"]), int(total["rescuing"]), int(total["n_guiding"])))
    return rows


def _questions(counts: list[SignalCount], own: bool) -> list[str]:
    asked: list[str] = []
    for count in counts:
        signal = signals()[count.code]
        asked += [q for q in (signal.self_questions if own else signal.questions) if q not in asked]
    return asked[:6]
