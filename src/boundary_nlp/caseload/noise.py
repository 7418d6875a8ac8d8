"""How much the share moves from week to week when nothing changes, learnt over all caseloads together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, logit

from boundary_nlp.caseload.evidence import weigh_steps
from boundary_nlp.caseload.layout import Blocks, Floats, Ints
from boundary_nlp.caseload.scan import Reduced, reduce_blocks, without_trend

FEWEST_CASELOADS = 30
MOST_CASELOADS = 400


@dataclass(frozen=True)
class Noise:
    """Ordinary variation of the share, as variances on the logit scale.

    Attributes
    ----------
    cell
        Variance of one client's week, independent of every other.
    client
        Variance of a first-order autoregression per client.
    caseload
        Variance of a first-order autoregression that all clients of a caseload share.
    rho
        Correlation of both autoregressions between one week and the next, from 0 to 1.
    season
        Cosine and sine of a yearly wave on the logit scale that all caseloads share, such as that of holidays.
    """

    cell: float = 0.30
    client: float = 0.15
    caseload: float = 0.09
    rho: float = 0.65
    season: tuple[float, float] = (0.0, 0.0)

    def reduce(self, blocks: Blocks) -> Reduced:
        """Bring a caseload to a score per week under this noise, the shared season taken off."""
        if any(self.season):
            wave = _yearly(blocks.weeks) @ np.array(self.season)
            blocks = replace(blocks, response=blocks.response - wave[blocks.column])
        return reduce_blocks(blocks, self.cell, self.client, self.caseload, self.rho)


CAUTIOUS = Noise()
# What the parameters of `_maximise` are before the data speak, and how sure that is.
_CENTRE = np.array([np.log(0.25), np.log(0.12), np.log(0.07), logit(0.6), logit(0.15), np.log(0.85)])
_SPREAD = np.array([0.7, 0.7, 0.7, 0.7, 1.5, 0.25])
_BOUNDS = np.array([[*(_CENTRE[:3] - 4), -1.5, -5.0, -1.2], [*(_CENTRE[:3] + 3), 2.2, 5.0, 0.9]])
WEEKS_A_YEAR = 365.2425 / 7
_SEASON_SD = 0.15
_CAUTION = 1.3
_STANDS_OUT = 0.7


def fit_noise(caseloads: Sequence[Blocks]) -> Noise:
    """Estimate the noise over all caseloads by restricted maximum likelihood with a weak prior.

    Real shifts must not pass for noise. So a share of the caseloads, estimated too, may hold a step: the
    likelihood of a caseload is a mixture of "nothing changed" and "a step on an unknown date" (the two-groups
    model, Efron 2008). How large steps commonly are is estimated too: taken smaller than they are, they would leak
    into the noise. Steps have a size, and near none is no step; else steps pass for autocorrelation, and
    autocorrelation for steps. Of more than 400 caseloads, 400 are taken, spread evenly over their sizes.

    The variances are raised by three tenths in the end: the working response makes them too small, and caseloads
    differ.

    Parameters
    ----------
    caseloads
        The caseloads with enough text to be tested.

    Returns
    -------
    Noise
        The estimate, or cautious fixed values when there are fewer than 30 caseloads.
    """
    if len(caseloads) < FEWEST_CASELOADS:
        return CAUTIOUS
    chosen = _spread_over_sizes(caseloads)
    noise = _unpack(_maximise(chosen))
    quiet = [blocks for blocks in chosen if weigh_steps(noise.reduce(blocks)).total < _STANDS_OUT]
    return replace(
        noise,
        cell=noise.cell * _CAUTION,
        client=noise.client * _CAUTION,
        caseload=noise.caseload * _CAUTION,
        season=_fit_season(quiet, noise),
    )


def _fit_season(caseloads: Sequence[Blocks], noise: Noise) -> tuple[float, float]:
    """Estimate the shared yearly wave, each caseload's own trend apart; drawn towards none by a normal prior."""
    information, score = np.eye(2) / _SEASON_SD**2, np.zeros(2)
    for blocks in caseloads:
        reduced = without_trend(noise.reduce(blocks))
        wave = _yearly(blocks.weeks)
        information += wave.T @ reduced.information @ wave
        score += wave.T @ reduced.score
    cosine, sine = np.linalg.solve(information, score)
    return float(cosine), float(sine)


def _yearly(weeks: Ints) -> Floats:
    angle = weeks * (2 * np.pi / WEEKS_A_YEAR)
    return np.stack([np.cos(angle), np.sin(angle)], axis=1)


def _maximise(caseloads: Sequence[Blocks]) -> Floats:
    """Return the most likely parameters.

    They are three log variances, logit rho, logit of the share with a step, and the log of the size of steps.
    """

    def loss(standard: Floats) -> float:
        parameters = _CENTRE + _SPREAD * standard
        noise, share, size = _unpack(parameters), expit(parameters[4]), float(np.exp(parameters[5]))
        total = 0.0
        for blocks in caseloads:
            reduced = noise.reduce(blocks)
            evidence = weigh_steps(reduced).of_typical_size(size)
            total += reduced.log_likelihood + np.logaddexp(np.log1p(-share), np.log(share) + evidence)
        return float((standard**2).sum() / 2 - total) / len(caseloads)

    bounds = (_BOUNDS - _CENTRE) / _SPREAD
    options = {"eps": 1e-3, "ftol": 1e-5, "maxiter": 40}
    start = np.zeros(len(_CENTRE))
    found = minimize(loss, start, method="L-BFGS-B", bounds=bounds.T, options=options)  # type: ignore[call-overload]
    return np.asarray(_CENTRE + _SPREAD * found.x)


def _unpack(parameters: Floats) -> Noise:
    cell, client, caseload = np.exp(parameters[:3])
    return Noise(float(cell), float(client), float(caseload), float(expit(parameters[3])))


def _spread_over_sizes(caseloads: Sequence[Blocks]) -> list[Blocks]:
    by_size = sorted(caseloads, key=lambda blocks: (blocks.n_utterances, len(blocks.weeks)))
    if len(by_size) <= MOST_CASELOADS:
        return by_size
    places = np.linspace(0, len(by_size) - 1, MOST_CASELOADS).round().astype(int)
    return [by_size[place] for place in places]
