"""Docstrings of public names: an example that runs, for each."""

import doctest
import importlib
import importlib.util
import pkgutil
import re
from pathlib import Path

import pytest

import boundary_nlp as bn

MODULES = sorted(module.name for module in pkgutil.walk_packages(bn.__path__, "boundary_nlp."))
WITH_EXAMPLES = [
    name
    for name in MODULES
    if ">>>" in (importlib.util.find_spec(name).loader.get_source(name) or "")  # type: ignore
]
REFERENCE = (Path(__file__).parents[2] / "docs" / "reference" / "python.md").read_text(encoding="utf-8")
NAMES = [f"boundary_nlp.{name}" for name in bn.__all__ if not name.startswith("_")]
NAMES += [name for name in re.findall(r"^::: ([\w.]+)$", REFERENCE, re.MULTILINE) if name != "boundary_nlp.errors"]


@pytest.mark.parametrize("name", ["boundary_nlp", *WITH_EXAMPLES])
def test_examples_run(name: str, tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.chdir(tmp_path)
    result = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    assert result.failed == 0


@pytest.mark.parametrize("name", NAMES)
def test_a_public_name_is_told_with_an_example(name: str) -> None:
    module, _, attribute = name.rpartition(".")
    told = getattr(importlib.import_module(module), attribute).__doc__ or ""
    assert ">>>" in told, f"{name} has no example"
