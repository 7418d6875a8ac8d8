"""Random input for everything that reads input, by hand and with a large budget.

    python benchmarks/fuzz.py [readers|analyser|privacy|rules|model|report ...] [--examples 20000] [--seed 0]

Each part may only refuse its input with an error of the package. What is found is shrunk and printed; mend it, and keep
it as a case in the tests. Texts whose analysis takes long for their length are told too.
"""

import argparse
import csv
import gzip
import io
import json
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import yaml
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

import boundary_nlp as bn
from boundary_nlp.classifier.model import load_model
from boundary_nlp.errors import BoundaryNlpError
from boundary_nlp.io.readers import read_notes
from boundary_nlp.privacy import find_identifiers, mask
from boundary_nlp.rows import note_rows
from boundary_nlp.rules.check import RuleFinder
from boundary_nlp.rules.compiler import build_rule_set
from boundary_nlp.rules.loader import parse_pack, shipped_packs

PIECES = [
    *(
        "Heb het even voor mw. geregeld",
        "zelf",
        "niet",
        "we",
        "samen met",
        "cl.",
        "[NAAM]",
        "<PERSOON-1>",
        "14u30",
        "z.s.m.",
    ),
    *(
        "belde op",
        "nam het",
        "over",
        "- ",
        "* ",
        "\n",
        "\n\n",
        "\t",
        "\r\n",
        ". ",
        "...",
        "?!",
        ": ",
        "; ",
        '"',
        "'s ",
        "(",
        ")",
    ),
    *(
        "0478 12 34 56",
        "81.02.26-635.09",
        "a@b.be",
        "www.x.be",
        "Kerkstraat 3",
        "=1+1",
        "<script>",
        "\x00",
        "\ufeff",
        "\u200b",
    ),
    *(
        "é",
        "ß",
        "İ",
        "😀",
        "\ud800",
        "\u202e",
        "x" * 300,
        "1" * 300,
        ".",
        "@" * 40,
        "-" * 200,
        "a." * 100,
        "😀\u200d" * 20,
    ),
]
TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(st.sampled_from(PIECES), max_size=80).map("".join),
    st.lists(st.sampled_from(PIECES), max_size=80).map(" ".join),
)
VALUES = st.one_of(
    st.none(),
    TEXTS,
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.lists(st.integers(), max_size=3),
)
NAMES = st.sampled_from(
    ["text", "tekst", "datum", "date", "note_id", "begeleider", "cliëntnummer", "", "x", "setting", "TEXT "]
)
SLOW = 0.02  # seconds for a thousand characters of any text, some 50 times the usual
slowest: dict[str, tuple[float, str]] = {}


def timed(name: str, text: str, function: Callable[[], object]) -> None:
    """Call a function and remember its text when it was the slowest for its length."""
    start = time.process_time()
    function()
    rate = (time.process_time() - start) / max(1.0, len(text) / 1000)
    if rate > slowest.get(name, (0.0, ""))[0]:
        slowest[name] = (rate, text)


@st.composite
def files(draw: st.DrawFn) -> tuple[str, bytes]:
    """Return a name and content of a file: of some kind, perhaps damaged."""
    columns = draw(st.lists(NAMES, min_size=1, max_size=6))
    rows = draw(st.lists(st.lists(VALUES, min_size=len(columns), max_size=len(columns)), max_size=8))
    kind = draw(st.sampled_from([".csv", ".jsonl", ".xlsx", ".parquet", ".csv.gz", ".jsonl.gz"]))
    content = _content(kind, columns, rows, draw)
    for _ in range(draw(st.sampled_from([0, 0, 0, 1, 3]))):
        at = draw(st.integers(0, 1 << 16)) % max(1, len(content))  # what is packed differs in length from day to day
        content = content[:at] + draw(st.binary(max_size=4)) + content[at + draw(st.integers(0, 30)) :]
    return "notes" + draw(st.sampled_from([kind, kind, kind, ".csv", ".jsonl", ".xlsx", ".parquet"])), content


def _content(kind: str, columns: list[str], rows: list[list[object]], draw: st.DrawFn) -> bytes:
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"]))
    if kind.startswith(".csv"):
        stream = io.StringIO()
        writer = csv.writer(
            stream,
            delimiter=draw(st.sampled_from(";,\t|")),
            quoting=draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
            escapechar="\\",
        )
        writer.writerows([columns, *rows])
        content = stream.getvalue().encode(encoding, "replace")
    elif kind.startswith(".jsonl"):
        lines = [
            json.dumps(dict(zip(columns, row, strict=True)), default=str, ensure_ascii=draw(st.booleans()))
            for row in rows
        ]
        content = "\n".join(lines).encode(encoding, "replace")
    elif kind == ".xlsx":
        content = _workbook(columns, rows)
    else:
        frame = {
            f"{name}{place or ''}": [
                None if row[place] is None else str(row[place]).encode("utf-8", "replace").decode() for row in rows
            ]
            for place, name in enumerate(columns)
        }
        stream_ = io.BytesIO()
        pq.write_table(pa.table(frame), stream_)
        content = stream_.getvalue()
    return gzip.compress(content, mtime=0) if kind.endswith(".gz") else content


def _workbook(columns: list[str], rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(columns)
    for row in rows:
        cells = [cell if isinstance(cell, int | float | bool) or cell is None else str(cell) for cell in row]
        try:
            book.active.append(cells)
        except (ValueError, openpyxl.utils.exceptions.IllegalCharacterError):
            continue
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@given(files())
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
def privacy(text: str) -> None:
    """Find and mask identifiers: in order, apart, and gone afterwards."""
    timed("privacy", text, lambda: find_identifiers(text))
    found = find_identifiers(text)
    position = 0
    for one in found:
        assert position <= one.start < one.end <= len(text)
        position = one.end
    mask(text, found)


WORDS = st.sampled_from(
    [
        "geregeld",
        "~regelen",
        "@client",
        "...3",
        "...",
        "a|b",
        "even?",
        "|",
        "?",
        "@none",
        "~",
        "in_haar_plaats",
        "...999999",
        "(",
        "x" * 99,
    ]
)
PATTERNS = st.lists(WORDS, max_size=6).map(" ".join)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | PATTERNS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
SIGNALS = st.sampled_from(["task_takeover", "client_acts", "none"])
FRAMES = st.fixed_dictionaries(
    {"all": st.lists(PATTERNS | st.lists(PATTERNS, max_size=3), min_size=1, max_size=3)},
    optional={
        "none": st.lists(PATTERNS, max_size=2),
        "subject": st.sampled_from(["worker", "client", "anyone", "x"]),
        "scope": st.sampled_from(["clause", "sentence", "x"]),
    },
)
RULES = st.fixed_dictionaries(
    {"id": st.sampled_from(["a-rule", "b-rule", "X", ""]), "signal": SIGNALS, "match": TEXTS, "no_match": TEXTS},
    optional={
        "phrase": PATTERNS | ANYTHING,
        "frame": FRAMES | ANYTHING,
        "unless": PATTERNS | ANYTHING,
        "explanation": TEXTS | ANYTHING,
        "actor": st.sampled_from(["worker", "x"]),
        "extra": ANYTHING,
    },
) | st.fixed_dictionaries(
    {"id": st.just("a-rule"), "signal": st.just("client_acts"), "match": TEXTS, "no_match": TEXTS, "frame": FRAMES}
)


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
def rules(content: object, text: str, chance: object) -> None:
    """Load a rule pack, or a shipped one that was damaged; what loads also matches."""
    pack = content if isinstance(content, str) else yaml.safe_dump(content, allow_unicode=True)
    if chance.random() < 0.2:  # type: ignore[attr-defined]
        at = chance.randrange(len(SHIPPED_PACK))  # type: ignore[attr-defined]
        pack = SHIPPED_PACK[:at] + text + SHIPPED_PACK[at + chance.randrange(20) :]  # type: ignore[attr-defined]
    try:
        finder = RuleFinder(build_rule_set([parse_pack(pack, "own.yaml")]))
    except BoundaryNlpError as error:
        assert str(error)
        return
    finder.rules_in(text)


@given(st.one_of(st.binary(max_size=200), st.tuples(st.integers(0), st.binary(max_size=6), st.integers(0, 50))))
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


IDS = st.sampled_from(["a", "b", "=1+1", "<script>alert(1)</script>", "", "é😀", "\x00", "../../x", "'", '"'])
NOTES = st.fixed_dictionaries(
    {"caseload_id": IDS, "worker_id": IDS, "client_id": IDS | st.none(), "text": TEXTS, "date": st.dates() | st.none()}
)


@given(st.lists(NOTES, min_size=1, max_size=25), st.sampled_from(["supervision", "worker", "team"]), st.booleans())
def report(notes: list[dict[str, object]], edition: str, overview: bool) -> None:
    """Write the report of hostile notes: nothing of them becomes markup."""
    tables = bn.analyse_frame(pd.DataFrame(notes))
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


def main() -> None:
    """Run the parts and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], default=list(PARTS))
    parser.add_argument("--examples", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    for name in arguments.parts:
        budget = settings(
            max_examples=arguments.examples, deadline=None, database=None, suppress_health_check=list(HealthCheck)
        )
        start = time.perf_counter()
        try:
            seed(arguments.seed)(budget(PARTS[name]))()
            print(f"{name}: nothing found in {time.perf_counter() - start:.0f} s", flush=True)
        except Exception:  # whatever it is, it is what this program looks for
            print(f"{name}: FOUND\n{traceback.format_exc()}", flush=True)
    for name, (rate, text) in slowest.items():
        verdict = "SLOW" if rate > SLOW else "fast enough"
        print(f"{name}: at worst {1000 * rate:.1f} ms for a thousand characters, {verdict}: {text[:200]!r}")


if __name__ == "__main__":
    main()
