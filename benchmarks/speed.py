"""Words per second of the analyser beside plain tokenisation, in one run on one core; run by hand.

    python benchmarks/speed.py

It measures the package that is installed: compiled after ``pip install .`` where there is a C compiler, Python after
``pip install -e .``.

Half of the corpus warms the caches, the other half is timed once, so that its notes have not been seen before. The
candidates take turns on small groups of notes, so that whatever else the machine does falls on all of them; time is
that of the process, not of the clock. Cost is relative to ``spacy.blank("nl")`` tokenisation of the same notes: the
median over rounds, each with its own halves.
"""

import gc
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import spacy
import yaml

from boundary_nlp import Analyser, read_gold
from boundary_nlp.language import forms
from boundary_nlp.resources import load_yaml

CORPUS = Path(__file__).parent.parent / "data" / "corpus"
GROUP = 20  # notes that one candidate takes before the next has its turn
ROUNDS = 5
TIMES = 10
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
LATENCY_NOTES = 300


def multiplied_pack(folder: Path) -> list[str | Path]:
    """Write nine altered copies of the shipped packs: letters are added to each word, so that none matches.

    Word classes are altered with them; else rules made of classes alone would match ten times over.
    """
    packs: list[str | Path] = ["default"]
    shipped = load_yaml("lexicon/classes.yaml")
    for source in sorted(files("boundary_nlp.resources").joinpath("rules").iterdir(), key=lambda path: path.name):
        pack = yaml.load(source.read_text(encoding="utf-8"), Loader=LOADER)
        for copy in range(1, TIMES):
            classes = shipped | pack.get("classes", {})
            altered = {
                "pack": f"{pack['pack']}-{copy}",
                "classes": {f"{name}-{copy}": _words(words, copy) for name, words in classes.items()},
                "rules": [_altered(rule, copy) for rule in pack["rules"]],
            }
            path = folder / f"{copy}-{source.name}"
            path.write_text(yaml.safe_dump(altered, allow_unicode=True), encoding="utf-8")
            packs.append(path)
    return packs


def _altered(rule: dict, copy: int) -> dict:
    changed = rule | {"id": f"{rule['id']}-{copy}"}
    for part in ("phrase", "unless", "frame"):
        if part in changed:
            changed[part] = _words(changed[part], copy)
    return changed


def _words(value: object, copy: int) -> object:
    """Alter the words of patterns and the names of classes, wherever they stand; gaps and settings stay as they are."""
    if isinstance(value, list):
        return [_words(item, copy) for item in value]
    if isinstance(value, dict):
        return {key: item if key in ("subject", "scope") else _words(item, copy) for key, item in value.items()}
    return " ".join(_word(part, copy) for part in str(value).split())


def _word(part: str, copy: int) -> str:
    if part.startswith("..."):
        return part
    stem, mark = part.removesuffix("?"), "?" if part.endswith("?") else ""
    return "|".join(f"{one}-{copy}" if one.startswith("@") else one + "q" * copy for one in stem.split("|")) + mark


def seconds(function: Callable[[str], object], texts: list[str]) -> float:
    """Return how much processor time a function takes over all texts."""
    start = time.process_time()
    for text in texts:
        function(text)
    return time.process_time() - start


def one_round(texts: list[str], packs: list[str | Path]) -> dict[str, float]:
    """Return seconds per candidate over the second half of the texts."""
    candidates: dict[str, Callable[[str], object]] = {
        "tokenisation alone": spacy.blank("nl").make_doc,
        "rules": Analyser(classifier="none"),
        "rules and classifier": Analyser(),
        f"{TIMES} times the rules": Analyser(classifier="none", rules=packs),
    }
    half = len(texts) // 2
    for function in candidates.values():
        seconds(function, texts[:half])
    gc.collect()
    took = dict.fromkeys(candidates, 0.0)
    for at in range(half, len(texts), GROUP):
        for name, function in candidates.items():
            took[name] += seconds(function, texts[at : at + GROUP])
    return took


def latency(texts: list[str]) -> tuple[float, float]:
    """Return the median and the 95th percentile of one note's time in milliseconds."""
    analyser = Analyser()
    analyser(texts[0])
    times = sorted(1000 * seconds(analyser, [text]) for text in texts[1:LATENCY_NOTES])
    return statistics.median(times), times[int(0.95 * len(times))]


def main() -> None:
    """Print the table."""
    texts = [note.text for note in read_gold(CORPUS)]
    tokenise = spacy.blank("nl")
    rounds: list[dict[str, float]] = []
    speeds: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        packs = multiplied_pack(Path(folder))
        for seed in range(ROUNDS):
            random.Random(seed).shuffle(texts)
            rounds.append(one_round(texts, packs))
            n_words = sum(len(tokenise.make_doc(text)) for text in texts[len(texts) // 2 :])
            speeds.append(n_words / rounds[-1]["tokenisation alone"])
    base = statistics.median(speeds)
    print("| what | words per second | cost (median) | lowest | highest |\n| --- | ---: | ---: | ---: | ---: |")
    for name in rounds[0]:
        costs = [took[name] / took["tokenisation alone"] for took in rounds]
        cost = statistics.median(costs)
        print(f"| {name} | {base / cost:,.0f} | {cost:.1f} | {min(costs):.1f} | {max(costs):.1f} |")
    middle, high = latency(texts)
    print("\nThe modules that read every word are", "Python." if str(forms.__file__).endswith(".py") else "compiled.")
    print(f"One note at a time: {middle:.1f} ms at the median, {high:.1f} ms at the 95th percentile.")


if __name__ == "__main__":
    main()
