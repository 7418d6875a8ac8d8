"""E-mail addresses, web addresses and accounts on social media."""

import re
from collections.abc import Iterator

from boundary_nlp.privacy.context import Identifier, patterns

_EMAIL = re.compile(
    r"(?<![\w.+%-])[\w.+%'-]{1,64}(?:[ ]?@[ ]?|[ ]?[\[(](?:at|AT|apenstaartje)[\])][ ]?)"
    r"(?:[A-Za-z0-9À-ÖØ-öø-ÿ-]{1,63}(?:\.|[ ]?[\[(]dot[\])][ ]?)){1,5}[A-Za-z]{2,24}(?![\w@])"
)


def find_emails(text: str) -> Iterator[Identifier]:
    """Yield e-mail addresses, also with (at) for the sign."""
    lower = text.lower()
    if any(sign in lower for sign in ("@", "at]", "at)", "apenstaartje")):
        for match in _EMAIL.finditer(text):
            yield Identifier(match.start(), match.end(), "email")


_URL = re.compile(r"(?<!\w)(?:https?://|www\.)[^\s<>\"]{2,2000}", re.I)


def find_urls(text: str) -> Iterator[Identifier]:
    """Yield web addresses."""
    for pattern in (_URL, patterns().domain):
        for match in pattern.finditer(text):
            yield Identifier(match.start(), match.start() + len(match[0].rstrip(".,;:!?)]}'")), "url")


_AT_ACCOUNT = re.compile(r"(?<![\w@./+-])@(?P<name>[A-Za-z_][\w.]{1,28}\w)")


def find_accounts(text: str) -> Iterator[Identifier]:
    """Yield accounts on social media: after an @, or after the name of a platform."""
    places = patterns().words["places"]
    for match in _AT_ACCOUNT.finditer(text):
        if match["name"].lower() not in places:
            yield Identifier(match.start(), match.end(), "account")
    for match in patterns().account.finditer(text):
        yield Identifier(match.start("name"), match.end("name"), "account")
