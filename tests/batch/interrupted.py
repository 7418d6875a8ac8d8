"""Starts one run again and again and kills it at random moments, until it is done; run as a program by the tests.

    python interrupted.py NOTES OUT KILLS PART_ROWS SEED

Each start is a forked process, so that it begins at once. Prints how often it was killed, and after which parts.
"""

import os
import random
import signal
import sys
import time
from pathlib import Path

from boundary_nlp.batch import BatchOptions, analyse_files, run


def start(notes: Path, out: Path) -> int:
    """Start the run in a process of its own and return its id."""
    child = os.fork()
    if child == 0:
        try:
            analyse_files([notes], out, BatchOptions(resume=True))
            os._exit(0)
        finally:
            os._exit(1)
    return child


def main() -> None:
    notes, out, kills, part_rows, seed = Path(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:6])
    run.PART_ROWS = part_rows
    moments = random.Random(seed)
    warm = time.perf_counter()
    os.waitpid(start(notes, out.with_name("warm")), 0)
    whole = time.perf_counter() - warm
    done = killed = 0
    parts = []
    while not done:
        child = start(notes, out)
        if killed < kills:
            # Sometimes at once, sometimes while parts are made, and around the end.
            time.sleep(whole * moments.choice([0.02, 0.3, 0.5, 0.7]) * moments.uniform(0.2, 1.5))
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            killed += 1
            parts.append(sum(1 for entry in (out / ".parts").glob("*") if entry.name.isdigit()))
        elif killed >= kills:
            done = 1
            assert status == 0, status
        else:  # done before it could be killed: begin anew
            assert status == 0, status
            for file in out.glob("*.*"):
                file.unlink()
    print(killed, parts)


if __name__ == "__main__":
    main()
