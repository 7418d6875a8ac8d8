"""Batch runs measured by hand: memory against the size of the input, workers, note length, number of rules, and peers.

    python benchmarks/batch.py memory [--sizes 10000 100000 1000000] [--command analyse|run]
    python benchmarks/batch.py workers
    python benchmarks/batch.py length
    python benchmarks/batch.py rules
    python benchmarks/batch.py peers

Each prints a table. All notes are invented (`invented_notes.py`): recombined sentences in which 5 in 100 words were
never seen before. Processor time is told beside clock time, for it suffers less from what else the machine does; trust
the ratios within one table more than its figures.
"""

import argparse
import importlib.util
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import spacy
import yaml

from boundary_nlp import Analyser
from boundary_nlp.rules.loader import load_packs
from invented_notes import invented_texts, write_notes

FIRST = 2_000  # notes of a run that stands for the start: imports, tables, cold caches


class Run(NamedTuple):
    """What one run took: clock and processor seconds, and the highest resident memory of its main process, in MB."""

    seconds: float
    processor: float
    memory: float


def batch_run(notes: Path, workers: int = 1, name: str = "analyse") -> Run:
    """Run `boundary-nlp analyse`, or another command, on notes in a process of its own."""
    with tempfile.TemporaryDirectory(dir=notes.parent) as folder:
        code = "from boundary_nlp.cli import main; main()"
        command = [sys.executable, "-c", code, name, str(notes), "--out", folder, "--quiet", "--workers"]
        start = time.perf_counter()
        child = os.spawnv(os.P_NOWAIT, sys.executable, [*command, str(workers)])
        _, status, usage = os.wait4(child, 0)
        if status:
            raise SystemExit(f"the run on {notes} failed with status {status}")
        scale = 1024**2 if sys.platform == "darwin" else 1024
        return Run(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / scale)


def memory(folder: Path, sizes: Iterable[int], command: str) -> None:
    """Memory and time per note by the number of notes, with the start and without (what the first notes cost)."""
    start = folder / "start.jsonl"
    write_notes(start, FIRST)
    first = batch_run(start, name=command)
    print("| notes | size of the input, MB | highest memory, MB | ms per note, processor | after the start | clock |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: |")
    for n in sizes:
        notes = folder / f"notes-{n}.jsonl"
        write_notes(notes, n)
        run = batch_run(notes, name=command)
        size = notes.stat().st_size / 1e6
        after = (run.processor - first.processor) / (n - FIRST)
        per_note = f"{1000 * run.processor / n:.2f} | {1000 * after:.2f} | {1000 * run.seconds / n:.2f}"
        print(f"| {n:,} | {size:,.0f} | {run.memory:,.0f} | {per_note} |", flush=True)
        notes.unlink()


def workers(folder: Path) -> None:
    """Compare one and two workers in notes per second, start-up left out by two sizes of input."""
    small, large = folder / "small.jsonl", folder / "large.jsonl"
    write_notes(small, FIRST)
    write_notes(large, FIRST + 40_000)
    print("| workers | notes per second | times one worker |\n| ---: | ---: | ---: |")
    base = 0.0
    for n in (1, 2):
        rate = 40_000 / (batch_run(large, n).seconds - batch_run(small, n).seconds)
        base = base or rate
        print(f"| {n} | {rate:,.0f} | {rate / base:.2f} |", flush=True)


def length(_: Path) -> None:
    """Time per word by the length of notes."""
    analyser = Analyser()
    seconds(analyser, list(invented_texts(500)))
    print("| sentences in a note | words per second | cost per word |\n| ---: | ---: | ---: |")
    base = 0.0
    for n_sentences in (2, 4, 16, 64, 1024):
        texts = list(invented_texts(16_000 // n_sentences, n_sentences, seed=n_sentences))
        n_words = sum(len(text.split()) for text in texts)
        per_word = seconds(analyser, texts) / n_words
        base = base or per_word
        print(f"| {n_sentences} | {1 / per_word:,.0f} | {per_word / base:.2f} |", flush=True)


def rules(folder: Path) -> None:
    """Time by the number of rules: the shipped ones, and copies of them whose rare words are never met."""
    texts = list(invented_texts(4_000))
    print("| rules | words per second | cost |\n| ---: | ---: | ---: |")
    base = 0.0
    n_shipped = sum(len(pack.rules) for pack in load_packs(["default"]))
    for copies in (0, 1, 4, 9):
        pack = folder / f"copies-{copies}.yaml"
        pack.write_text(yaml.safe_dump({"pack": "copies", "rules": _more_rules(copies * n_shipped)}), encoding="utf-8")
        analyser = Analyser(rules=["default", pack] if copies else "default", classifier="none")
        seconds(analyser, texts[:500])
        took = seconds(analyser, texts)
        base = base or took
        n_words = sum(len(text.split()) for text in texts)
        print(f"| {n_shipped * (1 + copies)} | {n_words / took:,.0f} | {took / base:.2f} |", flush=True)


def _more_rules(n: int) -> list[dict[str, str]]:
    """Return rules with the common verbs of the shipped ones and an object of their own."""
    verbs = ("~regelen", "~bellen", "~invullen", "~betalen", "~schrijven", "~doen")
    return [
        {
            "id": f"copy-{number}",
            "signal": "task_takeover",
            "explanation": "Kopie voor een meting.",
            "phrase": f"voorwerp{number} ...3 {verbs[number % len(verbs)]}",
            "match": f"Heb voorwerp{number} even {verbs[number % len(verbs)][1:]}.",
            "no_match": "Niets.",
        }
        for number in range(n)
    ]


def peers(_: Path) -> None:
    """Time beside plain tokenisation and, where installed, clinlp and a trained pipeline, on the same notes."""
    texts = list(invented_texts(4_000))
    candidates: dict[str, Callable[[str], object]] = {
        'spacy.blank("nl"), tokenisation': spacy.blank("nl").make_doc,
        "boundary_nlp, rules": Analyser(classifier="none"),
        "boundary_nlp, rules and classifier": Analyser(),
    }
    if importlib.util.find_spec("clinlp"):
        candidates["clinlp, sentences, terms and context"] = clinlp_pipeline()
    trained = os.environ.get("BOUNDARY_NLP_TEST_MODEL", "nl_core_news_sm")
    if Path(trained).exists() or importlib.util.find_spec(trained):
        candidates[f"the trained pipeline {Path(trained).name}"] = spacy.load(trained)
    n_words = sum(len(text.split()) for text in texts[2_000:])
    print("| what | words per second | cost |\n| --- | ---: | ---: |")
    base = 0.0
    for name, function in candidates.items():
        seconds(function, texts[:2_000])
        took = seconds(function, texts[2_000:])
        base = base or took
        print(f"| {name} | {n_words / took:,.0f} | {took / base:.1f} |", flush=True)


def clinlp_pipeline() -> Callable[[str], object]:
    """Return clinlp's pipeline with some terms that occur in these notes."""
    from clinlp.ie import Term

    nlp = spacy.blank("clinlp")
    nlp.add_pipe("clinlp_normalizer")
    nlp.add_pipe("clinlp_sentencizer")
    matcher = nlp.add_pipe("clinlp_rule_based_entity_matcher")
    matcher.add_terms_from_dict({"taak": [Term(word) for word in ("geregeld", "gebeld", "ingevuld", "samen", "zelf")]})
    nlp.add_pipe("clinlp_context_algorithm", config={"phrase_matcher_attr": "NORM"})
    return nlp


def seconds(function: Callable[[str], object], texts: list[str]) -> float:
    """Return the processor seconds that a function takes over all texts."""
    start = time.process_time()
    for text in texts:
        function(text)
    return time.process_time() - start


def main() -> None:
    """Read the command line and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", choices=["memory", "workers", "length", "rules", "peers"])
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--command", choices=["analyse", "run"], default="analyse", help="whose memory")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if arguments.table == "memory":
            memory(Path(folder), arguments.sizes, arguments.command)
        else:
            {"workers": workers, "length": length, "rules": rules, "peers": peers}[arguments.table](Path(folder))


if __name__ == "__main__":
    main()
