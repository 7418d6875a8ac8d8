"""Trained pipelines to test on: a tiny one made here, and a real one where the machine has it."""

import os
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from tiny import train_tiny_pipeline

STAND_IN = Path(__file__).parents[3] / "shared" / "models" / "nl_ud_sm"


@pytest.fixture(scope="session")
def tiny_pipeline() -> Language:
    return train_tiny_pipeline()


@pytest.fixture(scope="session")
def real_pipeline() -> str:
    """Return the name or folder of a trained Dutch pipeline."""
    named = os.environ.get("BOUNDARY_NLP_TEST_MODEL")
    if named:
        return named
    if spacy.util.is_package("nl_core_news_sm"):
        return "nl_core_news_sm"
    if STAND_IN.is_dir():
        return str(STAND_IN)
    pytest.skip("no trained pipeline: set BOUNDARY_NLP_TEST_MODEL, or run `python -m spacy download nl_core_news_sm`")
