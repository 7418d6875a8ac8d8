"""How far two annotators who did not see each other's work agree on the corpus.

    python benchmarks/agreement.py [FOLDER]

Compares `second_reading/first.jsonl` of a folder of notes, `data/corpus` unless another is given (as the writer
annotated), with `second.jsonl` (a blind second annotator, from the raw text and the codebook): Cohen's kappa (1960) on
the stance of sentences, overall and per annotator, with a bootstrap interval over notes; spans with the same signal
that overlap; their qualifiers.
"""

import json
import sys
from collections import Counter
from pathlib import Path

import numpy as np
from sklearn.metrics import cohen_kappa_score, f1_score

from boundary_nlp.evaluation import STANCES
from boundary_nlp.taxonomy import QUALIFIERS, SIGNALS, counting_profile
from tables import table

CORPUS = Path(__file__).parent.parent / "data" / "corpus"
BOOTSTRAPS = 1000


def read(file):
    """Return the notes of a file."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def paired_stances(first, second):
    """Return both stances of each of the first reader's sentences.

    The second reader cut the text anew: a sentence has the union of the stances of those with which it shares at
    least half of either one's characters, as the codebook scores an analyser.
    """
    pairs = []
    for sentence in first["sentences"]:
        found = set()
        for other in second["sentences"]:
            shared = min(sentence["end"], other["end"]) - max(sentence["start"], other["start"])
            shorter = min(sentence["end"] - sentence["start"], other["end"] - other["start"])
            if shared > 0 and shared >= shorter / 2:
                found |= {"rescuing", "guiding"} if other["stance"] == "mixed" else {other["stance"]}
        both = {"rescuing", "guiding"} <= found
        pairs.append((sentence["stance"], "mixed" if both else next((s for s in STANCES[:2] if s in found), "neutral")))
    return pairs


def counted(pairs):
    """Return the table of both stances of sentences."""
    return np.array([[pairs.count((one, other)) for other in STANCES] for one in STANCES])


def kappa(confusion):
    """Return Cohen's kappa of a table of counts."""
    n = confusion.sum()
    expected = confusion.sum(axis=1) @ confusion.sum(axis=0) / n**2
    return float((np.trace(confusion) / n - expected) / (1 - expected))


def interval(confusions):
    """Return a 95 % bootstrap interval of kappa over notes (Efron 1979)."""
    rng = np.random.default_rng(0)
    drawn = (rng.integers(0, len(confusions), len(confusions)) for _ in range(BOOTSTRAPS))
    return np.percentile([kappa(confusions[draw].sum(axis=0)) for draw in drawn], [2.5, 97.5])


def matched_spans(first, second):
    """Return pairs of spans with the same signal that overlap, each used once, and the number in either reading."""
    free, pairs = list(second), []
    for span in first:
        match = next(
            (
                other
                for other in free
                if other["signal"] == span["signal"] and other["start"] < span["end"] and span["start"] < other["end"]
            ),
            None,
        )
        if match is not None:
            free.remove(match)
            pairs.append((span, match))
    return pairs, len(first), len(second)


def span_f1(first, second, keep):
    """Return F1 of spans matched over all notes, among those to keep, and how many the first reader has."""
    found = [
        matched_spans(*([s for s in notes[note_id]["spans"] if keep(s)] for notes in (first, second)))
        for note_id in first
    ]
    pairs = [pair for some, _, _ in found for pair in some]
    n_first, n_second = sum(n for _, n, _ in found), sum(n for _, _, n in found)
    return pairs, 2 * len(pairs) / (n_first + n_second), n_first


def settled(folder, first, second):
    """Return how many sentences differ in stance between the readings, and in how many the notes now follow which."""
    corpus = {note["note_id"]: note for file in folder.glob("*.jsonl") for note in read(file)}
    follows = Counter()
    for note_id, note in first.items():
        now = [stance for _, stance in paired_stances(note, corpus[note_id])]
        for (one, other), stance in zip(paired_stances(note, second[note_id]), now, strict=True):
            if one != other:
                follows["first" if stance == one else "second" if stance == other else "neither"] += 1
    return follows


def main():
    """Print the tables."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS
    readings = (read(folder / "second_reading" / f"{name}.jsonl") for name in ("first", "second"))
    first, second = ({note["note_id"]: note for note in notes} for notes in readings)
    tables = {note_id: counted(paired_stances(first[note_id], second[note_id])) for note_id in first}
    annotators = sorted({note["annotator"] for note in second.values()}, key=lambda name: int(name[1:]))
    rows = []
    for name in ("all", *annotators):
        some = np.array([found for note_id, found in tables.items() if name in ("all", second[note_id]["annotator"])])
        low, high = interval(some)
        total = some.sum(axis=0)
        rows.append((name, len(some), int(total.sum()), kappa(total), f"{low:.2f} to {high:.2f}"))
    print(table(("second annotator", "notes", "sentences", "kappa", "95 % interval"), rows))

    print("\nSentences by stance, the first reading in rows, the second in columns:\n")
    total = sum(tables.values())
    print(table(("", *STANCES), [(stance, *row) for stance, row in zip(STANCES, total.tolist(), strict=True)]))
    follows = settled(folder, first, second)
    print(
        f"\n{follows.total()} sentences have another stance in the second reading. In the notes as they are now, "
        f"{follows['first']} of them have the first reading's stance and {follows['second']} the second's."
    )

    profile = counting_profile("codebook")
    kinds = {
        "that count": lambda s: profile.counts(s["signal"], *(s[q] for q in QUALIFIERS)),
        "rescuing or guiding, counted or not": lambda s: SIGNALS[s["signal"]].stance != "opposing",
        "opposing": lambda s: SIGNALS[s["signal"]].stance == "opposing",
    }
    results = {name: span_f1(first, second, keep) for name, keep in kinds.items()}
    print("\nSpans (same signal, overlapping; F1 between the readings):\n")
    print(table(("spans", "in the first reading", "F1"), [(name, n, f1) for name, (_, f1, n) in results.items()]))

    pairs = results["rescuing or guiding, counted or not"][0]
    print("\nQualifiers of the spans that both readings have:\n")
    rows, rows_of_values = [], []
    for qualifier in QUALIFIERS:
        values = [(one[qualifier], other[qualifier]) for one, other in pairs]
        listed = Counter(one for one, _ in values)
        scores = f1_score(*zip(*values, strict=True), labels=list(listed), average=None)
        rows_of_values += [(qualifier, value, n, f1) for (value, n), f1 in zip(listed.items(), scores, strict=True)]
        same = sum(one == other for one, other in values) / len(values)
        rows.append((qualifier, len(values), same, float(cohen_kappa_score(*zip(*values, strict=True)))))
    print(table(("qualifier", "spans", "same value", "kappa"), rows))
    print("\nThe same by value (F1 between the readings):\n")
    ordered = sorted(rows_of_values, key=lambda row: (QUALIFIERS.index(row[0]), -row[2]))
    print(table(("qualifier", "value", "in the first reading", "F1"), ordered, text_columns=2))


if __name__ == "__main__":
    main()
