"""Numbers and dates that point to a person: bank account, national number, BSN, phone, date of birth."""

import re
from collections.abc import Iterator
from typing import Any

from boundary_nlp.privacy.context import NUMBER_START, Identifier, patterns, told_before

_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}[ ]?[0-9]{2}(?:[ .-]?[A-Za-z0-9]){11,30}")
_DOMESTIC_IBAN = re.compile(
    r"(?:BE[ ]?[0-9]{2}(?:[ .-]?[0-9]){12}|NL[ ]?[0-9]{2}[ .-]?[A-Z]{4}(?:[ .-]?[0-9]){10})(?![A-Za-z0-9])",
    re.I,
)


def find_bank_accounts(text: str) -> Iterator[Identifier]:
    """Yield IBANs: valid, or in the Belgian or Dutch form, where a typing error hides no one."""
    position = 0
    while match := _IBAN.search(text, position):
        start, position = match.start(), match.start() + 2
        domestic = _DOMESTIC_IBAN.match(text, start)
        ends = range(match.end(), start + 14, -1)
        end = domestic.end() if domestic else next((end for end in ends if _is_iban(text, start, end)), None)
        if end:
            yield Identifier(start, end, "iban")
            position = end


def _is_iban(text: str, start: int, end: int) -> bool:
    from stdnum import iban  # noqa: PLC0415  only texts with figures need it

    return not text[end : end + 1].isalnum() and bool(iban.is_valid(text[start:end]))


_NATIONAL = re.compile(
    NUMBER_START + r"[0-9]{2}[. /-]?[0-9]{2}[. /-]?[0-9]{2}[ ]?[. /-]?[ ]?[0-9]{3}[ ]?[. /-]?[ ]?[0-9]{2}(?![0-9])"
)
_OFFICIAL = re.compile(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}-[0-9]{3}\.[0-9]{2}")


def find_national_numbers(text: str) -> Iterator[Identifier]:
    """Yield Belgian national register and BIS numbers: valid, or called so, or in the official form."""
    from stdnum.be import bis, nn  # noqa: PLC0415

    for match in _NATIONAL.finditer(text):
        figures = re.sub(r"[^0-9]", "", match[0])
        if (
            nn.is_valid(figures)
            or bis.is_valid(figures)
            or _OFFICIAL.fullmatch(match[0])
            or told_before(text, match.start()) == "national_number"
        ):
            yield Identifier(match.start(), match.end(), "national_number")


_BSN = re.compile(NUMBER_START + r"[0-9](?:[ .-]?[0-9]){7,8}(?![0-9])(?!,[0-9])")
_BSN_GROUPS = re.compile(r"[0-9]{9}|[0-9]{3}([ .-])[0-9]{3}\1[0-9]{3}|[0-9]{4}([ .-])[0-9]{2}\2[0-9]{3}")


def find_bsns(text: str) -> Iterator[Identifier]:
    """Yield Dutch citizen service numbers: called so, or valid and called nothing else."""
    from stdnum.nl import bsn  # noqa: PLC0415

    for match in _BSN.finditer(text):
        told = told_before(text, match.start())
        valid = bool(_BSN_GROUPS.fullmatch(match[0])) and bsn.is_valid(match[0])
        if told == "bsn" or (
            valid and told not in {"other", "ending"} and not patterns().unit.match(text, match.end())
        ):
            yield Identifier(match.start(), match.end(), "bsn")


_PHONE = re.compile(
    rf"(?:(?<=tel)|(?<=gsm)|{NUMBER_START})" r"(?:\+[ ]?|\(\+?)?[0-9](?:[ .\-/()]{0,3}[0-9]){6,16}", re.I
)
_NO_PHONE = re.compile(  # a date, or hours from and to
    r"(?:0?[1-9]|[12][0-9]|3[01])([-/.])(?:0?[1-9]|1[0-2])\1(?:(?:19|20)[0-9]{2}|[0-9]{2}(?!\1?[0-9]))"
    r"|(?:19|20)[0-9]{2}([-/.])(?:0[1-9]|1[0-2])\2[0-3][0-9]"
    r"|[0-2]?[0-9][.:][0-5][0-9][ ]?-[ ]?[0-2]?[0-9][.:][0-5][0-9]"
)
# Unmistakable by its punctuation, also where the numbering plan has no such number (yet).
_WRITTEN_PHONE = re.compile(
    r"(?:0[2349][ ]?/[ ]?[0-9]{3}(?:[. ]?[0-9]{2}){2}|0[0-9]{2}[ ]?/[ ]?[0-9]{2}(?:[. ]?[0-9]{2}){2}"
    r"|04[0-9]{2}[ ]?/[ ]?(?:[0-9]{2}(?:[. ]?[0-9]{2}){2}|[0-9]{3}[. ]?[0-9]{3}))(?![0-9/])"
)
MOST_NATIONAL = 12  # figures of the longest Belgian or Dutch number, its 0 included
_ENTERPRISE = re.compile(r"[01][0-9]{3}\.[0-9]{3}\.[0-9]{3}(?![0-9])")


def find_phones(text: str) -> Iterator[Identifier]:
    """Yield phone numbers: valid in Belgium, the Netherlands or the country they name, or called so."""
    position = 0
    while match := _PHONE.search(text, position):
        start = match.start()
        end = _phone_end(text, start, match.end())
        if end:
            yield Identifier(start, end, "phone")
        position = end or _group_end(text, start)


def _phone_end(text: str, start: int, limit: int) -> int | None:
    """Where the phone number that starts here ends, if there is one."""
    if _NO_PHONE.match(text, start):
        return None
    international = text[start] in "+(" or text.startswith("00", start)
    ends, written = _possible_ends(text, start, limit, international), _WRITTEN_PHONE.match(text, start)
    if not (ends or written):
        return None
    told = told_before(text, start)
    if told == "ending" and text[start:limit].isdigit():
        told = "other"  # a phone number is seldom called so, and then seldom written in one run
    if told in {"other", "bsn", "national_number"}:
        return None
    if not (told == "phone" or international or text[start] == "0"):
        return None
    # An international number is the same one from either country.
    one = text.startswith(("+", "(+", "00"), start) or _ENTERPRISE.match(text, start)
    regions = ("BE",) if one else ("BE", "NL")
    for end in reversed(ends):
        if text.count("/", start, end) <= 1 and _is_phone(text[start:end], regions):
            return end
    if written:
        return written.end()
    if told == "phone":
        return next((end for end in reversed(ends) if sum(map(str.isdigit, text[start:end])) <= 12), None)
    return None


def _possible_ends(text: str, start: int, limit: int, international: bool) -> list[int]:
    """Return where a number that starts here may end: after a group of figures, with as many as a number has."""
    ends, figures = [], ""
    for end in range(start + 1, limit + 1):
        if text[end - 1].isdigit():
            figures += text[end - 1]
            if len(figures) >= 7 and not text[end : end + 1].isdigit():
                ends.append(end)
    if international:
        return [] if figures.startswith("000") else ends
    if figures.startswith("00"):
        return []
    return [end for end in ends if sum(map(str.isdigit, text[start:end])) <= MOST_NATIONAL]


def _is_phone(number: str, regions: tuple[str, ...]) -> bool:
    """Whether this is a valid phone number of a person: no toll-free, premium or shared-cost one."""
    import phonenumbers  # noqa: PLC0415

    public = phonenumbers.PhoneNumberType
    figures = re.sub(r"[^0-9]", "", number.replace("(0)", ""))
    for region in regions:
        plan: Any = phonenumbers.PhoneMetadata.metadata_for_region(region)
        if re.match("0[1-9]", figures) and not re.fullmatch(plan.general_desc.national_number_pattern, figures[1:]):
            continue  # parsing it would tell the same, and takes long
        try:
            parsed = phonenumbers.parse(number.replace("(0)", ""), region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            return phonenumbers.number_type(parsed) not in {
                public.TOLL_FREE, public.PREMIUM_RATE, public.SHARED_COST, public.UAN
            }  # fmt: skip
    return False


def _group_end(text: str, position: int) -> int:
    """Where the next figures after ``position`` end."""
    match = re.compile("[0-9]+").search(text, position)
    return match.end() if match else len(text)


def find_birth_dates(text: str) -> Iterator[Identifier]:
    """Yield dates that a word for birth precedes."""
    for match in patterns().birth.finditer(text):
        yield Identifier(match.start("date"), match.end("date"), "birth_date")
