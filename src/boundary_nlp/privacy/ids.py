"""Ids that are identifiers themselves, such as a national number as the number of a client."""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from boundary_nlp.io.notes import NoteRow
from boundary_nlp.privacy.context import Kind
from boundary_nlp.privacy.numbers import find_bank_accounts, find_bsns, find_national_numbers
from boundary_nlp.privacy.online import find_emails

COLUMNS = ("note_id", "caseload_id", "worker_id", "client_id")
# Phone numbers are left out: too many numbers of clients look like one.
_FINDERS = (find_bank_accounts, find_emails, find_national_numbers, find_bsns)


def hide_ids(
    notes: Sequence[NoteRow], key: bytes, columns: Sequence[str] = COLUMNS
) -> tuple[list[NoteRow], Counter[str]]:
    """Put a pseudonym in the place of ids that are identifiers; the same one for the same id and key.

    Parameters
    ----------
    notes : as they were read.
    key : what the pseudonyms are made with. Who has it can find out the ids by trying all numbers: it must be told
        nowhere.
    columns : of the ids that are looked at.

    Returns
    -------
    list of NoteRow, Counter
        The notes, and how many ids were hidden, by kind.
    """
    hidden: Counter[str] = Counter()
    safe = []
    for note in notes:
        changes: dict[str, Any] = {}
        for column in columns:
            value = getattr(note, column)
            if value is not None and (kind := id_kind(value)):
                changes[column] = pseudonym(value, key)
                hidden[kind] += 1
        safe.append(note._replace(**changes) if changes else note)
    return safe, hidden


def content_key(notes: Sequence[NoteRow]) -> bytes:
    """Return a key for pseudonyms that depends on all that the notes hold: it is the same when they are read again."""
    content = blake2b(digest_size=32, person=b"pseudonyms")
    for note in notes:
        content.update(repr(note).encode("utf-8", "surrogatepass"))
    return content.digest()


def pseudonym(value: str, key: bytes) -> str:
    """Return what stands in the place of an id."""
    return f"id-{blake2b(value.encode('utf-8', 'surrogatepass'), key=key, digest_size=8).hexdigest()}"


@lru_cache(maxsize=65_536)
def id_kind(value: str) -> Kind | None:
    """Return the kind of identifier that an id is, as a whole or in part."""
    return next((found.kind for finder in _FINDERS for found in finder(value)), None)
