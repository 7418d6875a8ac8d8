"""Notes of one caseload with a known answer, seeded."""

import numpy as np
import pandas as pd
from scipy.special import expit


def make_notes(seed, name="a", *, points=0.0, weeks=60, clients=6, per_week=5, noise=0.35, start="2023-01-02"):
    """Notes of one caseload; from halfway on, the share of rescuing of each client moves by `points` from 0.35."""
    rng = np.random.default_rng(seed)
    week = np.repeat(np.arange(weeks), per_week)
    client = rng.integers(0, clients, len(week))
    share = np.clip(0.35 + points / 100 * (week >= weeks // 2), 0.02, 0.98)
    level = np.log(share / (1 - share)) + rng.normal(0, noise, (clients, weeks))[client, week]
    total = rng.poisson(1.3, len(week))
    rescuing = rng.binomial(total, expit(level))
    return pd.DataFrame(
        {
            "note_id": [f"{name}-{number}" for number in range(len(week))],
            "caseload_id": name,
            "client_id": [f"{name}-c{number}" for number in client],
            "date": pd.Timestamp(start) + pd.to_timedelta(7 * week + rng.integers(0, 5, len(week)), unit="D"),
            "n_rescuing": rescuing,
            "n_guiding": total - rescuing,
        }
    )
