"""What the scan says: evidence for a step, its p-value, its date and its size."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit, ndtr

from boundary_nlp.caseload.layout import Blocks, Floats
from boundary_nlp.caseload.scan import Reduced

STEP_SD = 0.9
LONGEST_GAP = 8
_INTERVAL = (0.05, 0.5, 0.95)
_POWER_MARGIN = 0.8416


@dataclass(frozen=True)
class Steps:
    """A step before each candidate week, weighed against no step.

    Attributes
    ----------
    score, covariance
        Score of each step and the covariance of the scores when nothing changed; logit scale.
    log_weight, log_factor
        Prior weight of each candidate and its log Bayes factor.
    weeks
        The weeks with text; candidate k is a step somewhere between week k and week k + 1 of these.
    """

    score: Floats
    covariance: Floats
    log_weight: Floats
    log_factor: Floats
    weeks: Floats

    @property
    def total(self) -> float:
        """Log Bayes factor of a step at some week against no step."""
        return float(np.logaddexp.reduce(self.log_weight + self.log_factor))

    @property
    def posterior(self) -> Floats:
        """Probability of each candidate, given that there was a step."""
        return np.asarray(np.exp(self.log_weight + self.log_factor - self.total))

    @property
    def information(self) -> Floats:
        """Information on the size of each step."""
        return np.maximum(np.diagonal(self.covariance), 0.0)

    @property
    def best(self) -> int:
        """The candidate on which there is most information."""
        return int(np.argmax(self.information))

    def of_typical_size(self, size: float) -> float:
        """Log Bayes factor of a step of about `size`, up or down, at some week against no step.

        Sizes are normal around `size` either way, with a third of it as sd: small ones, which ordinary variation
        makes too, are no steps (a non-local prior, Johnson & Rossell 2010).
        """
        variance = (size / 3) ** 2
        growth = 1 + variance * self.information
        factor = (variance * self.score**2 - size**2 * self.information) / growth - np.log(growth)
        ways = np.logaddexp(size * self.score / growth, -size * self.score / growth) - np.log(2)
        return float(np.logaddexp.reduce(self.log_weight + 0.5 * factor + ways))


def weigh_steps(reduced: Reduced) -> Steps:
    """Weigh a step before each week but the first against no step.

    The size of a step is taken as normal with mean 0 and sd 0.9 on the logit scale (about 20 percentage points), its
    date as likely as the time since the last week with text is long and as the text on either side is telling.
    """
    score = reduced.score[::-1].cumsum()[::-1][1:]
    covariance = reduced.information[::-1, ::-1].cumsum(axis=0).cumsum(axis=1)[::-1, ::-1][1:, 1:]
    information = np.maximum(np.diagonal(covariance), 0.0)
    weight = np.minimum(np.diff(reduced.weeks), LONGEST_GAP) * (information + 1e-9)
    growth = 1 + STEP_SD**2 * information
    factor = 0.5 * (score**2 * STEP_SD**2 / growth - np.log(growth))
    return Steps(score, covariance, np.log(weight / weight.sum()), factor, reduced.weeks.astype(np.float64))


@dataclass(frozen=True)
class Outcome:
    """Outcome of the test of one caseload; `detectable` is the step on the logit scale found 4 times in 5."""

    p_value: float
    detectable: float


def compare_with_chance(steps: Steps, draws: Floats) -> Outcome:
    """Set the evidence against that in simulated caseloads with the same text and noise and no change.

    The scores of the simulated caseloads are normal with the covariance of the observed ones. Beyond the 90th
    percentile the evidence of the simulated caseloads is taken as exponential, so that small p-values can be
    told.

    Parameters
    ----------
    steps
        The observed scan.
    draws
        Standard normal draws, at least as many rows as there are candidate weeks.
    """
    information = steps.information
    speaks = information > 1e-6 * max(information.max(), 1e-12)
    sd = np.sqrt(information[speaks])
    correlation = steps.covariance[np.ix_(speaks, speaks)] / np.outer(sd, sd)
    correlation[np.diag_indices_from(correlation)] = 1 + 1e-6
    growth = 1 + STEP_SD**2 * information[speaks]
    weight = np.exp(steps.log_weight[speaks]) / np.sqrt(growth)

    def evidence(standard: Floats) -> Floats:
        exponent = np.minimum(0.5 * standard**2 * (1 - 1 / growth)[:, None], 600.0)
        return np.asarray(np.log(weight @ np.exp(exponent)))

    null = evidence(np.linalg.cholesky(correlation) @ draws[: len(sd)])
    total = float(evidence((steps.score[speaks] / sd)[:, None])[0])
    critical, edge = np.quantile(null, [0.95, 0.9])
    if total <= edge:
        p_value = (np.count_nonzero(null >= total) + 1) / (len(null) + 1)
    else:
        p_value = 0.1 * np.exp(-(total - edge) / (null[null > edge] - edge).mean())

    # Without noise a step of delta at the best week gives scores of delta times that column of the
    # covariance. The delta whose evidence just reaches the critical value is found one time in two; 4 in 5
    # take 0.84 sd more.
    column = steps.covariance[speaks, steps.best] / sd
    deltas = np.linspace(0, 8, 81) / np.sqrt(information.max())
    reached = np.interp(critical, evidence(column[:, None] * deltas[None, :]), deltas)
    return Outcome(float(p_value), float(reached + _POWER_MARGIN / np.sqrt(information.max())))


def date_quantiles(steps: Steps) -> tuple[int, int, int]:
    """Return the weeks of the 5 %, 50 % and 95 % points of the date of the step: the first week after it."""
    cumulative = np.concatenate([[0.0], np.cumsum(steps.posterior)])
    low, middle, high = np.interp(_INTERVAL, cumulative / cumulative[-1], steps.weeks)
    return int(np.floor(low)) + 1, int(np.ceil(middle)), int(np.ceil(high))


def size_quantiles(steps: Steps) -> Floats:
    """Return the 5 %, 50 % and 95 % points of the size of the step, logit scale, over all its dates.

    Sizes are drawn towards zero by their prior: of many caseloads, those that stand out do so partly by
    chance.
    """
    growth = 1 + STEP_SD**2 * steps.information
    mean, sd = STEP_SD**2 * steps.score / growth, STEP_SD / np.sqrt(growth)
    grid = np.linspace(-4.0, 4.0, 401)
    cumulative = ndtr((grid[:, None] - mean) / sd) @ steps.posterior
    return np.asarray(np.interp(_INTERVAL, cumulative, grid))


def shares_around(blocks: Blocks, week: int, size: float) -> tuple[float, float]:
    """Share before and after a step of `size` (logit scale) at `week`, over the clients seen on both sides.

    Each client moves around their own share, and weighs by the text that there is to compare.
    """
    after = np.where(blocks.weeks[blocks.column] >= week, blocks.total, 0.0).sum(axis=1)
    whole = blocks.total.sum(axis=1)
    part = after / whole
    weight = whole * part * (1 - part)
    if weight.sum() <= 0:
        weight = whole
    level = logit(np.clip(blocks.share, 0.005, 0.995))
    before = np.average(expit(level - size * part), weights=weight)
    later = np.average(expit(level + size * (1 - part)), weights=weight)
    return float(before), float(later)
