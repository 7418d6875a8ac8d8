"""The embedded pipeline beside a trained one: accuracy on gold notes, and words a second; run by hand.

    python benchmarks/pipelines.py nl_core_news_sm [GOLD ...]

Each way reads the same notes, in one process on one core; half of the corpus warms the caches, the other half is
timed, in processor time. The last line runs the whole trained pipeline over every sentence, as a pipeline of one's own
does.
"""

import argparse
import os
import random
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import spacy
from spacy.tokens import Doc

from boundary_nlp import Analyser, Analysis, evaluate, read_gold
from boundary_nlp.gold import GoldNote
from boundary_nlp.language.tokenizer import blank_pipeline

DATA = Path(__file__).parent.parent / "data"
Way = Callable[[Iterable[str]], Iterator[Analysis]]


def everywhere(name: str, analyser: Analyser) -> Way:
    """Return a way that parses each sentence of each note."""
    nlp = spacy.load(name, exclude=["ner", "senter"])
    tokenise = blank_pipeline().make_doc

    def way(texts: Iterable[str]) -> Iterator[Analysis]:
        docs = (Doc(nlp.vocab, [t.text for t in d], [bool(t.whitespace_) for t in d]) for d in map(tokenise, texts))
        for doc in nlp.pipe(docs, batch_size=64):
            yield analyser.analyse_doc(doc)

    return way


class Fixed:
    """An analyser for `evaluate` whose analyses come from one of the ways."""

    def __init__(self, way: Way, notes: list[GoldNote]) -> None:
        texts = [note.text for note in notes]
        self._known = dict(zip(texts, way(texts), strict=True))

    def __call__(self, text: str, setting: str | None = None) -> Analysis:
        """Return what was found in a note."""
        return self._known[text]


def words_per_second(way: Way, warm: list[str], timed: list[str], n_words: int) -> float:
    """Return the words per second of processor time over the timed notes."""
    for _ in way(warm):
        pass
    start = time.process_time()
    for _ in way(timed):
        pass
    return n_words / (time.process_time() - start)


def main() -> None:
    """Print the table."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    parser = argparse.ArgumentParser(description="The embedded pipeline beside a trained one.")
    parser.add_argument("pipeline", help="name or folder of a Dutch spaCy pipeline with a parser")
    parser.add_argument("gold", nargs="*", type=Path, default=[DATA / "gold" / "dev.jsonl"])
    asked = parser.parse_args()
    name = asked.pipeline
    notes = [note for path in asked.gold for note in read_gold(path)]
    texts = [note.text for note in read_gold(DATA / "corpus")]
    random.Random(0).shuffle(texts)
    warm, timed = texts[: len(texts) // 2], texts[len(texts) // 2 :]
    count = spacy.blank("nl")
    n_words = sum(len(count.make_doc(text)) for text in timed)
    embedded, trained = Analyser(), Analyser(pipeline=name)
    ways: dict[str, Way] = {
        "embedded": embedded.pipe,
        f"{Path(name).name}, where needed": trained.pipe,
        f"{Path(name).name}, everywhere": everywhere(name, Analyser()),
    }
    print(f"{len(notes)} notes; F1 per sentence, accuracy of qualifiers, words per second of processor time")
    print("| pipeline | rescuing | guiding | kappa | actor | status | mandate | words/s |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for label, way in ways.items():
        scores = evaluate(notes, Fixed(way, notes))
        figures = [scores["rescuing"]["f1"], scores["guiding"]["f1"], scores["kappa"]]
        cells = [f"{figure['value']:.3f}" for figure in figures]
        cells += [f"{scores['qualifiers'][q]['all']['accuracy']:.3f}" for q in ("actor", "status", "mandate")]
        print(f"| {label} | {' | '.join(cells)} | {words_per_second(way, warm, timed, n_words):,.0f} |")


if __name__ == "__main__":
    main()
