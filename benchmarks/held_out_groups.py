"""Rules and classifier on writers held out, by style, region, setting and writer, and how well calibrated; run by hand.

    python benchmarks/held_out_groups.py --image docs/images/reliability.svg

Prints the tables and draws the reliability diagram. Calibration and thresholds of a writer come from other writers.
"""

import argparse
from pathlib import Path

import matplotlib
import numpy as np
import yaml
from matplotlib import pyplot as plt

from boundary_nlp.classifier.scores import calibration_error, precision_recall, reliability
from boundary_nlp.classifier.stance import HeldOut, hold_out
from corpus_examples import STANCES, Sentences, load
from rules_on_writers import READ
from tables import table

SETTINGS = Path(__file__).parent / "settings.yaml"
SMALLEST = 150  # sentences; smaller styles are told together
COLOURS = {"rescuing": "#b3541e", "guiding": "#1f6f78"}


def setting_groups() -> dict[str, str]:
    """Return setting -> group."""
    groups = yaml.safe_load(SETTINGS.read_text(encoding="utf-8"))
    return {setting: group for group, settings in groups.items() for setting in settings}


def large_enough(values: list[str]) -> list[str]:
    """Return the values, those that are too rare under one name."""
    return [value if values.count(value) >= SMALLEST else "other" for value in values]


def group_lines(groups: list[str], truths, told) -> list[list[object]]:
    """Return a line per group: sentences, then precision, recall, F1 and positives of both stances."""
    lines = []
    for group in sorted(set(groups)):
        rows = np.array([value == group for value in groups])
        cells = []
        for truth, said in zip(truths, told, strict=True):
            cells += [*precision_recall(said[rows], truth[rows]).values(), int(truth[rows].sum())]
        lines.append([group, int(rows.sum()), *cells])
    return lines


def draw(seen: list[HeldOut], truths, path: Path) -> None:
    """Draw what was said against what was true, a dot per tenth of probability."""
    matplotlib.rcParams.update({"svg.hashsalt": "reliability", "svg.fonttype": "none", "font.size": 10})
    figure, axes = plt.subplots(figsize=(4.6, 4.4), layout="constrained")
    axes.plot([0, 1], [0, 1], color="#999999", linewidth=1, linestyle="--", label="perfectly calibrated")
    for stance, held_out, truth, marker in zip(STANCES, seen, truths, "os", strict=True):
        bins = reliability(held_out.probabilities, truth)
        error = calibration_error(held_out.probabilities, truth)
        said, true = [bin_["said"] for bin_ in bins], [bin_["true"] for bin_ in bins]
        label = f"{stance} (error {error:.3f})"
        axes.plot(said, true, marker=marker, color=COLOURS[stance], linewidth=1.5, markersize=5, label=label)
    axes.set(xlim=(0, 1), ylim=(0, 1), aspect="equal")
    axes.set(xlabel="probability that the classifier gives", ylabel="share of sentences in which it holds")
    axes.legend(frameon=False, loc="upper left")
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)


def hold_out_both(sentences: Sentences) -> list[HeldOut]:
    """Return what is said of each sentence by models of other writers, for both stances."""
    return [
        hold_out(
            sentences.matrix,
            sentences.names,
            sentences.flags("stances", stance),
            sentences.rules(stance),
            sentences.writers.tolist(),
            sentences.fresh,
        )
        for stance in range(len(STANCES))
    ]


def main() -> None:
    """Print the tables and draw the diagram."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--image", type=Path, help="where the reliability diagram goes (.svg or .png)")
    image = parser.parse_args().image
    sentences = load()
    truths = [sentences.flags("stances", stance) for stance in range(len(STANCES))]
    seen = hold_out_both(sentences)
    told = [held_out.told for held_out in seen]
    group_of = setting_groups()
    writers = sentences.writers.tolist()
    ways = {
        "rules and writers": ["read while rules were written" if w in READ else "not read" for w in writers],
        "style": large_enough([note.style for note in sentences.notes]),
        "region": [note.region for note in sentences.notes],
        "setting": [group_of[note.setting] for note in sentences.notes],
        "writer": writers,
    }
    scores = [f"{stance} {score}" for stance in STANCES for score in ("precision", "recall", "F1", "n")]
    for name, groups in ways.items():
        print(f"By {name}:\n")
        print(table([name, "sentences", *scores], group_lines(groups, truths, told)) + "\n")
    print("Calibration: sentences by the probability that they were given\n")
    lines = []
    for stance, held_out, truth in zip(STANCES, seen, truths, strict=True):
        lines += [
            [stance, b["n"], float(b["said"]), float(b["true"])] for b in reliability(held_out.probabilities, truth)
        ]
    print(table(["stance", "sentences", "said on average", "true"], lines) + "\n")
    errors = [calibration_error(held_out.probabilities, truth) for held_out, truth in zip(seen, truths, strict=True)]
    told_errors = ", ".join(f"{stance} {error:.3f}" for stance, error in zip(STANCES, errors, strict=True))
    print(f"Expected calibration error: {told_errors}.")
    if image:
        draw(seen, truths, image)


if __name__ == "__main__":
    main()
