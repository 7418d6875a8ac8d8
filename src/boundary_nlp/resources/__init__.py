"""Data files of the package: taxonomy, lexicon, rule packs, texts and the shipped model."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def load_yaml(name: str) -> Any:
    """Return the content of a packaged YAML file, such as ``"taxonomy.yaml"``; parsed once per process."""
    return yaml.load((files(__name__) / name).read_text(encoding="utf-8"), Loader=_Loader)
