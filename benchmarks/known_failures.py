"""What the analyser makes today of sentences that are known to go wrong (`known_failures.yaml`).

python benchmarks/known_failures.py
"""

from pathlib import Path

import yaml

from boundary_nlp import Analyser
from tables import table

CASES = Path(__file__).parent / "known_failures.yaml"


def main() -> None:
    """Print the table."""
    analyser = Analyser()
    lines = []
    for case in yaml.safe_load(CASES.read_text(encoding="utf-8")):
        analysis = analyser(case["text"])
        told = ", ".join(sorted({f"`{f.signal}` by the {f.source}" for f in analysis.findings if f.counts}))
        wanted = f"{case['wanted']} `{case['signal']}`" if "signal" in case else case["wanted"]
        lines.append([case["why"], case["text"], wanted, f"{analysis.stance} {told}".strip()])
    print(table(["what goes wrong", "sentence", "by the codebook", "by the analyser"], lines, text_columns=4))


if __name__ == "__main__":
    main()
