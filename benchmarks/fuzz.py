"""Random input for everything that reads input, by hand and with a large budget.

    python benchmarks/fuzz.py [readers|analyser|privacy|rules|model|report ...] [--minutes 10] [--seed 0]

Each part may only refuse its input with an error of the package. What is found is shrunk and printed; mend it, and keep
it as a case in the tests. Texts whose analysis takes long for their length are told too. Examples are drawn in rounds
of some hundreds with a new seed each, because hypothesis keeps every example of a round in memory.
"""

import argparse
import functools
import itertools
import json
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import yaml
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

import boundary_nlp as bn
from boundary_nlp.classifier.model import load_model
from boundary_nlp.errors import BoundaryNlpError, BoundaryNlpWarning
from boundary_nlp.io.readers import read_notes
from boundary_nlp.privacy import find_identifiers, mask
from boundary_nlp.rows import note_rows
from boundary_nlp.rules.check import RuleFinder
from boundary_nlp.rules.compiler import build_rule_set
from boundary_nlp.rules.loader import parse_pack, shipped_packs
from fuzz_inputs import ANYTHING, NOTES, RULES, TEXTS, files

SLOW = 0.02  # seconds for a thousand characters of any text, some 50 times the usual
settings.register_profile(
    "round", max_examples=500, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
settings.load_profile("round")
slowest: dict[str, tuple[float, str]] = {}
tried: Counter[str] = Counter()


def counted(part: Callable[..., None]) -> Callable[..., None]:
    """Count the examples of a part."""

    @functools.wraps(part)
    def call(**drawn: object) -> None:
        tried[part.__name__] += 1
        part(**drawn)

    return call


def timed(name: str, text: str, function: Callable[[], object]) -> None:
    """Call a function and remember its text when it was the slowest for its length, also a second time."""

    def rate() -> float:
        start = time.process_time()
        function()
        return (time.process_time() - start) / max(1.0, len(text) / 1000)

    worst = slowest.get(name, (0.0, ""))[0]
    if rate() > worst and (again := rate()) > worst:  # the first may have met an empty cache
        slowest[name] = (again, text)


@given(files())
@counted
def readers(file: tuple[str, bytes]) -> None:
    """Read a file: all its rows are notes or rejected, or it is refused."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / file[0]
        path.write_bytes(file[1])
        try:
            for chunk in read_notes(path):
                for note in chunk.notes:
                    note.text.encode("utf-8")
                for rejected in chunk.rejected:
                    assert rejected.detail, rejected
        except BoundaryNlpError as error:
            assert str(error)


ANALYSER: list[bn.Analyser] = []


@given(TEXTS, st.none() | st.text(max_size=10))
@counted
def analyser(text: str, setting: str | None) -> None:
    """Analyse a text: sentences and findings lie in it, in order."""
    ANALYSER[:] = ANALYSER or [bn.Analyser()]
    analyse = ANALYSER[0]
    timed("analyser", text, lambda: analyse(text, setting))
    analysis = analyse(text, setting)
    position = 0
    for sentence in analysis.sentences:
        assert position <= sentence.start < sentence.end <= len(text)
        position = sentence.end
    for finding in analysis.findings:
        assert text[finding.start : finding.end] == finding.text
    json.dumps(analysis.to_dict())
    note_rows(analysis, "1", {})


@given(TEXTS)
@counted
def privacy(text: str) -> None:
    """Find and mask identifiers: in order, apart, and gone afterwards."""
    timed("privacy", text, lambda: find_identifiers(text))
    found = find_identifiers(text)
    position = 0
    for one in found:
        assert position <= one.start < one.end <= len(text)
        position = one.end
    mask(text, found)


SHIPPED_PACK = (Path(bn.__file__).parent / "resources" / "rules" / f"{shipped_packs()[0]}.yaml").read_text("utf-8")


@given(
    st.one_of(
        st.text(max_size=200),
        st.fixed_dictionaries({"pack": st.text(max_size=5), "rules": st.lists(RULES, max_size=3)}),
        ANYTHING,
    ),
    TEXTS,
    st.randoms(),
)
@counted
def rules(content: object, text: str, chance: object) -> None:
    """Load a rule pack, or a shipped one that was damaged; what loads also matches."""
    pack = content if isinstance(content, str) else yaml.safe_dump(content, allow_unicode=True)
    if chance.random() < 0.2:  # type: ignore[attr-defined]
        at = chance.randrange(len(SHIPPED_PACK))  # type: ignore[attr-defined]
        pack = SHIPPED_PACK[:at] + text + SHIPPED_PACK[at + chance.randrange(20) :]  # type: ignore[attr-defined]
    pack = pack.encode("utf-8", "replace").decode("utf-8")  # a file in UTF-8 holds no lone surrogates
    try:
        finder = RuleFinder(build_rule_set([parse_pack(pack, "own.yaml")]))
    except BoundaryNlpError as error:
        assert str(error)
        return
    finder.rules_in(text)


@given(st.one_of(st.binary(max_size=200), st.tuples(st.integers(0), st.binary(max_size=6), st.integers(0, 50))))
@counted
def model(damage: bytes | tuple[int, bytes, int]) -> None:
    """Load a classifier file that is none, or was damaged."""
    shipped = (Path(bn.__file__).parent / "resources" / "model" / "default.model").read_bytes()
    if isinstance(damage, tuple):
        at = damage[0] % len(shipped)
        damage = shipped[:at] + damage[1] + shipped[at + damage[2] :]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "own.model"
        path.write_bytes(damage)
        try:
            loaded = load_model(path)
        except BoundaryNlpError as error:
            assert str(error)
            return
        assert loaded is not None


@given(st.lists(NOTES, min_size=1, max_size=25), st.sampled_from(["supervision", "worker", "team"]), st.booleans())
@counted
def report(notes: list[dict[str, object]], edition: str, overview: bool) -> None:
    """Write the report of hostile notes: nothing of them becomes markup."""
    frame = pd.DataFrame(notes, dtype=object)  # pandas' strings hold no lone surrogates; objects do
    with warnings.catch_warnings(action="ignore", category=BoundaryNlpWarning):
        tables = bn.analyse_frame(frame)
    with tempfile.TemporaryDirectory() as folder:
        try:
            shifts = bn.detect_shifts(tables.notes)
            path = bn.write_report(tables, shifts, Path(folder) / "report.html", edition, overview)
        except BoundaryNlpError as error:
            assert str(error)
            return
        for page in path.parent.rglob("*.html"):
            assert "<script" not in page.read_text(encoding="utf-8").lower()


PARTS = {"readers": readers, "analyser": analyser, "privacy": privacy, "rules": rules, "model": model, "report": report}


def search(name: str, minutes: float, first_seed: int) -> str:
    """Run rounds of a part until its time is over or something is found; return what was found."""
    end = time.monotonic() + 60 * minutes
    for number in itertools.count(first_seed):
        try:
            seed(number)(PARTS[name])()
        except Exception:  # whatever it is, it is what this program looks for
            return traceback.format_exc()
        if time.monotonic() > end:
            return ""
    raise AssertionError


def main() -> None:
    """Run the parts and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, "all"], default="all")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    print(
        "| part | examples | found | at worst, ms for a thousand characters |\n| --- | ---: | --- | ---: |", flush=True
    )
    for name in PARTS if "all" in arguments.parts else arguments.parts:
        found = search(name, arguments.minutes, arguments.seed)
        rate, text = slowest.get(name, (0.0, ""))
        told = f"{1000 * rate:.1f}" if text else ""
        print(f"| {name} | {tried[name]:,} | {'SOMETHING' if found else 'nothing'} | {told} |", flush=True)
        if found or rate > SLOW:
            print(f"{found}slowest: {text[:500]!r}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
