"""How long it takes from import to the first result of one note, beside the libraries that it stands on.

    python benchmarks/startup.py [--runs 7]

Each candidate runs in fresh processes, in turn with the others; the median of their processor seconds is told. There
are two bases: spaCy and simplemma imported only, and each used once for Dutch: simplemma reads its dictionary at the
first word, not at its import. All have their bytecode compiled before, as packages have that pip installed.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile

NOTE = "Heb het formulier even voor mw. ingevuld."
FIRST = "boundary_nlp, first result"
CANDIDATES = {
    "spaCy and simplemma, imported": "import spacy, simplemma",
    "spaCy and simplemma, each used once": (
        f"import spacy, simplemma; spacy.blank('nl')({NOTE!r}); simplemma.lemmatize('formulier', lang='nl')"
    ),
    FIRST: f"import boundary_nlp as bn; assert bn.Analyser()({NOTE!r}).findings",
    f"{FIRST}, no classifier": f"import boundary_nlp as bn; assert bn.Analyser(classifier='none')({NOTE!r}).findings",
}
HEAVY = ("pandas", "sklearn", "scipy", "pyarrow", "matplotlib")


def run(code: str, bytecode: str) -> str:
    """Return what a fresh interpreter prints for some code; its bytecode is kept in a folder."""
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    variables["PYTHONPYCACHEPREFIX"] = bytecode
    return subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, env=variables
    ).stdout


def main() -> None:
    """Read the command line and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=7)
    runs = parser.parse_args().runs
    taken: dict[str, list[float]] = {name: [] for name in CANDIDATES}
    with tempfile.TemporaryDirectory() as bytecode:
        for number in range(runs + 1):
            for name, code in CANDIDATES.items():
                seconds = float(run(f"{code}\nimport time; print(time.process_time())", bytecode))
                if number:  # the first compiles, and reads the files into memory
                    taken[name].append(seconds)
        found = run(f"{CANDIDATES[FIRST]}\nimport sys; print(*(set({HEAVY!r}) & set(sys.modules)))", bytecode).split()
    medians = {name: statistics.median(some) for name, some in taken.items()}
    imported, used = list(medians.values())[:2]
    print("| what | processor seconds | times the first | times the second |\n| --- | ---: | ---: | ---: |")
    for name, median in medians.items():
        print(f"| {name} | {median:.2f} | {median / imported:.2f} | {median / used:.2f} |")
    print(f"of {', '.join(HEAVY)} it imports: {', '.join(found) or 'none'}")


if __name__ == "__main__":
    main()
