"""Names of persons, found by deduce (Menger et al., 2018), the library of the extra ``deid``.

It works offline, with lists of names that it brings. It takes some 1.1 GB of memory in each process and seconds to
load; the very first time it builds its lists, which takes a minute or two.
"""

import logging
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from boundary_nlp.errors import InputError
from boundary_nlp.privacy.context import Identifier

_PERSON = "persoon"


def find_names(text: str) -> Iterator[Identifier]:
    """Yield the names of persons in a text.

    Raises
    ------
    InputError
        When the extra ``deid`` is not installed.

    References
    ----------
    V. Menger, F. Scheepers, L. M. van Wijk, M. Spruit (2018). DEDUCE: A pattern matching method for automatic
    de-identification of Dutch medical text. Telematics and Informatics 35(4).
    """
    deduce, enabled = load_deduce()
    for found in deduce.deidentify(text, enabled=enabled).annotations.sorted(by=("start_char",)):
        if found.tag == _PERSON:
            yield Identifier(found.start_char, found.end_char, "name")


@lru_cache(maxsize=1)
def load_deduce() -> tuple[Any, frozenset[str]]:
    """Load deduce, once per process, and tell which of its parts are about names."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    try:
        from deduce import Deduce  # noqa: PLC0415  only the extra brings it
    except ImportError:
        raise InputError('Names need the extra "deid": pip install "boundary-nlp[deid]".') from None
    finally:
        # It sets up logging for the whole program, on standard output and with debug messages.
        root.handlers, root.level = handlers, level
    deduce = Deduce()
    names = deduce.processors["names"]
    after = deduce.processors["post_processing"]
    parts = {"names", *(name for name, _ in names), "post_processing", *(name for name, _ in after)} - {"redactor"}
    return deduce, frozenset(parts)
