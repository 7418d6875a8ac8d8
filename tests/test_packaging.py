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


def test_all_that_decides_qualifiers_is_compiled() -> None:
    """One module left as Python slows every finding; `qualify` itself is public, so it keeps its docstring."""
    folder = ROOT / "src" / "boundary_nlp" / "qualifiers"
    modules = {f"qualifiers/{file.stem}" for file in folder.glob("*.py")} - {"qualifiers/__init__", "qualifiers/span"}
    assert modules <= set(HOOK["modules"])


def test_compiled_modules_compute_nothing_with_cached_property() -> None:
    """A compiled class has no place to cache in: the property would be computed anew each time."""
    text = {
        name: (ROOT / "src" / "boundary_nlp" / f"{name}.py").read_text(encoding="utf-8") for name in HOOK["modules"]
    }
    assert [name for name, source in text.items() if "cached_property" in source] == []
