"""The data files of the package."""

from importlib.resources import files
from pathlib import Path

import pytest
import yaml

FOLDER = Path(str(files("boundary_nlp.resources")))
LISTED = sorted(FOLDER.rglob("*.yaml"))


@pytest.mark.skipif(not hasattr(yaml, "CSafeLoader"), reason="PyYAML was built without libyaml")
@pytest.mark.parametrize("path", LISTED, ids=lambda path: str(path.relative_to(FOLDER)))
def test_both_loaders_read_a_file_alike(path: Path) -> None:
    """PyYAML has one in C, where it was built with libyaml, and one in Python, which is stricter about "?" and ":"."""
    text = path.read_text(encoding="utf-8")
    assert yaml.safe_load(text) == yaml.load(text, Loader=yaml.CSafeLoader)


def test_there_are_files() -> None:
    assert len(LISTED) > 20
