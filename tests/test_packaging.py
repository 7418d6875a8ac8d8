"""What a build needs; that the modules compile, and then find the same, is checked when a wheel is built."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
HOOK = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"][
    "wheel"
]["hooks"]["custom"]


def test_every_module_that_is_to_be_compiled_exists() -> None:
    missing = [name for name in HOOK["modules"] if not (ROOT / "src" / "boundary_nlp" / f"{name}.py").is_file()]
    assert HOOK["modules"]
    assert missing == []


def test_compiled_modules_compute_nothing_with_cached_property() -> None:
    """A compiled class has no place to cache in: the property would be computed anew each time."""
    text = {
        name: (ROOT / "src" / "boundary_nlp" / f"{name}.py").read_text(encoding="utf-8") for name in HOOK["modules"]
    }
    assert [name for name, source in text.items() if "cached_property" in source] == []
