"""What the tests of a run share: a small input, small parts, and the tables of a run that nobody interrupted."""

from pathlib import Path

import pytest
from made_runs import PART_ROWS

from boundary_nlp.batch import BatchOptions, analyse_files, run

N_NOTES = 180


@pytest.fixture(scope="session")
def notes(example_notes: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Notes of the example, with rows that cannot be used among them."""
    lines = example_notes.read_text(encoding="utf-8-sig").splitlines()[: N_NOTES + 1]
    width = lines[0].count(";")
    lines.insert(40, "kapot" + ";" * (width - 2))
    lines.insert(90, lines[20])
    path = tmp_path_factory.mktemp("input") / "notes.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "PART_ROWS", PART_ROWS)


@pytest.fixture(scope="session")
def uninterrupted(notes: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("uninterrupted") / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "PART_ROWS", PART_ROWS)
        analyse_files([notes], out, BatchOptions())
    return out
