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


@pytest.mark.parametrize("mark", ["<", "[", ":)", "'", "x", "https://a.be/"])
def test_an_endless_piece_is_cut_before_the_tokeniser_and_read_whole(
    mark: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, seen = NoteReader(Lexicon()), list[int]()
    original = reader._tokenised
    monkeypatch.setattr(reader, "_tokenised", lambda written: seen.append(len(written)) or original(written))
    text = mark * 4_000 + " klaar"
    forms, spaces, starts = reader.read(text)
    assert "".join(form.text + " " * space for form, space in zip(forms, spaces, strict=True)) == text
    assert starts[-1] == len(text)
    assert max(seen) <= 201


def test_long_addresses_stay_whole() -> None:
    address = "https://voorbeeld.be/" + "pad-naar/blad?" * 12
    assert [form for form, _, _ in read(f"Zie {address} hier")] == [token.text for token in NLP(f"Zie {address} hier")]
