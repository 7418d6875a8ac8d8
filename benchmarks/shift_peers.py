"""What else one would use to look for shifts: charts by their published rules, libraries, a plain scan."""

import numpy as np
import pandas as pd
import pymannkendall
import ruptures
import statsmodels.api as sm
from scipy.optimize import minimize
from scipy.special import expit, logit
from scipy.stats import binom

from boundary_nlp.caseload.counting import count_notes
from boundary_nlp.caseload.detect import usable
from boundary_nlp.caseload.layout import lay_out
from boundary_nlp.caseload.scan import reduce_blocks

FEWEST_CASELOADS, STANDS_OUT, CAUTIOUS = 30, 0.03, (0.30, 0.15, 0.09, 0.65)


def weekly(notes):
    """Return rescuing and all utterances of one caseload by week, where there are any."""
    week = notes["date"].dt.to_period("W")
    sums = notes.assign(total=notes["n_rescuing"] + notes["n_guiding"]).groupby(week)[["n_rescuing", "total"]].sum()
    return sums[sums["total"] > 0]


def p_chart(notes):
    """Return whether a week lies beyond 3-sigma limits (Shewhart 1931)."""
    weeks = weekly(notes)
    centre = weeks["n_rescuing"].sum() / weeks["total"].sum()
    limit = 3 * np.sqrt(centre * (1 - centre) / weeks["total"])
    return bool(((weeks["n_rescuing"] / weeks["total"] - centre).abs() > limit).any())


def anhoj(notes):
    """Return whether the run chart has a shift or too few crossings (Anhøj & Olesen 2014)."""
    share = weekly(notes).eval("n_rescuing / total").to_numpy()
    side = np.sign(share - np.median(share))
    side = side[side != 0]
    if len(side) < 10:
        return False
    turns = np.flatnonzero(np.diff(side))
    longest = np.diff(np.concatenate([[-1], turns, [len(side) - 1]])).max()
    few = binom.ppf(0.05, len(side) - 1, 0.5)
    return bool(longest > round(np.log2(len(side)) + 3) or len(turns) < few)


def pelt(notes):
    """Return whether ruptures' PELT finds a change point, rank cost, penalty tuned to few false alarms."""
    share = weekly(notes).eval("n_rescuing / total").to_numpy()
    if len(share) < 10:
        return False
    ends = ruptures.Pelt(model="rank", min_size=4, jump=1).fit(share).predict(pen=3 * np.log(len(share)))
    return len(ends) > 1


def mann_kendall(notes):
    """Return whether there is a trend at 5 %, corrected for autocorrelation (Hamed & Rao 1998)."""
    share = weekly(notes).eval("n_rescuing / total").to_numpy()
    return len(share) >= 10 and bool(pymannkendall.hamed_rao_modification_test(share).p <= 0.05)


def quasi_binomial(notes):
    """Return whether a quasi-binomial regression with a baseline per client has a trend at 5 %."""
    week = (notes["date"] - notes["date"].min()).dt.days // 7
    cells = notes.assign(week=week).groupby(["client_id", "week"])[["n_rescuing", "n_guiding"]].sum().reset_index()
    cells = cells[cells["n_rescuing"] + cells["n_guiding"] > 0]
    design = pd.get_dummies(cells["client_id"], dtype=float).assign(week=cells["week"] / 52)
    if len(cells) < design.shape[1] + 5:
        return False
    fit = sm.GLM(cells[["n_rescuing", "n_guiding"]], design, family=sm.families.Binomial()).fit(scale="X2")
    return bool(fit.pvalues["week"] <= 0.05)


PEERS = {
    "p-chart": p_chart,
    "Anhøj": anhoj,
    "PELT": pelt,
    "Mann-Kendall": mann_kendall,
    "GLM": quasi_binomial,
}


def plain_scan(notes, noise=None, draws=2000, seed=1):
    """Return the p-values of a plain scan of weighted sums, given the true noise, or with the noise fitted.

    Fitted: restricted maximum likelihood with a weak prior over all caseloads, once more without those of p <= 0.03.
    Cells weigh n / (1 + 0.05 (n - 1)); the evidence is the mean of exp(Z^2 / 2) over weeks with a quarter of
    the largest information; p-values come from a Gaussian simulation with the exact covariance of the sums.
    """
    normal = np.random.default_rng(seed).standard_normal((200, draws))
    layouts = [usable(lay_out(cells)) for cells in count_notes(notes).each()]
    if noise is None:
        layouts_seen = [blocks for blocks in layouts if blocks is not None]
        noise = _fit(layouts_seen)
        quiet = [blocks for blocks in layouts_seen if _plain_p(blocks, noise, normal) > STANDS_OUT]
        noise = _fit(quiet if len(quiet) >= FEWEST_CASELOADS else layouts_seen)
    return np.array([1.0 if blocks is None else _plain_p(blocks, noise, normal) for blocks in layouts])


def _fit(layouts):
    """Return the four parameters of the noise, cautious ones below 30 caseloads."""
    if len(layouts) < FEWEST_CASELOADS:
        return CAUTIOUS
    chosen = [layouts[place] for place in np.linspace(0, len(layouts) - 1, min(len(layouts), 200)).round().astype(int)]
    centre, spread = np.array([*np.log([0.25, 0.12, 0.07]), logit(0.6)]), np.array([0.7, 0.7, 0.7, 0.35])

    def loss(x):
        likelihood = sum(reduce_blocks(blocks, *np.exp(x[:3]), expit(x[3])).log_likelihood for blocks in chosen)
        return ((((x - centre) / spread) ** 2).sum() / 2 - likelihood) / len(chosen)

    bounds = [(c - 4, c + 3) for c in centre[:3]] + [(-1.5, 2.2)]
    options = {"eps": 1e-3, "ftol": 1e-5, "maxiter": 20}
    x = minimize(loss, centre, method="L-BFGS-B", bounds=bounds, options=options).x
    return (*np.exp(x[:3]), expit(x[3]))


def _plain_p(blocks, noise, normal):
    score, covariance, information = _weighted_sums(blocks, *noise)
    seen = information >= information.max() / 4
    sd = np.sqrt(np.diagonal(covariance)[seen])
    correlation = covariance[np.ix_(seen, seen)] / np.outer(sd, sd) + 1e-6 * np.eye(len(sd))
    evidence = np.log(np.exp((score[seen] / sd) ** 2 / 2).mean())
    null = np.log(np.exp((np.linalg.cholesky(correlation) @ normal[: len(sd)]) ** 2 / 2).mean(axis=0))
    edge = np.quantile(null, 0.9)
    if evidence <= edge:
        return (np.count_nonzero(null >= evidence) + 1) / (len(null) + 1)
    return 0.1 * np.exp(-(evidence - edge) / (null[null > edge] - edge).mean())


def _weighted_sums(blocks, cell, client, caseload, rho):
    """Return sums of residuals from each week on, their covariance and the information in them."""
    n_clients, longest = blocks.total.shape
    n_weeks, place = len(blocks.weeks), np.arange(longest)
    total = np.where(blocks.present, blocks.total, 1.0)
    weight = blocks.present / (1 + 0.05 * (total - 1))
    spread = blocks.present * total / blocks.inverse_variance[:, None]
    residual = blocks.response * spread
    sums = (weight * total).sum(axis=1)
    residual = weight * (residual - total * ((weight * residual).sum(axis=1) / sums)[:, None])
    inner = client * spread[:, :, None] * rho**blocks.lag * spread[:, None, :]
    inner[:, place, place] += spread + cell * spread**2
    rows = np.arange(n_clients)[:, None]
    to_week = np.zeros((n_clients, n_weeks, longest))
    to_week[rows, blocks.column, place] += weight
    by_week = np.zeros((n_clients, n_weeks))
    np.add.at(by_week, (rows, blocks.column), weight * total)
    to_week -= by_week[:, :, None] * (weight / sums[:, None])[:, None, :]
    from_week = np.zeros((n_clients, longest, n_weeks))
    from_week[rows, place, blocks.column] = 1
    lean = np.einsum("gti,gi,giu->tu", to_week, spread, from_week, optimize=True)
    covariance = np.einsum("gti,gij,guj->tu", to_week, inner, to_week, optimize=True)
    shared = caseload * rho ** np.abs(blocks.weeks[:, None] - blocks.weeks)
    covariance += lean @ shared @ lean.T
    score = np.bincount(blocks.column.ravel(), residual.ravel(), minlength=n_weeks)

    def from_then(values):
        return values[::-1, ::-1].cumsum(axis=0).cumsum(axis=1)[::-1, ::-1][1:, 1:]

    return score[::-1].cumsum()[::-1][1:], from_then(covariance), np.diagonal(from_then(lean))
