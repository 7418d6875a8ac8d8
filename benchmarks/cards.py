"""Write all figures of the model card and the data cards anew; run by hand whenever corpus, rules or model change.

    python benchmarks/cards.py [NAME ...]

Runs the command of each section (of those named, or all) and puts what it prints between the section's markers,
`<!-- NAME:start -->` and `<!-- NAME:end -->`, with the command above it. About half an hour on one core.
"""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
MODEL_CARD = ROOT / "src" / "boundary_nlp" / "resources" / "model" / "README.md"
DATA_CARD = ROOT / "data" / "corpus" / "README.md"
UNSEEN_CARD = ROOT / "data" / "unseen" / "README.md"
IMAGE = "docs/images/reliability.svg"
SECTIONS = {
    "counts": (DATA_CARD, "benchmarks/corpus_counts.py"),
    "near-duplicates": (DATA_CARD, "tests/near_duplicates.py"),
    "agreement": (DATA_CARD, "benchmarks/agreement.py"),
    "held-out": (MODEL_CARD, "benchmarks/held_out.py"),
    "ablation": (MODEL_CARD, "benchmarks/ablation.py"),
    "further-features": (MODEL_CARD, "benchmarks/further_features.py"),
    "groups": (MODEL_CARD, f"benchmarks/held_out_groups.py --image {IMAGE}"),
    "learning-curve": (MODEL_CARD, "benchmarks/learning_curve.py"),
    "known-failures": (MODEL_CARD, "benchmarks/known_failures.py"),
    "unseen": (UNSEEN_CARD, "benchmarks/unseen_writers.py"),
    "unseen-agreement": (UNSEEN_CARD, "benchmarks/agreement.py data/unseen"),
}


def output_of(command: str) -> str:
    """Return what a script prints, run from the root on one core."""
    environment = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONIOENCODING": "utf-8"}
    arguments = [sys.executable, *command.split()]
    done = subprocess.run(arguments, cwd=ROOT, env=environment, stdout=subprocess.PIPE, encoding="utf-8", check=True)
    return done.stdout.strip()


def put_between(card: Path, name: str, content: str) -> None:
    """Replace what stands between a section's markers."""
    text = card.read_text(encoding="utf-8")
    between = re.compile(rf"(<!-- {name}:start -->\n).*?(<!-- {name}:end -->)", re.DOTALL)
    if not between.search(text):
        sys.exit(f"{card.relative_to(ROOT)} has no markers '<!-- {name}:start -->' and '<!-- {name}:end -->'.")
    card.write_text(between.sub(lambda found: f"{found[1]}{content}\n{found[2]}", text), encoding="utf-8")


def main() -> None:
    """Fill the sections."""
    names = sys.argv[1:] or list(SECTIONS)
    if unknown := set(names) - SECTIONS.keys():
        sys.exit(f"There is no section {', '.join(sorted(unknown))}. Choose from: {', '.join(SECTIONS)}.")
    for name in names:
        card, command = SECTIONS[name]
        start = time.monotonic()
        put_between(card, name, f"Printed by `python {command}`:\n\n{output_of(command)}\n")
        print(f"{name}: {time.monotonic() - start:.0f} s, written to {card.relative_to(ROOT)}", flush=True)


if __name__ == "__main__":
    main()
