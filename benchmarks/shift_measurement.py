"""Measure how the analyser counts the sentences of writers held out of its training, and write it down.

python benchmarks/shift_measurement.py data/corpus --out src/boundary_nlp/resources/measurement.yaml

Writers are held out in five groups: the classifier is trained on the others, and rules and classifier together read
the notes of these, as far as the rules were written without sight of them. Run it again whenever the rules or the
classifier change: sizes of shifts are corrected with it.
"""

import argparse
import tempfile
from pathlib import Path

import numpy as np
import yaml
from sklearn.model_selection import GroupKFold

from boundary_nlp import Analyser
from boundary_nlp.caseload.measurement import STANCES, Measurement
from boundary_nlp.classifier.train import FOLDS, train_model
from boundary_nlp.gold import read_gold
from boundary_nlp.taxonomy import SIGNALS, counting_profile

HEAD = """\
# How the shipped analyser counts the corpus's sentences of writers that were held out of its training, and whose notes
# were not read while its rules were written (acts only): writer -> what a sentence is -> [sentences, counted as
# rescuing, counted as guiding]. Made by benchmarks/shift_measurement.py.
"""


def truth_of(sentence, spans, profile):
    """Return what a gold sentence is by its counted acts, or None where it is both rescuing and guiding."""
    found = {
        SIGNALS[span["signal"]].stance
        for span in spans
        if sentence["start"] <= span["start"] < sentence["end"]
        and SIGNALS[span["signal"]].family == "act"
        and profile.counts(span["signal"], span["actor"], span["status"], span["mandate"])
    }
    return None if {"rescuing", "guiding"} <= found else next(iter(found), "neutral")


def counted_as(sentence, analysis):
    """Return the stances of the counted acts in the sentences that share at least half of either one's characters."""
    found = set()
    for number, other in enumerate(analysis.sentences):
        shared = min(sentence["end"], other.end) - max(sentence["start"], other.start)
        if shared > 0 and shared >= min(sentence["end"] - sentence["start"], other.end - other.start) / 2:
            own = (f for f in analysis.findings if f.sentence == number)
            found |= {f.stance for f in own if f.counts and f.family == "act"}
    return found


def measure(notes, analyser, into):
    """Add the sentences of some notes to the table of each one's writer."""
    profile = counting_profile("codebook")
    for note in notes:
        analysis = analyser(note.text)
        table = into.setdefault(note.writer, {stance: [0, 0, 0] for stance in STANCES})
        for sentence in note.sentences:
            truth = truth_of(sentence, note.spans, profile)
            if truth is not None:
                counted = counted_as(sentence, analysis)
                row = table[truth]
                table[truth] = [row[0] + 1, row[1] + ("rescuing" in counted), row[2] + ("guiding" in counted)]


def main():
    """Measure, print the rates, and write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, help="folder of gold notes, one .jsonl file a writer")
    parser.add_argument("--out", type=Path, required=True, help="the YAML file")
    arguments = parser.parse_args()
    gold = read_gold(arguments.corpus)
    writers = np.array([note.writer for note in gold])
    tables = {}
    with tempfile.TemporaryDirectory() as folder:
        for train, held_out in GroupKFold(FOLDS).split(writers, groups=writers):
            model, _ = train_model([gold[place] for place in train])
            file = Path(folder) / "fold.model"
            model.save(file)
            unknown = [gold[place] for place in held_out if not gold[place].read_for_rules]
            measure(unknown, Analyser(classifier=str(file)), tables)
    tables = dict(sorted(tables.items()))
    for stance, (rescuing, guiding) in zip(STANCES, Measurement.from_mapping(tables).rates(), strict=True):
        print(f"{stance} sentences are counted as rescuing {rescuing:.3f}, as guiding {guiding:.3f}")
    lines = [
        f"  {writer}: {yaml.safe_dump(table, default_flow_style=True, width=200).strip()}\n"
        for writer, table in tables.items()
    ]
    arguments.out.write_text(HEAD + "writers:\n" + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
