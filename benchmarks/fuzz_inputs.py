"""Random input for `fuzz.py`: texts, files of notes, rule packs and tables, sane and hostile."""

import csv
import gzip
import io
import json

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import strategies as st

PIECES = [
    "Heb het even voor mw. geregeld", "zelf", "niet", "we", "samen met", "cl.", "[NAAM]", "<PERSOON-1>", "14u30",
    "z.s.m.", "belde op", "nam het", "over", "- ", "* ", "\n", "\n\n", "\t", "\r\n", ". ", "...", "?!", ": ", "; ", '"',
    "'s ", "(", ")", "0478 12 34 56", "81.02.26-635.09", "a@b.be", "www.x.be", "Kerkstraat 3", "=1+1", "<script>",
    "\x00", "\ufeff", "\u200b", "é", "ß", "İ", "😀", "\ud800", "\u202e", "x" * 300, "1" * 300, ".", "@" * 40,
    "-" * 200, "a." * 100, "😀\u200d" * 20,
]  # fmt: skip
ROWS = st.builds(  # the same few signs over and over
    lambda piece, times: piece * times, st.text("0129NL .-/(+@", min_size=1, max_size=8), st.integers(1, 300)
)
TEXTS = st.one_of(
    ROWS,
    st.text(max_size=300),
    st.lists(st.sampled_from(PIECES), max_size=80).map("".join),
    st.lists(st.sampled_from(PIECES), max_size=80).map(" ".join),
)
VALUES = st.one_of(
    st.none(), TEXTS, st.integers(), st.floats(), st.booleans(), st.dates(), st.datetimes(),
    st.lists(st.integers(), max_size=3),
)  # fmt: skip
NAMES = st.sampled_from(
    ["text", "tekst", "datum", "date", "note_id", "begeleider", "cliëntnummer", "", "x", "setting", "TEXT "]
)


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


WORDS = st.sampled_from([
    "geregeld", "~regelen", "@client", "...3", "...", "a|b", "even?", "|", "?", "@none", "~", "in_haar_plaats",
    "...999999", "(", "x" * 99,
])  # fmt: skip
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
IDS = st.sampled_from(["a", "b", "=1+1", "<script>alert(1)</script>", "", "é😀", "\x00", "../../x", "'", '"'])
NOTES = st.fixed_dictionaries(
    {"caseload_id": IDS, "worker_id": IDS, "client_id": IDS | st.none(), "text": TEXTS, "date": st.dates() | st.none()}
)
