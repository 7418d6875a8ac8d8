"""How much the share moves from week to week when nothing changes, learnt over all caseloads together."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, logit

from boundary_nlp.caseload.scan import Blocks, log_bayes_factors, reduce_blocks

FEWEST_CASELOADS = 30
MOST_CASELOADS = 200


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
    """

    cell: float = 0.30
    client: float = 0.15
    caseload: float = 0.09
    rho: float = 0.65

    def scaled(self, factor: float) -> "Noise":
        """Return the same noise with its three variances multiplied by `factor`."""
        return replace(
            self, cell=self.cell * factor, client=self.client * factor, caseload=self.caseload * factor
        )


CAUTIOUS = Noise()
_CENTRE = np.array([np.log(0.25), np.log(0.12), np.log(0.07), logit(0.6)])
_SPREAD = np.array([0.7, 0.7, 0.7, 0.35])
_SHARE_CENTRE, _SHARE_SPREAD = logit(0.15), 1.5


def fit_noise(caseloads: Sequence[Blocks]) -> Noise:
    """Estimate the noise over all caseloads by restricted maximum likelihood with a weak prior.

    A share of the caseloads, estimated too, may hold a step: the likelihood of a caseload is a mixture of "nothing
    changed" and "a step on an unknown date", so that real shifts do not pass for noise (after the two-groups model,
    Efron 2008). Of more than 200 caseloads, 200 are taken, spread evenly over their sizes.

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

    def loss(parameters: NDArray[np.float64]) -> float:
        noise, share = _unpack(parameters), expit(parameters[4])
        total = 0.0
        for blocks in chosen:
            reduced = reduce_blocks(blocks, *astuple(noise))
            evidence = log_bayes_factors(reduced).total
            total += reduced.log_likelihood + np.logaddexp(np.log1p(-share), np.log(share) + evidence)
        prior = (((parameters[:4] - _CENTRE) / _SPREAD) ** 2).sum()
        prior += ((parameters[4] - _SHARE_CENTRE) / _SHARE_SPREAD) ** 2
        return float(prior / 2 - total) / len(chosen)

    start = np.append(_CENTRE, _SHARE_CENTRE)
    bounds = [(c - 4, c + 3) for c in _CENTRE[:3]] + [(-1.5, 2.2), (-5.0, 3.0)]
    found = minimize(loss, start, method="L-BFGS-B", bounds=bounds, options={"eps": 1e-3, "ftol": 1e-6, "maxiter": 25})
    return _unpack(found.x)


def _unpack(parameters: NDArray[np.float64]) -> Noise:
    cell, client, caseload = np.exp(parameters[:3])
    return Noise(float(cell), float(client), float(caseload), float(expit(parameters[3])))


def _spread_over_sizes(caseloads: Sequence[Blocks]) -> list[Blocks]:
    by_size = sorted(caseloads, key=lambda blocks: (blocks.n_utterances, len(blocks.weeks)))
    if len(by_size) <= MOST_CASELOADS:
        return by_size
    places = np.linspace(0, len(by_size) - 1, MOST_CASELOADS).round().astype(int)
    return [by_size[place] for place in places]
