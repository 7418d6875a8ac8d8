"""Identifiers that slipped through in notes: found by their form, check digits and context, and masked."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
from operator import attrgetter

from boundary_nlp.privacy.context import Identifier, Kind
from boundary_nlp.privacy.names import find_names
from boundary_nlp.privacy.numbers import (
    find_bank_accounts,
    find_birth_dates,
    find_bsns,
    find_national_numbers,
    find_phones,
)
from boundary_nlp.privacy.online import find_accounts, find_emails, find_urls
from boundary_nlp.privacy.places import find_addresses
from boundary_nlp.resources import load_yaml

__all__ = ["Identifier", "Kind", "find_identifiers", "mask", "mask_slice"]

# Where two overlap, the kind that stands first names both.
_FINDERS = (
    find_bank_accounts,
    find_emails,
    find_urls,
    find_national_numbers,
    find_birth_dates,
    find_addresses,
    find_phones,
    find_bsns,
    find_accounts,
)
# Characters that stand for a space or a hyphen inside numbers, one for one so that offsets hold.
_LOOKALIKES = str.maketrans(
    dict.fromkeys("\t\u00a0\u2007\u2009\u200b\u202f", " ")
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-")
    | {chr(0xFF10 + figure): str(figure) for figure in range(10)}
)
_DIGIT_OR_AT = re.compile("[0-9@]")


def find_identifiers(text: str, names: bool = False) -> list[Identifier]:
    """Return the identifiers in a text, in order and without overlap.

    Found are Belgian national register and BIS numbers, Dutch citizen service numbers (BSN), IBANs, Belgian, Dutch
    and international phone numbers (no emergency or toll-free ones), e-mail and web addresses, accounts on social
    media, postal addresses and dates of birth. Numbers with check digits count when these are right, or when the
    words before tell what the number is; a BSN or phone number that the words call a file number or an amount is
    left alone. Names of persons are looked for where ``names`` is true; this needs the extra ``deid``.
    """
    if "\t" in text or not text.isascii():
        text = text.translate(_LOOKALIKES)
    finders = [*(_FINDERS if _can_hold_identifier(text) else ()), *([find_names] if names else [])]
    return _merged([identifier for finder in finders for identifier in finder(text)])


def mask(text: str, identifiers: Iterable[Identifier]) -> str:
    """Return the text with a Dutch label in brackets for each identifier, such as ``[TELEFOONNUMMER]``."""
    return mask_slice(text, 0, len(text), list(identifiers))


def mask_slice(text: str, start: int, end: int, identifiers: Sequence[Identifier]) -> str:
    """Return ``text[start:end]``, masked.

    Parameters
    ----------
    text : the whole text, for which the identifiers were found.
    start, end : code points; an identifier that reaches over an edge is masked whole, no part of it is left.
    identifiers : in order and without overlap, as :func:`find_identifiers` gives them.
    """
    labels = load_yaml("privacy.yaml")["labels"]
    parts: list[str] = []
    position = start
    for number in range(first_beyond(identifiers, start), len(identifiers)):
        identifier = identifiers[number]
        if identifier.start >= end:
            break
        parts.append(text[position : max(identifier.start, position)])
        parts.append(f"[{labels[identifier.kind]}]")
        position = identifier.end
    parts.append(text[position:end] if position < end else "")
    return "".join(parts)


def first_beyond(identifiers: Sequence[Identifier], place: int) -> int:
    """Return the number of the first identifier that ends beyond a place.

    A long note holds as many identifiers as it has places to ask for, so none may go through them all.
    """
    return bisect_right(identifiers, place, key=attrgetter("end"))


def _can_hold_identifier(text: str) -> bool:
    if _DIGIT_OR_AT.search(text):
        return True
    lower = text.lower()
    return any(sign in lower for sign in _wordy_signs())


@lru_cache(maxsize=1)
def _wordy_signs() -> tuple[str, ...]:
    words = load_yaml("privacy.yaml")
    return (
        "www.",
        "http",
        "[at]",
        "(at)",
        "apenstaartje",
        *(f".{domain}" for domain in words["domains"]),
        *words["platforms"],
    )


def _merged(found: list[Identifier]) -> list[Identifier]:
    """Join what overlaps, so that no part of an identifier is left."""
    rank = {kind: position for position, kind in enumerate(dict.fromkeys(identifier.kind for identifier in found))}
    merged: list[Identifier] = []
    for identifier in sorted(found, key=lambda one: (one.start, rank[one.kind])):
        last = merged[-1] if merged else None
        if last is None or identifier.start >= last.end:
            merged.append(identifier)
        else:
            kind = min(last.kind, identifier.kind, key=rank.__getitem__)
            merged[-1] = Identifier(last.start, max(last.end, identifier.end), kind)
    return merged
