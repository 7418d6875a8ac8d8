"""The tables of a run as the report needs them: looked up per caseload, with how they were judged."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from boundary_nlp.caseload import Measurement, Noise, estimate_noise
from boundary_nlp.caseload.counting import Counts, count_notes
from boundary_nlp.caseload.detect import measurement_of
from boundary_nlp.report.groups import MIN_GROUP
from boundary_nlp.taxonomy import counting_profile

_OF_FINDINGS = [
    "caseload_id",
    "note_id",
    "date",
    "sentence",
    "start",
    "text",
    "signal",
    "stance",
    "family",
    "actor",
    "status",
    "mandate",
    "counts",
    "reason",
    "score",
    "cues",
    "context",
    "context_start",
    "mark",
]


@dataclass
class ReportData:
    """The tables of a run, as frames; ``run`` is the content of `run.json`, or empty.

    ``min_group`` is the smallest group (of notes; of caseloads, for a team) that figures are told of.
    """

    notes: pd.DataFrame
    findings: pd.DataFrame
    rejected: pd.DataFrame
    shifts: pd.DataFrame
    marks: pd.DataFrame
    run: dict[str, Any] = field(default_factory=dict)
    min_group: int = MIN_GROUP

    def caseload_ids(self) -> list[str]:
        """Return the caseloads in the order of the input."""
        return [str(name) for name in self.notes["caseload_id"].dropna().unique()]

    @property
    def verdicts(self) -> dict[str, Any]:
        """How the verdicts came about, as `run.json` tells."""
        told: dict[str, Any] = self.run.get("verdicts", {})
        return told

    @property
    def monitoring(self) -> bool:
        """Whether the p-values hold over a year of monthly looks."""
        return int(self.verdicts.get("looks", 1)) > 1

    @property
    def has_text(self) -> bool:
        """Whether the texts of the findings were kept."""
        return bool(self.run.get("keep_text", True))

    @property
    def requests_count(self) -> bool:
        """Whether what a client asked for counts as taken over, under the counting profile of the run."""
        name = self.run.get("counting") or self.findings.attrs.get("counting", "codebook")
        return counting_profile(name).counts_under("requested")

    @cached_property
    def counts(self) -> Counts:
        """The notes of caseloads, counted; the day of the run decides which dates lie in the future."""
        today = self.verdicts.get("today")
        return count_notes(self.notes, today=date.fromisoformat(today) if today else None)

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The place of each caseload in the counts."""
        return {str(name): number for number, name in enumerate(self.counts.caseloads["caseload_id"])}

    @cached_property
    def noise(self) -> Noise:
        """The ordinary variation with which the run was judged, or estimated now."""
        told = self.verdicts.get("noise") or self.shifts.attrs.get("noise")
        if not told:
            return estimate_noise(self.notes)
        return Noise(**{**told, "season": tuple(told["season"])})

    @cached_property
    def measurement(self) -> Measurement | None:
        """The analyser's errors, where sizes were corrected for them."""
        return measurement_of(self.notes)

    def notes_of(self, caseload_id: str) -> pd.DataFrame:
        """Return the notes of a caseload."""
        return self._notes.get(caseload_id, self.notes.iloc[:0])

    def compared(self, notes: pd.DataFrame) -> pd.DataFrame:
        """Return notes of caseloads but those whose date lies in the future."""
        if not self.counts.caseloads["n_future"].any():
            return notes
        today = pd.Timestamp(self.verdicts["today"])
        return notes[notes["date"].isna() | (notes["date"] <= today + pd.Timedelta(days=1))]

    def is_small(self, caseload_id: str) -> bool:
        """Tell whether a caseload has too few notes for figures."""
        return len(self.notes_of(caseload_id)) < self.min_group

    def findings_of(self, caseload_id: str) -> pd.DataFrame:
        """Return the findings of a caseload, with `date` of the note and `mark` of a reader, "" where there is none."""
        return self._findings.get(caseload_id, self._all_findings.iloc[:0])

    def verdict_of(self, caseload_id: str) -> dict[str, Any]:
        """Return the row of `shifts` of a caseload, or nothing."""
        return self._shifts.get(caseload_id, {})

    @cached_property
    def _notes(self) -> dict[str, pd.DataFrame]:
        notes = _quick_to_cut(self.notes)
        return {str(name): rows for name, rows in notes.groupby("caseload_id", sort=False)}

    @cached_property
    def _all_findings(self) -> pd.DataFrame:
        keyed = self.findings.merge(self.notes[["note_id", "caseload_id", "date"]], on="note_id", how="left")
        marked = keyed.merge(self.marks, on=["note_id", "finding_id"], how="left")
        return _quick_to_cut(marked.fillna({"mark": ""})[_OF_FINDINGS])

    @cached_property
    def _findings(self) -> dict[str, pd.DataFrame]:
        return {str(name): rows for name, rows in self._all_findings.groupby("caseload_id", sort=False)}

    @cached_property
    def _shifts(self) -> dict[str, dict[str, Any]]:
        rows = self.shifts.to_dict("records") if len(self.shifts) else []
        return {str(row["caseload_id"]): {str(key): value for key, value in row.items()} for row in rows}


def _quick_to_cut(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of plain objects in few blocks: small parts of it are taken much faster than of Arrow strings."""
    return table.astype(dict.fromkeys(table.select_dtypes("string"), object)).copy()


def is_shift(verdict: dict[str, Any]) -> bool:
    """Tell whether a verdict is a clear shift."""
    return str(verdict.get("verdict", "")).startswith("shift_")


NO_MARKS = pd.DataFrame({"note_id": [], "finding_id": [], "mark": []}, dtype=str)
