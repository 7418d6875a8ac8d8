"""What the analyser's own errors mean for the size of a shift."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from boundary_nlp.caseload.layout import Floats
from boundary_nlp.errors import InputError
from boundary_nlp.resources import load_yaml

STANCES = ("rescuing", "guiding", "neutral")
_SHRINKAGE = 40.0
_Z = 1.645
_MOST_NEUTRAL = 0.8


@dataclass(frozen=True)
class Measurement:
    """How the analyser counts the sentences of writers that it has not seen, against what people labelled.

    Attributes
    ----------
    writers
        Per writer a table of 3 x 3 counts. Rows are what a sentence is: rescuing, guiding, neutral. Columns are the
        number of such sentences, how many were counted as rescuing, and how many as guiding (a sentence can be
        both).
    """

    writers: tuple[tuple[tuple[int, int, int], ...], ...]

    def __post_init__(self) -> None:
        table = np.array(self.writers)
        if (
            table.ndim != 3
            or table.shape[1:] != (3, 3)
            or (table < 0).any()
            or (table[:, :, 1:] > table[:, :, :1]).any()
        ):
            raise InputError(
                "Measurement: give per writer three rows (rescuing, guiding, neutral) of: sentences, counted as "
                "rescuing, counted as guiding."
            )
        rates = self.rates()
        if not (table.sum(axis=0)[:2, 0].all() and rates[0, 0] - rates[1, 0] > 0.2 < rates[1, 1] - rates[0, 1]):
            raise InputError("Measurement: the analyser hardly tells rescuing from guiding; no size can be corrected.")

    @classmethod
    def from_mapping(cls, entry: Mapping[str, Any]) -> "Measurement":
        """Return it from `writer -> stance -> [sentences, counted as rescuing, counted as guiding]`."""
        return cls(tuple(tuple(tuple(writer[stance]) for stance in STANCES) for writer in entry.values()))

    def rates(self) -> Floats:
        """Return the chance of each stance (rows) to be counted as rescuing and as guiding, over all writers."""
        table = np.array(self.writers, dtype=np.float64).sum(axis=0)
        return np.asarray(table[:, 1:] / np.maximum(table[:, :1], 1))

    def correct_share(self, share: float, sentences: float, rates: Floats | None = None) -> float:
        """Return the share behind a counted share (0 to 1).

        This is the correction of Rogan & Gladen (1978) for two classes among a third: what neutral sentences
        add to either count is taken off, and the swaps between rescuing and guiding are undone.

        Parameters
        ----------
        share
            The counted share.
        sentences
            Sentences of any kind for each counted one, at least 1; 0 where that is not known: then only swaps
            are undone.
        rates
            As of `rates`, which is the default.
        """
        rates = self.rates() if rates is None else rates
        counted = np.array([share, 1 - share])
        # No more than this part of what was counted is taken to come from neutral sentences.
        neutral = rates[2] if sentences else np.zeros(2)
        neutral = neutral * min(1.0, _MOST_NEUTRAL / max(float(neutral.sum() * sentences), 1e-9))
        found = np.linalg.solve((rates[:2] - neutral).T, counted - neutral * sentences).clip(min=0)
        return float(found[0] / found.sum()) if found.sum() > 0 else share

    def correct_size(self, shares: Floats, sentences: float) -> Floats:
        """Return the 5 %, 50 % and 95 % points of a size in percentage points, corrected.

        The interval widens by how much the errors differ between writers: the one of this caseload may be like any
        of them.

        Parameters
        ----------
        shares
            Counted shares before and after: 3 x 2, for the three points of the size.
        sentences
            As for `correct_share`.
        """
        low, middle, high = (self._difference(pair, sentences, None) for pair in shares)
        spread = _Z * float(np.std([self._difference(shares[1], sentences, rates) for rates in self._each_writer()]))
        below, above = np.hypot(middle - low, spread), np.hypot(high - middle, spread)
        return np.array([max(-100.0, middle - below), middle, min(100.0, middle + above)])

    def correct_detectable(self, shares: Floats, sentences: float) -> float:
        """Return the larger of some differences, given as pairs of counted shares, in percentage points."""
        return max(abs(self._difference(pair, sentences, None)) for pair in shares)

    def _difference(self, pair: Floats, sentences: float, rates: Floats | None) -> float:
        before, after = (self.correct_share(float(share), sentences, rates) for share in pair)
        return 100 * (after - before)

    def _each_writer(self) -> list[Floats]:
        """Return the rates of each writer, drawn towards those of all as few sentences tell little."""
        table = np.array(self.writers, dtype=np.float64)
        return list((table[:, :, 1:] + _SHRINKAGE * self.rates()) / (table[:, :, :1] + _SHRINKAGE))


@lru_cache(maxsize=1)
def shipped_measurement() -> Measurement:
    """Return the errors of the shipped analyser, from `resources/measurement.yaml`."""
    return Measurement.from_mapping(load_yaml("measurement.yaml")["writers"])
