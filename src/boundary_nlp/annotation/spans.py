"""Signals and qualifiers as annotation tools hold them."""

from collections.abc import Mapping
from functools import lru_cache

from boundary_nlp.resources import load_yaml
from boundary_nlp.taxonomy import SIGNALS

META = ("note_id", "setting", "region", "style", "writer")


@lru_cache(maxsize=64)
def usual(signal: str) -> Mapping[str, str]:
    """Return the qualifiers that a span of a signal has where nobody chose them."""
    data = load_yaml("annotation.yaml")
    return {**data["usual"], **data["signals"].get(signal, {})}


def colour(signal: str) -> Mapping[str, str]:
    """Return the colours of a signal's stance: ``background`` and ``text``."""
    colours: Mapping[str, str] = load_yaml("colours.yaml")["light"][SIGNALS[signal].stance]
    return colours
