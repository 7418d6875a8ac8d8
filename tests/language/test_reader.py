from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundary_nlp.language.forms import Lexicon
from boundary_nlp.language.reader import NoteReader
from boundary_nlp.language.tokenizer import blank_pipeline, encodable

NLP = blank_pipeline()
READER = NoteReader(Lexicon())
PARTS = [
    "ik",
    "mw.",
    "d.w.z.",
    "(afd.",
    "[NAAM],",
    "(gebeld)",
    '"zelf"',
    "):",
    "12",
    "²",
    "8.30u",
    "gebeld.",
    "14.30u",
    "'s",
    "e-mail/sms",
    "😀",
    " ",
    "  ",
    "\n",
    "\t",
    "\x1c",
]


def read(text: str) -> Iterator[tuple[str, bool, int]]:
    forms, spaces, starts = READER.read(text)
    return zip((form.text for form in forms), spaces, starts[:-1], strict=True)


@given(st.lists(st.sampled_from(PARTS)).map("".join))
def test_a_note_is_read_as_the_tokeniser_cuts_it(text: str) -> None:
    assert list(read(text)) == [(token.text, bool(token.whitespace_), token.idx) for token in NLP(text)]


@pytest.mark.parametrize("text", ["", " ", "a ", "  a", "kapot\ud800 teken"])
def test_the_last_place_is_the_end_of_the_text(text: str) -> None:
    assert READER.read(text).starts[-1] == len(text)
    assert [form for form, _, _ in read(text)] == [token.text for token in NLP(encodable(text))]


def test_a_full_store_is_begun_anew_and_reading_goes_on() -> None:
    lexicon = Lexicon()
    small, large = NoteReader(lexicon, limit=2), NoteReader(lexicon)
    text = "Heb haar gebeld, zij belt morgen terug. Heb haar gebeld."
    assert small.read(text) == large.read(text)
    assert len(small._known) <= 2 and len(small._known_before) <= 2
