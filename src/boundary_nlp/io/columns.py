"""Which column of an export is the text, the date, the worker: recognised by name, or told by the user."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

from boundary_nlp.errors import InputError
from boundary_nlp.resources import load_yaml

FRAME = "the frame"  # how messages call a table in memory: whoever gave it reads them as a programmer
CANONICAL = ("note_id", "caseload_id", "worker_id", "client_id", "date", "text", "setting")

_LONGEST_NAME, _MOST_WORDS = 40, 4
_NO_NAME = re.compile(r"^[\d\W]+$|[.!?,;]\s|\s.*[.!?]$|\d{4}-\d\d?-\d|\d\d?[-/.]\d\d?[-/.]\d")


def normalise_name(name: str) -> str:
    """Return a name without case, accents, spaces and punctuation: "Cliënt-nr." becomes "clientnr"."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    return "".join(char for char in decomposed if char.isalnum())


@lru_cache(maxsize=1)
def _ranks() -> dict[str, tuple[str, int]]:
    """Normalised name -> (canonical name, rank); the lower the rank, the stronger the claim."""
    ranks: dict[str, tuple[str, int]] = {}
    for canonical, names in load_yaml("columns.yaml").items():
        for rank, name in enumerate(names):
            ranks.setdefault(normalise_name(name), (canonical, rank))
    return ranks


def check_overrides(overrides: Mapping[str, str], source: str = "the table") -> None:
    """Raise an InputError when ``overrides`` names something that is no column of a note."""
    for canonical in overrides:
        if canonical not in CANONICAL:
            raise InputError(
                f"{'columns' if source == FRAME else '--columns'}: '{canonical}' is no column of a note. "
                f"Choose from: {', '.join(CANONICAL)}; for example {_option(source, 'text', 'Rapportage')}."
            )


def check_single(
    found: Sequence[str], claimed: Mapping[str, Sequence[int]], overrides: Mapping[str, str], source: str
) -> None:
    """Raise an InputError when a column has two roles, or two columns have one that nothing tells them apart for.

    Parameters
    ----------
    found, overrides, source : as for `recognise_columns`; claimed : by `claims`.
    """
    roles: dict[int, str] = {}
    for canonical, positions in claimed.items():
        one = roles.setdefault(positions[0], canonical) if positions else canonical
        if one != canonical:
            raise InputError(
                f"{source}: {'columns' if source == FRAME else '--columns'} names one column twice, for {one} and for "
                f"{canonical}. Name another column for one of them."
            )
    for canonical, positions in claimed.items():
        if len({normalise_name(found[position]) for position in positions[:2]}) == len(positions[:2]):
            continue  # none, one, or a stronger claim and a weaker one
        if canonical in overrides:
            raise InputError(
                f"{source}: {_option(source, canonical, overrides[canonical])} fits several columns. "
                f"{_told(found)} Rename one of them."
            )
        if canonical != "text":
            raise InputError(
                f"{source}: more than one column can be the {canonical}: {_both(found, positions)}. "
                "Rename one of them, or leave it out."
            )


def claims(found: Sequence[str], overrides: Mapping[str, str]) -> dict[str, list[int]]:
    """Return per canonical name the positions in ``found`` that claim it, strongest first.

    An override that names a missing column yields an empty list.
    """
    claimed: dict[str, list[int]] = {name: _positions(found, wanted) for name, wanted in overrides.items()}
    taken = {position for positions in claimed.values() for position in positions}
    ranked: dict[str, list[tuple[int, int]]] = {}
    for position, name in enumerate(found):
        claim = _ranks().get(normalise_name(name))
        if claim and position not in taken and claim[0] not in claimed:
            ranked.setdefault(claim[0], []).append((claim[1], position))
    return claimed | {name: [position for _, position in sorted(both)] for name, both in ranked.items()}


def recognise_columns(
    found: Sequence[str], overrides: Mapping[str, str] | None = None, source: str = "the table"
) -> dict[str, int]:
    """Return for each canonical column that ``found`` has its position there.

    Parameters
    ----------
    found : the column names as they stand in the file.
    overrides : canonical name -> column name chosen by the user; wins over what is recognised.
    source : how messages name the file.

    Raises
    ------
    InputError
        When an override names a missing column, or when not exactly one column is the text.
    """
    overrides = overrides or {}
    check_overrides(overrides, source)
    claimed = claims(found, overrides)
    for canonical, wanted in overrides.items():
        if not claimed[canonical]:
            raise InputError(
                f"{source}: {_option(source, canonical, wanted)} names a column that is not there. {_told(found)} "
                f"Name one of these: {_option(source, canonical, '…')}"
            )
    check_single(found, claimed, overrides, source)
    texts = claimed.get("text", [])
    if not texts:
        example = found[-1] if found and not _untold(found) else "…"
        raise InputError(
            f"{source}: no column with the text of the notes. {_told(found)} "
            f"Say which one holds the text, for example {_option(source, 'text', example)}"
        )
    if len(texts) > 1:
        raise InputError(
            f"{source}: more than one column can be the text: {_both(found, texts)}. {_told(found)} "
            f"Say which one it is, for example {_option(source, 'text', found[texts[0]])}"
        )
    return {canonical: positions[0] for canonical, positions in claimed.items()}


def _positions(found: Sequence[str], wanted: str) -> list[int]:
    """Positions of the wanted column: by its exact name, else by its normalised name."""
    exact = [position for position, name in enumerate(found) if name.strip() == wanted.strip()]
    key = normalise_name(wanted)
    return exact or [position for position, name in enumerate(found) if key and normalise_name(name) == key]


def _untold(found: Sequence[str]) -> bool:
    return any(map(_is_no_name, found)) or not any(normalise_name(name) in _ranks() for name in found)


def _told(found: Sequence[str]) -> str:
    if found and _untold(found):
        return (
            f"Columns found: {len(found)}. Names are not told: the first row may be a note, so a header may be "
            "missing. Put the names of the columns above the notes."
        )
    return "Columns found: " + (", ".join(f"'{name}'" for name in found) or "none") + "."


def _is_no_name(name: str) -> bool:
    """Whether a header holds what stands in notes: a sentence, a number or a date; of these nothing may be told."""
    words = name.split()
    return len(name) > _LONGEST_NAME or len(words) > _MOST_WORDS or bool(_NO_NAME.search(name.strip()))


def _both(found: Sequence[str], positions: Sequence[int]) -> str:
    return " and ".join(f"'{found[position]}'" for position in positions)


def _option(source: str, canonical: str, name: str) -> str:
    """Return how whoever reads the message names a column."""
    if source == FRAME:
        return f'columns={{"{canonical}": "{name}"}}'
    return f'--columns {canonical}="{name}"' if " " in name else f"--columns {canonical}={name}"
