"""The band of ordinary variation: where the share of a caseload lies in a period when nothing changes."""

import numpy as np
import pandas as pd
from scipy.stats import beta

from boundary_nlp.caseload.noise import Noise

_SHRINKAGE = 4.0


def ordinary_bands(cells: pd.DataFrame, before: pd.DataFrame, noise: Noise) -> pd.DataFrame:
    """Return `band_low` and `band_high` per `caseload` and `period`.

    The band holds 90 % of periods when nothing changes, given which clients were written about and how much: a beta
    distribution with the mean and variance that the noise model gives. Its limits are the nearest shares that so many
    utterances can have.

    Parameters
    ----------
    cells
        Of `count_notes`, with a column `period`: what weeks are taken together.
    before
        Those cells that tell the ordinary shares: of the time before a shift, or all.
    noise
        The ordinary variation.
    """
    p = _own_shares(cells, before)
    pq, n = p * (1 - p), cells["total"]
    lean = n * pq
    # One utterance has the variance p (1 - p) however noisy its share is.
    alone = (lean - pq * lean * (noise.cell + noise.client + noise.caseload)).clip(lower=0)
    cells = cells.assign(mean=n * p, lean=lean, variance=alone + noise.cell * lean**2)
    period = ["caseload", "period"]
    sums = cells.groupby(period)[["total", "mean", "variance"]].sum()
    everyone = cells.groupby([*period, "week"])["lean"].sum().reset_index()
    together = noise.caseload * _together(everyone, period, noise.rho)
    together += noise.client * _together(cells, [*period, "client"], noise.rho).groupby(period).sum()
    total = sums["total"]
    mean = (sums["mean"] / total).clip(0.001, 0.999)
    strength = np.maximum(mean * (1 - mean) * total**2 / (sums["variance"] + together) - 1, 0.05)
    low, high = (beta.ppf(point, mean * strength, (1 - mean) * strength) for point in (0.05, 0.95))
    return pd.DataFrame({"band_low": np.round(low * total) / total, "band_high": np.round(high * total) / total})


def _together(rows: pd.DataFrame, keys: list[str], rho: float) -> pd.Series:
    """Return per key how much rows vary together: less, the more weeks lie between them."""
    rows = rows[[*keys, "week", "lean"]]
    pairs = rows.merge(rows, on=keys)
    apart = (pairs["week_x"] - pairs["week_y"]).abs()
    pairs["shared"] = pairs["lean_x"] * pairs["lean_y"] * rho**apart
    return pairs.groupby(keys)["shared"].sum()


def _own_shares(cells: pd.DataFrame, before: pd.DataFrame) -> pd.Series:
    """Return for each cell the share of its client in the cells `before`, drawn a little to that of the caseload."""
    of_all = before.groupby("caseload")[["rescuing", "total"]].sum()
    everyone = cells["caseload"].map((of_all["rescuing"] + 0.5) / (of_all["total"] + 1)).fillna(0.5)
    own = before.groupby(["caseload", "client"])[["rescuing", "total"]].sum()
    own = cells[["caseload", "client"]].join(own, on=["caseload", "client"]).fillna({"rescuing": 0.0, "total": 0.0})
    return (own["rescuing"] + _SHRINKAGE * everyone) / (own["total"] + _SHRINKAGE)
