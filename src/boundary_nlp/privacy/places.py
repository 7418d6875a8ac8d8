"""Postal addresses: a street with a number, a postcode with a town."""

import re
from collections.abc import Iterator

from boundary_nlp.privacy.context import Identifier, patterns

_HOUSE = re.compile(
    r"(?<![\w.'-])(?P<street>[^\W\d_][^\W\d_'.-]{0,39}(?:['.-][^\W\d_'.-]{1,39}){0,3}\.?)(?:,?[ ]|,)"
    r"(?:(?:nr|no|nummer|huisnr|huisnummer)\.?[ ]?)?[0-9]{1,4}(?![0-9])"
    r"(?:[ ]?[-/][ ]?[0-9]{1,4}(?![0-9/])|[ ]?-?[A-Za-z](?![\w']|[ ][0-9]{1,3}(?![0-9]))"
    r"|[ ]?-?(?:hs|bis|I{1,3})(?!\w))?"
    r"(?P<box>[ ,]{0,2}(?:bus|bte|b|box|app|verd)\.?[ ]?[A-Za-z]?[0-9][0-9A-Za-z.]{0,5})?"
)
_TOWN = (
    r"[A-ZÀ-ÖØ-Þ][^\W\d_]{1,30}(?:-[^\W\d_]{1,20}){0,4}"
    r"(?:(?<=Sint)[ ][A-Z][a-z]{1,30}|(?<=De)[ ][A-Z][a-z]{1,30})?"
)
_POSTCODE = re.compile(
    r"(?:[ ]?[,;(-])?\s{0,2}(?:te[ ]|in[ ])?(?:(?:B|BE|NL)-)?"
    r"(?P<code>[1-9][0-9]{3}(?:[ ]?(?P<letters>[A-Z]{2})(?!\w))?)(?![\w,.]?[0-9])"
    rf"(?:,?[ ](?P<town>{_TOWN}))?"
)
_DUTCH_POSTCODE = re.compile(
    r"(?<![\w.,/€-])(?P<code>[1-9][0-9]{3}[ ]?(?P<letters>[A-Z]{2}))(?![\w-])"
    rf"(?:,?[ ](?P<town>{_TOWN}))?"
)


def find_addresses(text: str) -> Iterator[Identifier]:
    """Yield streets with a house number, with box, postcode and town where they follow, and Dutch postcodes."""
    words = patterns().words
    streets, letters = words["streets"], words["not_postcodes"]
    for house in _HOUSE.finditer(text):
        name = house["street"]
        postcode = _POSTCODE.match(text, house.end())
        if postcode and (postcode["letters"] in letters or _no_town(postcode, streets)):
            postcode = None
        if patterns().unit.match(text, house.end()) and not house["box"]:
            continue
        if _is_street(name, streets) or (postcode and name[0].isupper() and name.lower() not in streets["not_streets"]):
            start = _first_word(text, house.start(), streets)
            yield Identifier(start, postcode.end() if postcode else house.end(), "address")
    for postcode in _DUTCH_POSTCODE.finditer(text):
        year = postcode["code"][:2] in {"19", "20"} and not postcode["town"]
        if postcode["letters"] not in letters and not year:
            yield Identifier(postcode.start(), postcode.end(), "address")


def _no_town(postcode: re.Match[str], streets: dict[str, list[str]]) -> bool:
    return not postcode["letters"] and (not postcode["town"] or postcode["town"].lower() in streets["not_towns"])


def _is_street(name: str, streets: dict[str, list[str]]) -> bool:
    lower = name.lower()
    if lower in streets["exceptions"]:
        return False
    endings = tuple(streets["endings"] if name[0].isupper() else streets["plain_endings"])
    # "straat 3" alone is no name; "Markt 3" is not told from other words without its postcode.
    return any(lower.endswith(ending) and len(lower) > len(ending) + 1 for ending in endings)


_BEFORE = re.compile(r"(?:[^\W\d_][\w'.-]{0,30}|'[st])[ ]$")


def _first_word(text: str, start: int, streets: dict[str, list[str]]) -> int:
    """Go back over the words that belong to a street's name: "Koningin Astridlaan", "Jan van Rijswijcklaan"."""
    first = position = start
    for _ in range(4):
        match = _BEFORE.search(text, max(0, position - 34), position)
        if not match:
            break
        word, position = match[0].strip(), match.start()
        if position and (text[position - 1].isalnum() or text[position - 1] in "_-'"):
            break
        if word[0].isupper() and word.lower() not in streets["not_prefixes"]:
            first = position
        elif word.lower() not in streets["prefixes"]:
            break
    return first
