"""Runs that are interrupted end in the tables of a run that is not."""

import json
import os
import re
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from made_runs import PART_ROWS, table_bytes

from boundary_nlp.batch import BatchOptions, analyse_files
from boundary_nlp.batch.progress import Progress
from boundary_nlp.batch.result import BatchResult
from boundary_nlp.errors import OutputError

HERE = Path(__file__).parent
# Halts after so many parts until a line is given to it, so that it can be disturbed there however slow the machine is.
START = """
import sys
from pathlib import Path
from boundary_nlp.batch import BatchOptions, analyse_files, run
from boundary_nlp.batch.progress import Progress
run.PART_ROWS = 6

class Halting(Progress):
    left = int(sys.argv[4])

    def advance(self, counts):
        self.left -= 1
        if self.left == 0:
            print("halted", flush=True)
            sys.stdin.readline()

if __name__ == "__main__":
    analyse_files([sys.argv[1]], Path(sys.argv[2]), BatchOptions(workers=int(sys.argv[3]), resume=True), Halting())
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "program.py"
    path.write_text(START, encoding="utf-8")
    return path


def halted(program: Path, notes: Path, out: Path, workers: int, parts: int) -> "subprocess.Popen[str]":
    """Start a run and return its process when it has finished so many parts and waits."""
    command = [sys.executable, *map(str, (program, notes, out, workers, parts))]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "halted\n"
    return process


def ended(process: "subprocess.Popen[str]") -> int:
    """Let a process go on, and return how it ended."""
    process.communicate("\n")
    return process.returncode


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the starts are forked, which this system cannot do")
def test_killed_at_random_moments(notes: Path, uninterrupted: Path, tmp_path: Path) -> None:
    arguments = [notes, tmp_path / "out", 22, PART_ROWS, 7]
    done = subprocess.run(
        [sys.executable, HERE / "interrupted.py", *map(str, arguments)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[0]) >= 20
    assert table_bytes(tmp_path / "out") == table_bytes(uninterrupted)
    assert not (tmp_path / "out" / ".parts").exists()


def test_killed_with_its_workers(notes: Path, uninterrupted: Path, tmp_path: Path, program: Path) -> None:
    out = tmp_path / "out"
    process = halted(program, notes, out, 2, parts=5)
    workers = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    process.communicate()
    psutil.wait_procs(workers)  # all end, however long that takes here
    assert ended(halted(program, notes, out, 2, parts=1)) == 0
    assert table_bytes(out) == table_bytes(uninterrupted)


def test_a_worker_that_dies_is_replaced(notes: Path, uninterrupted: Path, tmp_path: Path, program: Path) -> None:
    out = tmp_path / "out"
    process = halted(program, notes, out, 2, parts=3)
    workers = [one for one in psutil.Process(process.pid).children() if "spawn_main" in " ".join(one.cmdline())]
    assert len(workers) == 2
    workers[0].send_signal(signal.SIGKILL)
    assert ended(process) == 0
    assert table_bytes(out) == table_bytes(uninterrupted)


def test_a_full_disk_costs_nothing_that_was_done(
    notes: Path, uninterrupted: Path, tmp_path: Path, small_parts: None
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=500k", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small file system can only be mounted by root, and not in every container")
    try:
        with pytest.raises(OutputError, match=r"No space left.*--resume"):
            analyse_files([notes], disk / "out", BatchOptions())
        assert any((disk / "out" / ".parts").iterdir())
        assert not list((disk / "out").glob("*.parquet"))
        subprocess.run(["mount", "-o", "remount,size=50m", str(disk)], check=True)
        analyse_files([notes], disk / "out", BatchOptions(resume=True))
        assert table_bytes(disk / "out") == table_bytes(uninterrupted)
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_quota_costs_nothing_that_was_done(
    notes: Path, uninterrupted: Path, tmp_path: Path, small_parts: None
) -> None:
    out = tmp_path / "out"
    before, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (24_000, before[1]))
    try:
        with pytest.raises(OutputError, match="--resume"):
            analyse_files([notes], out, BatchOptions())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert not list(out.glob("*.parquet"))
    analyse_files([notes], out, BatchOptions(resume=True))
    assert table_bytes(out) == table_bytes(uninterrupted)


def _emptied(part: Path) -> None:
    (part / "notes.parquet").write_bytes(b"")


def _cut(part: Path) -> None:
    file = part / "sentences.parquet"
    file.write_bytes(file.read_bytes()[:-20])


def _another(part: Path) -> None:
    (part / "rejected.parquet").write_bytes((part.parent / "00000001" / "findings.parquet").read_bytes())


DAMAGES: dict[str, Callable[[Path], object]] = {
    "counts are empty": lambda part: (part / "counts.json").write_text(""),
    "counts lack": lambda part: (part / "counts.json").unlink(),
    "nothing is counted": lambda part: (part / "counts.json").write_text("{}"),
    "a list": lambda part: (part / "counts.json").write_text("[]"),
    "words for numbers": lambda part: (part / "counts.json").write_text(
        '{"n_read": 6, "n_analysed": 6, "n_undated": 0, "rejected": {"a": "b"}, "identifiers": {}}'
    ),
    "a table is empty": _emptied,
    "a table is cut": _cut,
    "a table of other rows": _another,
    "a table lacks": lambda part: (part / "findings.parquet").unlink(),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_part_is_made_again(
    damage: str, notes: Path, uninterrupted: Path, tmp_path: Path, small_parts: None
) -> None:
    out = tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        analyse_files([notes], out, BatchOptions(), Stopped())
    DAMAGES[damage](out / ".parts" / "00000000")
    counts = analyse_files([notes], out, BatchOptions(resume=True))
    assert table_bytes(out) == table_bytes(uninterrupted)
    told = json.loads((uninterrupted / "run.json").read_text(encoding="utf-8"))
    assert counts.to_dict().items() <= told.items()


@pytest.mark.parametrize("change", ["input", "settings", "rules"])
def test_another_run_is_not_gone_on_with(notes: Path, tmp_path: Path, small_parts: None, change: str) -> None:
    own, rules = tmp_path / "notes.csv", tmp_path / "own.yaml"
    own.write_bytes(notes.read_bytes())
    rules.write_text(
        "pack: own\nrules:\n- {id: own-rule, signal: private_channel, explanation: x, phrase: bij mij thuis, "
        "match: De sleutel ligt bij mij thuis., no_match: Thuis.}\n"
    )
    given = {"rules": ("default", str(rules))}
    out = tmp_path / "out"
    analyse_files([own], out, BatchOptions(**given))
    analyse_files([own], out, BatchOptions(**given, resume=True))  # complete: nothing is left to do
    if change == "input":
        own.write_text(own.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    elif change == "rules":
        rules.write_text(rules.read_text() + "\n")
    settings = {"counting": "codebook", "keep_text": change != "settings"}
    with pytest.raises(OutputError, match={"settings": "keep_text"}.get(change, change)):
        analyse_files([own], out, BatchOptions(**given, **settings, resume=True))


def test_an_unfinished_run_is_told(notes: Path, tmp_path: Path, program: Path, small_parts: None) -> None:
    out = tmp_path / "out"
    process = halted(program, notes, out, 1, parts=1)
    process.kill()
    process.communicate()
    names = {entry.name for entry in (out / ".parts").iterdir()}  # these tell nothing of the notes
    assert all(re.fullmatch(r"\d{8}|[0-9a-f]{32}\.tmp|manifest\.json|\.ids-\w+", name) for name in names), names
    with pytest.raises(OutputError, match="not finished"):
        analyse_files([notes], out, BatchOptions())
    analyse_files([notes], out, BatchOptions(overwrite=True))
    assert not (out / ".parts").exists()


class Stopped(Progress):
    """Stops the run after its second part, as Ctrl-C does."""

    left = 2

    def advance(self, counts: BatchResult) -> None:
        self.left -= 1
        if self.left == 0:
            raise KeyboardInterrupt


def test_a_run_is_replaced_by_what_is_finished(
    notes: Path, uninterrupted: Path, tmp_path: Path, small_parts: None
) -> None:
    earlier, out = tmp_path / "earlier.csv", tmp_path / "out"
    earlier.write_text("rapportage\nHeb het formulier voor mw. ingevuld.\n", encoding="utf-8")
    analyse_files([earlier], out, BatchOptions())
    before = {path: path.read_bytes() for path in out.iterdir()}
    with pytest.raises(KeyboardInterrupt):
        analyse_files([notes], out, BatchOptions(overwrite=True), Stopped())
    assert {path: path.read_bytes() for path in out.iterdir() if path.is_file()} == before
    analyse_files([notes], out, BatchOptions(resume=True))
    assert table_bytes(out) == table_bytes(uninterrupted)
    assert not (out / ".parts").exists()
