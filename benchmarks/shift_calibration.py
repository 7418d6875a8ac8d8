"""Are p-values what they say, and who finds more at the same false alarms: prints Markdown tables. Run by hand.

python benchmarks/shift_calibration.py --seeds 1 2 3 4

Both the detector and the plain scan (`plain_scan` in `shift_peers.py`) are told the noise, so that what differs is the
test and not the estimate of the noise. Power is compared at thresholds that give both the same false alarms in the
same scenario. Needs the extra "benchmarks".
"""

import argparse

import numpy as np

from boundary_nlp.caseload import Noise, detect_shifts
from shift_peers import plain_scan
from shift_scenarios import SCENARIOS, organisation
from shift_simulator import table

NULLS = ("null", "case mix", "longer notes", "turnover", "seasonal", "strong autocorrelation (rho 0.8)")
STEPS = ("step 15", "step 25")
LEVELS = (0.01, 0.05, 0.10, 0.20, 0.50)


def p_values(name, arguments):
    """Return the p-values of the detector and of the plain scan for a scenario, 1 where there is too little text."""
    scenario = SCENARIOS[name]
    noise = scenario.cell, scenario.client, scenario.caseload, scenario.rho
    ours, plain = [], []
    for seed in arguments.seeds:
        notes, _ = organisation(scenario, arguments.caseloads, seed)
        ours.append(detect_shifts(notes, noise=Noise(*noise))["p_value"].fillna(1).to_numpy())
        plain.append(plain_scan(notes, noise))
    return np.concatenate(ours), np.concatenate(plain)


def uniformity(found):
    """Return rows that tell how often p-values fall below each level; evenly spread ones do so as often as it says."""
    for name in NULLS:
        for who, p in zip(("detector", "plain scan"), found[name], strict=True):
            yield {"scenario": name, "test": who} | {f"p <= {level}": f"{np.mean(p <= level):.3f}" for level in LEVELS}


def same_false_alarms(found):
    """Return rows with the power of both, their thresholds set so that both alarm equally often in a scenario."""
    for name in NULLS:
        for rate in (0.03, 0.05):
            edges = [np.quantile(p, rate) for p in found[name]]
            row = {"false alarms in": name, "share": rate}
            for step in STEPS:
                power = [np.mean(p <= edge) for p, edge in zip(found[step], edges, strict=True)]
                row |= {f"{step}, detector": f"{power[0]:.3f}", f"{step}, plain scan": f"{power[1]:.3f}"}
            yield row


def main():
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--caseloads", type=int, default=400, help="per scenario and seed")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4])
    arguments = parser.parse_args()
    found = {name: p_values(name, arguments) for name in (*NULLS, *STEPS)}
    table(uniformity(found))
    table(same_false_alarms(found))


if __name__ == "__main__":
    main()
