"""Every code block of the documentation is run, page by page, in order.

``python`` blocks of a page share their names; ``sh`` blocks run in a folder of their own that holds ``data``; a block
with a title is written to that file; a ``text`` block is what the block before it must print ("..." stands for
anything). The run of the example, with which many pages begin, is done once for all of them. A block after the comment
``<!-- not run: reason -->``, or marked ``no-run``, is not run.
"""

import doctest
import io
import os
import re
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import chdir, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from markdown_it import MarkdownIt

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
NOT_RUN = re.compile(r"<!-- not run: .{5,} -->")
TITLE = re.compile(r'title="([\w.-]+)"')
SHARED_RUN = re.compile(r"boundary-nlp run data/example_notes\.csv --out out(?P<quiet> --quiet)?\n")
DATA_LANGUAGES = ("yaml", "ini", "csv", "json", "toml")


@dataclass
class Block:
    place: str
    language: str
    title: str
    code: str


def blocks_of(page: Path) -> Iterator[Block]:
    before = ""
    for token in MarkdownIt("commonmark").parse(page.read_text(encoding="utf-8")):
        if token.type == "fence":
            language = token.info.split()[0] if token.info else ""
            title = TITLE.search(token.info)
            if not NOT_RUN.search(before) and "no-run" not in token.info:
                line = (token.map or [0])[0] + 1
                yield Block(f"{page.name}, line {line}", language, title.group(1) if title else "", token.content)
        before = token.content if token.type == "html_block" else ""


def run_python(block: Block, names: dict[str, Any]) -> str:
    shown = io.StringIO()
    with redirect_stdout(shown):
        exec(compile(block.code, block.place, "exec"), names)
    return shown.getvalue()


def run_shell(block: Block, shared: "SharedRun") -> str:
    """Run a block; where it begins with the run of the example that many pages begin with, that was done already."""
    code, shown = block.code, ""
    begun = SHARED_RUN.match(code)
    if begun and not Path("out").exists():
        shutil.copytree(shared.folder, "out")
        code, shown = code[begun.end() :], "" if begun["quiet"] else shared.shown
    return shown + shell(code, block.place) if code.strip() else shown


def shell(code: str, place: str) -> str:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", code],
        capture_output=True, text=True, encoding="utf-8", check=False,
        env={**os.environ, "PATH": path, "COLUMNS": "100"},
    )  # fmt: skip
    assert done.returncode == 0, f"{place}: exit code {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


class SharedRun(NamedTuple):
    """One run of the example export: its folder, and what it printed."""

    folder: Path
    shown: str


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> SharedRun:
    folder = tmp_path_factory.mktemp("shared")
    (folder / "data").symlink_to(ROOT / "data")
    with chdir(folder):
        shown = shell("boundary-nlp run data/example_notes.csv --out out", "the shared run")
    return SharedRun(folder / "out", shown)


def check_output(block: Block, shown: str) -> None:
    wanted, got = (
        "\n".join(line.rstrip() for line in text.strip().splitlines()) + "\n" for text in (block.code, shown)
    )
    same = doctest.OutputChecker().check_output(wanted, got, doctest.ELLIPSIS)
    assert same, f"{block.place} does not show what is printed:\n{got}"


@pytest.mark.parametrize("page", PAGES, ids=[page.relative_to(ROOT).as_posix() for page in PAGES])
def test_code_blocks(page: Path, tmp_path: Path, shared: SharedRun) -> None:
    (tmp_path / "data").symlink_to(ROOT / "data")
    names: dict[str, Any] = {"__name__": "__main__"}
    shown = ""
    with chdir(tmp_path), warnings.catch_warnings():
        for block in blocks_of(page):
            if block.title:
                Path(block.title).write_text(block.code, encoding="utf-8")
            elif block.language == "python":
                shown = run_python(block, names)
            elif block.language == "sh":
                shown = run_shell(block, shared)
            elif block.language == "text":
                check_output(block, shown)
            else:
                assert block.language in DATA_LANGUAGES, f"{block.place}: no test runs '{block.language}'; mark it"
