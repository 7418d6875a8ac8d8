"""Scan over the weeks of one caseload for a step in the share of rescuing, each client against themselves.

With cells of client x week (y rescuing of n utterances), the working response is z = (y - n p) / (n p q):
the client's deviation on the logit scale. Its covariance is binomial noise plus the noise model. Client and
worker baselines are projected out, so that a client seen on one side of a date only says nothing about it.
What is left per week is a score vector and its covariance, from which the score of a step at any week follows
by summing.
"""

from dataclasses import dataclass

import numpy as np

from boundary_nlp.caseload.layout import Blocks, Floats, Ints

# Of what the cells tell, the part that is left where baselines take all: rounding, and no information.
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Reduced:
    """Score vector and covariance per week, given a noise level; and the restricted log-likelihood."""

    score: Floats
    information: Floats
    log_likelihood: float
    weeks: Ints


def reduce_blocks(blocks: Blocks, cell: float, client: float, caseload: float, rho: float) -> Reduced:
    """Bring a caseload to a score per week under the given noise, without client and worker baselines.

    The likelihood is the Gaussian one of the working response with flat baselines (REML, Patterson & Thompson
    1971).
    """
    weight, log_determinant = _weights(blocks, cell, cell + client + caseload)
    correlation = _powers(rho, blocks.lag)
    inner = client * weight[:, :, None] * correlation * weight[:, None, :]
    inner[:, np.arange(inner.shape[1]), np.arange(inner.shape[1])] += 1
    factor = np.linalg.cholesky(inner)
    log_determinant += 2 * np.log(np.diagonal(factor, axis1=1, axis2=2)).sum()
    precision = weight[:, :, None] * np.linalg.inv(inner) * weight[:, None, :]
    told = float(np.einsum("gii->", precision))
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
    information, vector = information[:n_weeks, :n_weeks], vector[:n_weeks]
    if np.trace(information) <= _ROUNDING * told:
        information, vector = np.zeros_like(information), np.zeros_like(vector)
    return Reduced(
        vector,
        (information + information.T) / 2,
        -0.5 * float(log_determinant + quadratic),
        blocks.weeks,
    )


def without_trend(reduced: Reduced) -> Reduced:
    """Project out a linear trend over the weeks."""
    trend = reduced.weeks - reduced.weeks.mean()
    column = reduced.information @ trend
    mass = float(trend @ column)
    if mass <= 1e-9:
        return reduced
    moved = float(trend @ reduced.score)
    return Reduced(
        reduced.score - column * (moved / mass),
        reduced.information - np.outer(column, column) / mass,
        reduced.log_likelihood - 0.5 * (float(np.log(mass)) - moved**2 / mass),
        reduced.weeks,
    )


def _weights(blocks: Blocks, cell: float, whole: float) -> tuple[Floats, float]:
    """Root of the precision of each cell, and the log-determinant of their variances.

    The binomial part is that around a share which itself varies: for one utterance, marginal variance is p q
    however noisy the share, so what the noise adds must leave the binomial part.
    """
    binomial = np.maximum(blocks.inverse_variance - whole, blocks.inverse_variance / 2)
    total = np.where(blocks.present, blocks.total, 1.0)
    variance = binomial[:, None] / total + cell
    return blocks.present / np.sqrt(variance), float((np.log(variance) * blocks.present).sum())


def _powers(rho: float, lag: Ints) -> Floats:
    """Return rho ** lag; zero beyond a lag of 200 weeks, where it no longer matters."""
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
