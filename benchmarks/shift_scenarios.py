"""Caseloads with a known answer: how they come about, and a `notes` table of each."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.special import expit, logit

START = np.datetime64("2022-01-03")


@dataclass(frozen=True)
class Scenario:
    """One way in which caseloads come about; variances on the logit scale, ranges drawn from evenly."""

    change: str = "none"
    points: float = 0.0
    event: str = ""
    cell: float = 0.25
    client: float = 0.12
    caseload: float = 0.07
    rho: float = 0.6
    unevenness: float = 0.0
    weeks: tuple[int, int] = (26, 104)
    clients: tuple[int, int] = (4, 15)
    notes: tuple[float, float] = (1.0, 6.0)
    utterances: float = 1.3
    label_noise: float = 0.0


@dataclass(frozen=True)
class Truth:
    """Monday from which it changed (NaT: never), and the direction."""

    date: np.datetime64
    direction: int


SCENARIOS = {
    "null": Scenario(),
    "case mix": Scenario(event="mix"),
    "longer notes": Scenario(event="longer"),
    "padding": Scenario(event="padding"),
    "turnover": Scenario(event="turnover"),
    "seasonal": Scenario(event="seasonal"),
    "crisis weeks": Scenario(event="crisis"),
    "worker on leave": Scenario(event="leave"),
    "handover to another worker": Scenario(event="handover"),
    "null, label noise 10 %": Scenario(label_noise=0.1),
    "strong autocorrelation (rho 0.8)": Scenario(rho=0.8),
    "strong autocorrelation, double variance": Scenario(rho=0.8, client=0.24, caseload=0.14),
    "strong overdispersion": Scenario(cell=0.6),
    "uneven noise": Scenario(unevenness=0.7),
    "sparse": Scenario(notes=(0.1, 0.4), weeks=(26, 60)),
    "step 15": Scenario("step", 15),
    "step 25": Scenario("step", 25),
    "step 15, label noise 10 %": Scenario("step", 15, label_noise=0.1),
    "step 25, label noise 10 %": Scenario("step", 25, label_noise=0.1),
    "step 25, half of the clients": Scenario("step", 25, event="heterogeneous"),
    "step 25, worker on leave": Scenario("step", 25, event="leave"),
    "drift 25": Scenario("drift", 25),
    "transient 25 (6 weeks)": Scenario("transient", 25),
    "recovery 25": Scenario("recovery", 25),
}


def organisation(scenario, n, seed, change_share=1.0):
    """Return the notes of `n` caseloads and the truth of each; only a share of them changes."""
    frames, truths = [], []
    for number in range(n):
        rng = np.random.default_rng([seed, number])
        changes = number < change_share * n
        one = scenario if changes else replace(scenario, change="none", points=0.0)
        frame, truth = simulate(one, rng, f"k{number}")
        frames.append(frame)
        truths.append(truth)
    return pd.concat(frames, ignore_index=True), truths


def simulate(scenario, rng, name):
    """Return one caseload as a `notes` table, and what was put into it."""
    n_weeks = int(rng.integers(scenario.weeks[0], scenario.weeks[1] + 1))
    n_clients = int(rng.integers(scenario.clients[0], scenario.clients[1] + 1))
    shape = (n_clients, n_weeks)
    weeks = np.arange(n_weeks)
    half = int(rng.integers(int(n_weeks * 0.3), int(n_weeks * 0.7) + 1))
    base = rng.normal(logit(rng.uniform(0.25, 0.6)), 0.7, n_clients)
    volume = rng.uniform(*scenario.notes) * np.exp(rng.normal(0, 0.3, n_weeks))
    weight = np.tile(rng.dirichlet(np.full(n_clients, 2.0))[:, None], n_weeks)
    utterances = np.full(n_weeks, scenario.utterances)
    extra = np.zeros(shape)
    direction = int(rng.choice([-1, 1]))
    _happen(scenario.event, rng, (weeks, half, direction), (base, volume, weight, utterances, extra))

    course, first = _course(rng, scenario.change, n_weeks)
    if scenario.points and not 0.03 < expit(base).mean() + direction * scenario.points / 100 < 0.97:
        direction = -direction
    size = np.full(n_clients, _logit_shift(direction * scenario.points, base))
    if scenario.event == "heterogeneous":
        size *= 2 * (np.arange(n_clients) % 2)
    scale = np.exp(rng.normal(0, scenario.unevenness))
    level = base[:, None] + size[:, None] * course + extra
    level += rng.normal(0, np.sqrt(scenario.cell * scale), shape)
    level += _autoregression(rng, scenario.client * scale, scenario.rho, shape)
    level += _autoregression(rng, scenario.caseload * scale, scenario.rho, (n_weeks,))

    week = np.repeat(weeks, np.minimum(rng.poisson(volume), 8))
    week = week[weight[:, week].sum(axis=0) > 0]
    chance = weight[:, week] / weight[:, week].sum(axis=0)
    client = (chance.cumsum(axis=0) < rng.random(len(week))).sum(axis=0).clip(0, n_clients - 1)
    total = rng.poisson(utterances[week])
    rescuing = rng.binomial(total, expit(level[client, week]))
    if scenario.label_noise:
        kept = rng.binomial(rescuing, 1 - scenario.label_noise)
        rescuing = kept + rng.binomial(total - rescuing, scenario.label_noise)
    notes = pd.DataFrame(
        {
            "note_id": [f"{name}-{number}" for number in range(len(week))],
            "caseload_id": name,
            "client_id": [f"{name}-c{number}" for number in client],
            "date": START + 7 * week + rng.integers(0, 5, len(week)),
            "n_rescuing": rescuing,
            "n_guiding": total - rescuing,
            "n_neutral": rng.poisson(12 if scenario.event == "padding" else 2, len(week)) * (week >= half),
        }
    )
    if scenario.event == "handover":
        notes["worker_id"] = np.where(week < half, "a", "b")
    changed = scenario.change != "none"
    return notes, Truth(START + 7 * first if changed else np.datetime64("NaT"), direction if changed else 0)


def _happen(event, rng, when, what):
    """Work an event that is no shift into the arrays of a caseload, in place."""
    weeks, half, direction = when
    base, volume, weight, utterances, extra = what
    n_clients, n_weeks = extra.shape
    if event == "mix":
        base[0] = base.mean() + direction * 2.0
        weight[0] = 1.2
        weight[0, :half] = 0
    elif event == "longer":
        utterances[half:] *= 2.5
    elif event == "turnover":
        leaves = rng.random(n_clients) < 0.4
        comes = ~leaves & (rng.random(n_clients) < 0.6)
        for client, week in enumerate(rng.integers(0, n_weeks, n_clients)):
            weight[client, week:] *= not leaves[client]
            weight[client, :week] *= not comes[client]
    elif event == "seasonal":
        extra += 0.2 * np.sin(2 * np.pi * weeks / 52.18)
        volume *= 1 + 0.4 * np.sin(2 * np.pi * (weeks + 10) / 52.18)
    elif event == "crisis":
        extra[:, rng.integers(0, n_weeks, max(1, n_weeks // 26))] += 1.2
    elif event == "leave":
        volume[half : half + 6] = 0
    elif event == "handover":
        extra[:, half:] += direction * 1.2


def _course(rng, change, n_weeks):
    """Return the course of a change over the weeks, from 0 to 1, and its first week (of a drift: halfway)."""
    weeks = np.arange(n_weeks)
    first = int(rng.integers(int(np.ceil(n_weeks * 0.25)), int(n_weeks * 0.75) + 1))
    if change == "drift":
        return np.clip((weeks - n_weeks * 0.25) / (n_weeks * 0.5), 0, 1), n_weeks // 2
    if change == "transient":
        return ((weeks >= first) & (weeks < first + 6)) * 1.0, first
    if change == "recovery":
        return ((weeks >= n_weeks // 3) & (weeks < 2 * n_weeks // 3)) * 1.0, n_weeks // 3
    return (weeks >= first) * 1.0, first


def _logit_shift(points, base):
    """Return the shift on the logit scale that moves the mean share by so many points."""
    goal = expit(base).mean() + points / 100
    return brentq(lambda shift: expit(base + shift).mean() - goal, -9, 9) if points else 0.0


def _autoregression(rng, variance, rho, shape):
    """Return a stationary first-order autoregression along the last axis."""
    values = rng.normal(size=shape)
    for week in range(1, shape[-1]):
        values[..., week] = rho * values[..., week - 1] + np.sqrt(1 - rho**2) * values[..., week]
    return values * np.sqrt(variance)
