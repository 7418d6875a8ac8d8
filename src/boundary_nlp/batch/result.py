"""What a run did, in numbers."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from boundary_nlp.io.notes import Rejected
from boundary_nlp.rows import NoteRows


@dataclass(slots=True)
class BatchResult:
    """What a run did: rows read, notes analysed, rows rejected by reason, identifiers found by kind.

    The sum adds up: ``n_read == n_analysed + n_rejected``.
    """

    tables: dict[str, Path] = field(default_factory=dict)
    n_read: int = 0
    n_analysed: int = 0
    n_undated: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    identifiers: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(
        cls, rows: Iterable[NoteRows], rejected: Iterable[Rejected], hidden: Mapping[str, int] | None = None
    ) -> "BatchResult":
        """Count the rows of some notes, and the ids that were hidden in them."""
        result = cls(rejected=Counter(row.reason for row in rejected), identifiers=Counter(hidden or {}))
        for row in rows:
            result.n_analysed += 1
            result.n_undated += row.note["date"] is None
            result.identifiers.update(row.identifiers)
        result.n_read = result.n_analysed + result.n_rejected
        return result

    @classmethod
    def from_dict(cls, counts: Mapping[str, Any]) -> "BatchResult":
        """Return what `to_dict` was made of."""
        return cls(
            n_read=counts["n_read"],
            n_analysed=counts["n_analysed"],
            n_undated=counts["n_undated"],
            rejected=Counter(counts["rejected"]),
            identifiers=Counter(counts["identifiers"]),
        )

    @property
    def n_rejected(self) -> int:
        """How many rows were set apart."""
        return self.rejected.total()

    def add(self, other: "BatchResult") -> None:
        """Add the counts of another part of the same run."""
        self.n_read += other.n_read
        self.n_analysed += other.n_analysed
        self.n_undated += other.n_undated
        self.rejected.update(other.rejected)
        self.identifiers.update(other.identifiers)

    def to_dict(self) -> dict[str, Any]:
        """Return the counts as plain values, for `run.json`."""
        return {
            "n_read": self.n_read,
            "n_analysed": self.n_analysed,
            "n_rejected": self.n_rejected,
            "n_undated": self.n_undated,
            "rejected": dict(sorted(self.rejected.items())),
            "identifiers": dict(sorted(self.identifiers.items())),
        }

    def summary(self) -> str:
        """Return what was done in one to three lines."""
        lines = [f"{self.n_read} read, {self.n_analysed} analysed, {self.n_rejected} rejected"]
        if self.rejected:
            lines.append(f"rejected: {_counts(self.rejected)}")
        if self.identifiers:
            lines.append(f"identifiers found: {self.kinds()}")
        return "\n".join(lines)

    def kinds(self) -> str:
        """Return the identifiers found, counted by kind."""
        return _counts(self.identifiers)


def _counts(counter: Counter[str]) -> str:
    return ", ".join(f"{n} {name}" for name, n in sorted(counter.items()))
