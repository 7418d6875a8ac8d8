"""What is in the corpus: notes, sentences, stances, spans by signal and by qualifier, styles and settings.

python benchmarks/corpus_counts.py
"""

from collections import Counter

import numpy as np

from boundary_nlp import read_gold
from boundary_nlp.evaluation import STANCES
from boundary_nlp.taxonomy import QUALIFIERS, SIGNALS, counting_profile
from corpus_examples import CORPUS
from tables import table


def main() -> None:
    """Print the tables."""
    notes = read_gold(CORPUS)
    sentences = Counter(s["stance"] for note in notes for s in note.sentences)
    lengths = [len(note.sentences) for note in notes]
    without = sum(all(s["stance"] not in ("rescuing", "mixed") for s in note.sentences) for note in notes)
    regions = Counter(note.region for note in notes)
    facts = {
        "writers": len({note.writer for note in notes}),
        "notes": len(notes),
        "notes from Flanders (BE), the Netherlands (NL)": f"{regions['BE']:,}, {regions['NL']:,}",
        "sentences": sentences.total(),
        "sentences a note: median, longest": f"{np.median(lengths):.0f}, {max(lengths)}",
        "words, parted by white space": sum(len(note.text.split()) for note in notes),
        **{
            f"{stance} sentences": f"{sentences[stance]:,} ({sentences[stance] / sentences.total():.1%})"
            for stance in STANCES
        },
        "notes without a rescuing sentence": f"{without / len(notes):.0%}",
        "annotated spans": sum(len(note.spans) for note in notes),
    }
    print(table(["", "number"], facts.items()) + "\n")

    profile = counting_profile("codebook")
    spans = [span for note in notes for span in note.spans]
    counted = Counter(s["signal"] for s in spans if profile.counts(s["signal"], *(s[q] for q in QUALIFIERS)))
    every = Counter(span["signal"] for span in spans)
    hands = Counter(signal for _, signal in {(note.writer, span["signal"]) for note in notes for span in note.spans})
    print("Spans by signal: all, those that count, and how many writers have any\n")
    lines = [[f"`{code}`", s.stance, every[code], counted[code], hands[code]] for code, s in SIGNALS.items()]
    print(table(["signal", "stance", "spans", "counted", "writers"], lines, text_columns=2) + "\n")
    print("Spans by qualifier\n")
    values = Counter((qualifier, span[qualifier]) for qualifier in QUALIFIERS for span in spans)
    ordered = sorted(values.items(), key=lambda item: (QUALIFIERS.index(item[0][0]), -item[1]))
    print(table(["qualifier", "value", "spans"], [[*key, n] for key, n in ordered], text_columns=2) + "\n")
    for name in ("style", "setting"):
        found = Counter(getattr(note, name) for note in notes)
        print(f"Notes by {name} ({len(found)}): {'; '.join(f'{value} {n}' for value, n in found.most_common())}.\n")


if __name__ == "__main__":
    main()
