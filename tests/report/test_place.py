"""Where a report's files lie: apart from those of another report, and in place only when all are written."""

import gc
import re
import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

import pandas as pd
import pytest

import boundary_nlp as bn
from boundary_nlp.errors import OutputError


def content(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def one_caseload(tables: bn.Tables, name: str) -> bn.Tables:
    notes = tables.notes[tables.notes["caseload_id"] == name]
    return bn.Tables(notes, tables.sentences, tables.findings, tables.rejected)


def links(page: Path) -> list[Path]:
    found = re.findall(r'href="([^"#]+)"', page.read_text(encoding="utf-8"))
    return [page.parent / unquote(link) for link in found]


def test_reports_in_one_folder_keep_their_own_pages(tables: bn.Tables, shifts: pd.DataFrame, tmp_path: Path) -> None:
    first = bn.write_report(one_caseload(tables, "begeleider-A"), shifts, tmp_path / "teamA.html")
    before = content(tmp_path)
    for name in ("teamB.html", "report.html"):
        bn.write_report(one_caseload(tables, "begeleider-B"), shifts, tmp_path / name)
    assert content(tmp_path).items() >= before.items()
    (page,) = links(first)
    assert "begeleider-A" in page.read_text(encoding="utf-8")
    assert first.samefile(links(page)[0])


def test_links_hold_for_any_name(tables: bn.Tables, shifts: pd.DataFrame, tmp_path: Path) -> None:
    first = bn.write_report(one_caseload(tables, "begeleider-A"), shifts, tmp_path / "a:b #1 100%?.html")
    (page,) = links(first)
    assert first.samefile(links(page)[0])


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    before, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.parametrize("size", [4_000, 100_000], ids=["pages", "workbook"])
def test_a_report_that_cannot_be_written_leaves_the_earlier_one_as_it_was(
    tables: bn.Tables, shifts: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    bn.write_report(tables, shifts, tmp_path / "report.html")
    before = content(tmp_path)
    aloud: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", aloud.append)
    few = one_caseload(tables, "begeleider-A")
    with files_of_at_most(size), pytest.raises(OutputError, match="File too large"):
        bn.write_report(few, shifts, tmp_path / "report.html")
    gc.collect()
    assert content(tmp_path) == before
    assert len(list(tmp_path.iterdir())) == 3
    assert not aloud
    bn.write_report(few, shifts, tmp_path / "report.html")
    assert [page.name for page in (tmp_path / "caseloads").iterdir()] == ["caseload-001.html"]


def test_nothing_is_replaced_where_a_folder_has_the_name_of_the_report(
    tables: bn.Tables, shifts: pd.DataFrame, tmp_path: Path
) -> None:
    (tmp_path / "report.html").mkdir()
    with pytest.raises(OutputError, match="is a folder"):
        bn.write_report(tables, shifts, tmp_path / "report.html")
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
