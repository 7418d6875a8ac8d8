"""Fixtures that several tests share."""

from pathlib import Path

import pytest

from boundary_nlp import Analyser

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def analyser() -> Analyser:
    return Analyser()


@pytest.fixture(scope="session")
def rules_only() -> Analyser:
    return Analyser(classifier="none")


@pytest.fixture(scope="session")
def example_notes() -> Path:
    return ROOT / "data" / "example_notes.csv"


@pytest.fixture(scope="session")
def dev_gold() -> Path:
    return ROOT / "data" / "gold" / "dev.jsonl"
