"""What the words around a number say about it, from the word lists in ``resources/privacy.yaml``."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from boundary_nlp.resources import load_yaml

Kind = Literal["national_number", "bsn", "iban", "phone", "email", "url", "account", "address", "birth_date", "name"]


class Identifier(NamedTuple):
    """An identifier in a text; ``start`` and ``end`` are code points."""

    start: int
    end: int
    kind: Kind


NUMBER_START = r"(?<![0-9A-Za-z+])(?<![0-9][.,/:-])"
_WINDOW = 48
_DIGIT_OR_AT = re.compile("[0-9@]")


def any_of(words: Iterable[str]) -> str:
    """Return a regular expression for any of the words, the longest first."""
    return "|".join(re.escape(word).replace(r"\ ", r"\s") for word in sorted(words, key=len, reverse=True))


class Patterns(NamedTuple):
    """What is compiled from the word lists."""

    cue: re.Pattern[str]
    unit: re.Pattern[str]
    birth: re.Pattern[str]
    account: re.Pattern[str]
    domain: re.Pattern[str]
    words: dict[str, Any]


@lru_cache(maxsize=1)
def patterns() -> Patterns:
    """Return the patterns; compiled once per process."""
    words = load_yaml("privacy.yaml")
    cues, months = words["cues"], any_of(words["months"])
    named = "|".join(rf"(?P<{kind}>{any_of(cues[kind])})" for kind in ("national_number", "bsn", "phone", "other"))
    ending = rf"[^\W\d_]\w{{1,23}}-?(?:{any_of(cues['other_endings'])})"
    date = (
        r"(?:[0-9]{1,2}[ ]?[-/. ][ ]?[0-9]{1,2}[ ]?[-/. ][ ]?(?:[0-9]{4}|[0-9]{2})(?![0-9])"
        r"|[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}(?![0-9])"
        rf"|[0-9]{{1,2}}(?:e|ste|de)?[ -]?(?:{months})\b\.?(?:[ -]?(?:[0-9]{{4}}|'?[0-9]{{2}})(?![0-9]))?)"
    )
    return Patterns(
        cue=re.compile(
            rf"(?<![\w-])(?:(?:{named})|(?P<ending>{ending}))(?![\w-])\.?|[{_signs(words)}]",
            re.I,
        ),
        unit=re.compile(rf"[ ]?(?:{any_of(words['units'])})(?!\w)|,-", re.I),
        birth=re.compile(
            rf"(?:(?<![\w])(?:{any_of(cue for cue in words['birth_cues'] if cue != '°')})|(?<![0-9] )(?<![0-9])°)"
            rf"(?![^\W\d_])\.?[^0-9.!?\n]{{0,30}}?(?P<date>{date})",
            re.I,
        ),
        account=re.compile(
            rf"(?<!\w)(?:{any_of(words['platforms'])})(?:[- ]?(?:account|profiel|naam))?"
            r"(?:[ ]?[:=][ ]?|[ ](?=@?[A-Za-z.]{0,24}[0-9_]))(?P<name>@?[A-Za-z0-9_][\w.-]{2,38}\w)",
            re.I,
        ),
        domain=re.compile(
            r"(?<![\w@.-])[A-Za-z0-9][A-Za-z0-9-]{2,62}(?:\.[A-Za-z0-9-]{1,63}){0,3}"
            rf"\.(?:{any_of(words['domains'])})(?![\w-])(?:[/?#][^\s<>\"]{{0,2000}})?"
        ),
        words=words,
    )


def _signs(words: dict[str, Any]) -> str:
    return re.escape("".join(words["amount_signs"]))


def told_before(text: str, start: int) -> str:
    """Return what the words close before a number say it is.

    A kind, ``"other"`` for what is surely none, ``"ending"`` for some other number ("klantnummer"), or nothing.
    """
    window = text[max(0, start - _WINDOW) : start].rpartition("\n")[2]
    last = None
    for last in patterns().cue.finditer(window):  # noqa: B007  the last one counts
        pass
    if last is None:
        return ""
    between = window[last.end() :]
    if len(between) > 24 or _DIGIT_OR_AT.search(between) or re.search(r"[.!?;,]\s", between):
        return ""
    return last.lastgroup or "other"
