"""The splitter for notes whose sentences a tool does not hold."""

import pytest

from boundary_nlp.annotation.gold import Splitter
from boundary_nlp.annotation.source import splitter


@pytest.fixture(scope="session")
def split() -> Splitter:
    return splitter()
