"""How long it takes from import to the first result of one note, beside the libraries that it stands on.

    python benchmarks/startup.py [--runs 7]

Each candidate runs in fresh processes, in turn with the others; the median of their processor seconds is told. There
are two bases: spaCy and simplemma imported only, and each used once for Dutch, which is what reading a note cannot do
without: simplemma reads its dictionary at the first word, not at its import.
"""

import argparse
import statistics
import subprocess
import sys

NOTE = "Heb het formulier even voor mw. ingevuld."
USED = f"import spacy, simplemma; spacy.blank('nl')({NOTE!r}); simplemma.lemmatize('formulier', lang='nl')"
CANDIDATES = {
    "spaCy and simplemma, imported": "import spacy, simplemma",
    "spaCy and simplemma, each used once": USED,
    "boundary_nlp, first result": f"import boundary_nlp as bn; assert bn.Analyser()({NOTE!r}).findings",
    "boundary_nlp, first result, no classifier": (
        f"import boundary_nlp as bn; assert bn.Analyser(classifier='none')({NOTE!r}).findings"
    ),
}
HEAVY = ("pandas", "sklearn", "scipy", "pyarrow", "matplotlib")


def processor_seconds(code: str) -> float:
    """Return the processor seconds of a fresh interpreter that runs some code."""
    told = f"{code}\nimport time; print(time.process_time())"
    answer = subprocess.run([sys.executable, "-c", told], check=True, capture_output=True, text=True)
    return float(answer.stdout)


def main() -> None:
    """Read the command line and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=7)
    runs = parser.parse_args().runs
    taken: dict[str, list[float]] = {name: [] for name in CANDIDATES}
    for number in range(runs + 1):
        for name, code in CANDIDATES.items():
            seconds = processor_seconds(code)
            if number:  # the first reads the files into memory
                taken[name].append(seconds)
    medians = {name: statistics.median(some) for name, some in taken.items()}
    imported, used = list(medians.values())[:2]
    print("| what | processor seconds | times the first | times the second |\n| --- | ---: | ---: | ---: |")
    for name, median in medians.items():
        print(f"| {name} | {median:.2f} | {median / imported:.2f} | {median / used:.2f} |")
    code = f"{CANDIDATES['boundary_nlp, first result']}\nimport sys; print(*(set({HEAVY!r}) & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    print(f"of {', '.join(HEAVY)} it imports: {', '.join(found) or 'none'}")


if __name__ == "__main__":
    main()
