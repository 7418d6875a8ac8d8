"""Docstrings of public names: an example that runs, for each."""

import doctest
import importlib
import importlib.util
import pkgutil

import pytest

import boundary_nlp as bn

MODULES = sorted(module.name for module in pkgutil.walk_packages(bn.__path__, "boundary_nlp."))
WITH_EXAMPLES = [
    name
    for name in MODULES
    if ">>>" in (importlib.util.find_spec(name).loader.get_source(name) or "")  # type: ignore
]
NAMES = [name for name in bn.__all__ if not name.startswith("_") and not name.endswith(("Error", "Warning"))]


@pytest.mark.parametrize("name", ["boundary_nlp", *WITH_EXAMPLES])
def test_examples_run(name: str, tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.chdir(tmp_path)
    result = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    assert result.failed == 0


@pytest.mark.parametrize("name", NAMES)
def test_a_public_name_is_told_with_an_example(name: str) -> None:
    told = getattr(bn, name).__doc__ or ""
    assert ">>>" in told, f"{name} has no example"
