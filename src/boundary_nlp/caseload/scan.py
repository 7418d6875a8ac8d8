"""Scan over the weeks of one caseload for a step in the share of rescuing, each client against their own baseline.

With cells of client x week (y rescuing of n utterances), the working response is z = (y - n p) / (n p q): the client's
deviation on the logit scale. Its covariance is binomial noise plus the noise model. Client and worker baselines are
projected out, so that a client seen on one side of a date only says nothing about it. What is left per week is a
score vector and its covariance, from which the score of a step at any week follows by summing.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

STEP_SD = 0.9
LONGEST_GAP = 8
_SHRINKAGE = 4.0


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
    """The cells of one caseload laid out per client, padded to the longest client (arrays of clients x cells)."""

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


@dataclass(frozen=True)
class Reduced:
    """Score vector and covariance per week, given a noise level; and the restricted log-likelihood."""

    score: Floats
    information: Floats
    log_likelihood: float
    weeks: Ints


def lay_out(cells: Cells) -> Blocks | None:
    """Return the cells per client, or None when no client was seen in two weeks."""
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

    def spread(values: NDArray[np.generic]) -> NDArray[np.generic]:
        padded = np.zeros(shape, dtype=values.dtype)
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


def reduce_blocks(blocks: Blocks, cell: float, client: float, caseload: float, rho: float) -> Reduced:
    """Bring a caseload to a score per week under the given noise; client and worker baselines are projected out.

    The likelihood is the Gaussian one of the working response with flat baselines (REML, Patterson & Thompson 1971).
    """
    weight, log_determinant = _weights(blocks, cell, cell + client + caseload)
    correlation = _powers(rho, blocks.lag)
    inner = client * weight[:, :, None] * correlation * weight[:, None, :]
    inner[:, np.arange(inner.shape[1]), np.arange(inner.shape[1])] += 1
    factor = np.linalg.cholesky(inner)
    log_determinant += 2 * np.log(np.diagonal(factor, axis1=1, axis2=2)).sum()
    precision = weight[:, :, None] * np.linalg.inv(inner) * weight[:, None, :]
    row = precision.sum(axis=2)
    mass = row.sum(axis=1)
    log_determinant += np.log(mass).sum()
    precision -= row[:, :, None] * row[:, None, :] / mass[:, None, None]
    score = np.einsum("gij,gj->gi", precision, blocks.response)
    quadratic = float((score * blocks.response).sum())

    information, vector = _collect(blocks, precision, score)
    n_weeks = len(blocks.weeks)
    shared = caseload * _powers(rho, np.abs(blocks.weeks[:, None] - blocks.weeks[None, :]))
    middle = np.eye(n_weeks) + information[:n_weeks, :n_weeks] @ shared
    gain = shared @ np.linalg.inv(middle)
    log_determinant += np.linalg.slogdet(middle)[1]
    quadratic -= float(vector[:n_weeks] @ gain @ vector[:n_weeks])
    left = information[:, :n_weeks] @ gain
    vector = vector - left @ vector[:n_weeks]
    information = information - left @ information[:n_weeks]
    if blocks.n_workers > 1:
        values, vectors = np.linalg.eigh(information[n_weeks:, n_weeks:])
        seen = values > 1e-8 * max(values[-1], 1e-8)
        root = information[:, n_weeks:] @ vectors[:, seen] / np.sqrt(values[seen])
        part = (vectors[:, seen].T @ vector[n_weeks:]) / np.sqrt(values[seen])
        log_determinant += np.log(values[seen]).sum()
        quadratic -= float(part @ part)
        vector = vector - root @ part
        information = information - root @ root.T
    information = information[:n_weeks, :n_weeks]
    return Reduced(
        vector[:n_weeks],
        (information + information.T) / 2,
        -0.5 * float(log_determinant + quadratic),
        blocks.weeks,
    )


def _weights(blocks: Blocks, cell: float, whole: float) -> tuple[Floats, float]:
    """Root of the precision of each cell, and the log-determinant of their variances.

    The binomial part is that around a share which itself varies: for one utterance, marginal variance is p q however
    noisy the share, so what the noise adds must leave the binomial part.
    """
    binomial = np.maximum(blocks.inverse_variance - whole, blocks.inverse_variance / 2)
    total = np.where(blocks.present, blocks.total, 1.0)
    variance = binomial[:, None] / total + cell
    return blocks.present / np.sqrt(variance), float((np.log(variance) * blocks.present).sum())


def _powers(rho: float, lag: Ints) -> Floats:
    """rho ** lag; zero beyond a lag of 200 weeks, where it no longer matters."""
    table = rho ** np.arange(202.0)
    table[-1] = 0.0
    return table[np.minimum(lag, 201)]


def _collect(blocks: Blocks, precision: Floats, score: Floats) -> tuple[Floats, Floats]:
    """Sum over clients: information and score by week, followed by those by worker when there are several."""
    size = len(blocks.weeks)
    columns = [blocks.column]
    if blocks.n_workers > 1:
        columns.append(size + blocks.worker)
        size += blocks.n_workers
    information = np.zeros(size * size)
    vector = np.zeros(size)
    for rows in columns:
        vector += np.bincount(rows.ravel(), score.ravel(), minlength=size)
        for others in columns:
            place = rows[:, :, None] * size + others[:, None, :]
            information += np.bincount(place.ravel(), precision.ravel(), minlength=size * size)
    return information.reshape(size, size), vector


@dataclass(frozen=True)
class Steps:
    """A step at each candidate week: score, covariance of the scores, log Bayes factors and their prior weights."""

    score: Floats
    covariance: Floats
    log_weight: Floats
    log_factor: Floats

    @property
    def total(self) -> float:
        """Log Bayes factor of "a step at some week" against "no step"."""
        return float(np.logaddexp.reduce(self.log_weight + self.log_factor))

    @property
    def posterior(self) -> Floats:
        """Probability of each candidate week, given that there was a step."""
        return np.exp(self.log_weight + self.log_factor - self.total)


def log_bayes_factors(reduced: Reduced) -> Steps:
    """Weigh a step before each week but the first against no step.

    The size of a step is taken as normal with mean 0 and sd 0.9 on the logit scale (about 20 percentage points), so
    that weeks with little information weigh little of themselves.
    """
    score = reduced.score[::-1].cumsum()[::-1][1:]
    covariance = reduced.information[::-1, ::-1].cumsum(axis=0).cumsum(axis=1)[::-1, ::-1][1:, 1:]
    gaps = np.minimum(np.diff(reduced.weeks), LONGEST_GAP)
    return Steps(
        score,
        covariance,
        np.log(gaps / gaps.sum()),
        step_log_factor(score, np.maximum(np.diagonal(covariance), 0.0)),
    )


def step_log_factor(score: Floats, information: Floats) -> Floats:
    """Log Bayes factor of a normal step with sd 0.9, from its score and information."""
    growth = 1 + STEP_SD**2 * information
    return np.asarray(0.5 * (score**2 * STEP_SD**2 / growth - np.log(growth)))


def p_value(steps: Steps, draws: Floats) -> float:
    """Chance of evidence at least this strong when nothing changed, with an exponential tail beyond the 90th percentile.

    Parameters
    ----------
    steps
        The observed scan.
    draws
        Standard normal draws, at least as many rows as there are candidate weeks.
    """
    null = simulate_totals(steps, draws)
    edge = float(np.quantile(null, 0.9))
    if steps.total <= edge:
        return float((np.count_nonzero(null >= steps.total) + 1) / (len(null) + 1))
    mean_excess = float((null[null > edge] - edge).mean())
    return float(0.1 * np.exp(-(steps.total - edge) / mean_excess))


def simulate_totals(steps: Steps, draws: Floats) -> Floats:
    """Evidence for a step in simulated caseloads where nothing changed, with the same text and noise."""
    variance = np.maximum(np.diagonal(steps.covariance), 0.0)
    speaks = variance > 1e-6 * max(variance.max(), 1e-12)
    sd = np.sqrt(variance[speaks])
    correlation = steps.covariance[np.ix_(speaks, speaks)] / np.outer(sd, sd)
    correlation[np.diag_indices_from(correlation)] = 1 + 1e-6
    standard = np.linalg.cholesky(correlation) @ draws[: len(sd)]
    growth = 1 + STEP_SD**2 * variance[speaks]
    factor = np.exp(0.5 * standard**2 * (1 - 1 / growth)[:, None])
    weight = np.exp(steps.log_weight[speaks]) / np.sqrt(growth)
    rest = np.exp(steps.log_weight[~speaks]).sum()
    return np.asarray(np.log(weight @ factor + rest))
