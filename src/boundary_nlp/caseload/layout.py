"""The cells of one caseload, laid out per client for the scan."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_SHRINKAGE = 4.0
_MOST_PAIRS = 20_000_000


@dataclass(frozen=True)
class Cells:
    """Counts of one caseload: one entry per client, worker and week with at least one utterance.

    Attributes
    ----------
    client, worker
        Codes within the caseload.
    week
        Number of the ISO week, counted from a fixed Monday.
    rescuing, total
        Rescuing utterances, and rescuing plus guiding ones.
    """

    client: Ints
    worker: Ints
    week: Ints
    rescuing: Floats
    total: Floats


@dataclass(frozen=True)
class Blocks:
    """The cells of one caseload laid out per client, padded to the longest one: arrays of clients x cells.

    Attributes
    ----------
    weeks
        Numbers of the weeks with text, rising.
    column, worker
        Place of each cell's week in `weeks`, and its worker, one of `n_workers`.
    lag
        Weeks between any two cells of a client: clients x cells x cells.
    present
        False where a cell is padding.
    total, response
        Utterances of the cell, and its deviation from the client's share on the logit scale.
    inverse_variance, share
        Per client: 1 / (p q), and the share p of rescuing, drawn a little towards that of the caseload.
    """

    weeks: Ints
    column: Ints
    worker: Ints
    n_workers: int
    lag: Ints
    present: NDArray[np.bool_]
    total: Floats
    response: Floats
    inverse_variance: Floats
    share: Floats

    @property
    def n_utterances(self) -> float:
        """Utterances of clients that were seen in more than one cell."""
        return float(self.total.sum())


def lay_out(cells: Cells) -> Blocks | None:
    """Return the cells per client, or None when no client was seen in two weeks.

    In a caseload with very much text, weeks are joined two by two until the covariances fit in memory, or until
    nothing is left to join.
    """
    step = 1
    counts = np.bincount(cells.client)
    keep = counts[cells.client] > 1  # a client who was seen once says nothing of a change
    while counts.max(initial=0) ** 2 * len(np.unique(cells.client[keep])) > _MOST_PAIRS and np.ptp(cells.week) >= step:
        step *= 2
        cells = _coarsen(cells, step)
        counts = np.bincount(cells.client)
        keep = counts[cells.client] > 1
    if not keep.any():
        return None
    _, client = np.unique(cells.client[keep], return_inverse=True)
    order = np.lexsort((cells.week[keep], client))
    client, week = client[order], cells.week[keep][order]
    rescuing, total = cells.rescuing[keep][order], cells.total[keep][order]
    weeks, column = np.unique(week, return_inverse=True)
    if len(weeks) < 2:
        return None
    workers, worker = np.unique(cells.worker[keep][order], return_inverse=True)

    sizes = np.bincount(client)
    place = np.arange(len(client)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    shape = (len(sizes), int(sizes.max()))

    def spread(values: NDArray[Any]) -> NDArray[Any]:
        padded: NDArray[Any] = np.zeros(shape, dtype=values.dtype)
        padded[client, place] = values
        return padded

    of_client = np.bincount(client, rescuing), np.bincount(client, total)
    everyone = (rescuing.sum() + 0.5) / (total.sum() + 1)
    share = (of_client[0] + _SHRINKAGE * everyone) / (of_client[1] + _SHRINKAGE)
    variance = np.maximum(share * (1 - share), 0.02)
    response = (rescuing - total * share[client]) / (total * variance[client])
    padded_week = spread(week)
    return Blocks(
        weeks=weeks,
        column=spread(column),
        worker=spread(worker),
        n_workers=len(workers),
        lag=np.abs(padded_week[:, :, None] - padded_week[:, None, :]),
        present=spread(np.ones(len(client), dtype=bool)),
        total=spread(total),
        response=spread(response),
        inverse_variance=1 / variance,
        share=share,
    )


def _coarsen(cells: Cells, step: int) -> Cells:
    """Join the cells of one client and worker whose weeks fall in the same period of `step` weeks."""
    keys = np.stack([cells.client, cells.worker, cells.week - cells.week % step])
    (client, worker, week), place = np.unique(keys, axis=1, return_inverse=True)
    rescuing, total = (np.bincount(place.ravel(), counts) for counts in (cells.rescuing, cells.total))
    return Cells(client, worker, week, rescuing.astype(np.float64), total.astype(np.float64))
