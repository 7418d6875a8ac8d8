import subprocess
import sys
from collections import Counter

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import iban

from boundary_nlp.privacy import find_identifiers, mask, mask_slice, numbers
from identifier_scores import identifier_cases, identifier_scores, unmark


def test_precision_and_recall_over_identifiers_in_context():
    scores = identifier_scores()
    assert scores.wanted.total() >= 200
    with_check_digits = [scores.recall(kind) for kind in ("national_number", "bsn", "iban")]
    assert min(with_check_digits) >= 0.98
    assert scores.recall("phone") >= 0.95
    assert scores.recall("email") >= 0.95
    assert min(map(scores.recall, scores.kinds)) >= 0.9
    assert scores.precision() >= 0.9


@pytest.mark.parametrize("text", ["", "Mevrouw belde zelf naar de dienst.", "Hij vroeg: wat nu?"])
def test_ordinary_text_holds_none(text):
    assert find_identifiers(text) == []


def test_mask_puts_dutch_labels():
    text = "Bel 0470 12 34 56 of mail a@b.be."
    assert mask(text, find_identifiers(text)) == "Bel [TELEFOONNUMMER] of mail [E-MAILADRES]."


@pytest.mark.parametrize(
    ("start", "end", "masked"),
    [
        (0, 3, "Bel"),
        (4, 17, "[TELEFOONNUMMER]"),
        (8, 10, "[TELEFOONNUMMER]"),
        (0, 6, "Bel [TELEFOONNUMMER]"),
        (10, 21, "[TELEFOONNUMMER] nu."),
        (17, 21, " nu."),
        (4, 4, ""),
    ],
)
def test_mask_slice_leaves_no_part_of_an_identifier(start, end, masked):
    text = "Bel 0470 12 34 56 nu."
    assert mask_slice(text, start, end, find_identifiers(text)) == masked


def test_masked_texts_hold_none_of_the_values():
    for case in identifier_cases():
        text, spans = unmark(case)
        masked = mask(text, find_identifiers(text))
        for span in spans:
            if span.kind != "-":
                assert masked.count(text[span.start : span.end]) == 0, case


def test_spaces_and_hyphens_of_word_processors_are_read():
    assert [one.kind for one in find_identifiers("gsm 0470\u00a012\u00a034\u00a056 en 81.02.26\u2011635.09")] == [
        "phone",
        "national_number",
    ]


@pytest.mark.parametrize("text", ["0 4 7 0 1 2 3 4 5 6", "+ 3 2 4 7 0 1 2 3 4 5 6"])
def test_phone_numbers_figure_by_figure(text):
    assert [one.kind for one in find_identifiers(f"Bel {text}.")] == ["phone"]


def test_rows_of_figures_are_no_phone_numbers():
    """Found by a fuzz run: they asked for a check against the numbering plans at every figure."""
    for text in ("0 " * 400, "(0 " * 400, "00 00 " * 200):
        assert find_identifiers(text) == []


@pytest.mark.parametrize("piece", ["9 .0", "0 0.9", "002 ", "((2", "NL00 ", "00 009 1", "0 "])
def test_the_work_on_rows_of_figures_grows_with_their_length_only(piece, monkeypatch):
    """Found by a fuzz run: the rows that ask for most checks of numbers and of the words before them."""
    work = Counter()

    def counted(module, name):
        function = getattr(module, name)

        def call(*arguments):
            work[n] += 1
            return function(*arguments)

        monkeypatch.setattr(module, name, call)

    counted(phonenumbers, "parse")
    counted(iban, "is_valid")
    counted(numbers, "told_before")
    counted(numbers, "_possible_ends")
    for n in (1000, 8000):
        find_identifiers((piece * n)[:n])
    assert work[1000] < 2 * 1000
    assert work[8000] <= 8.2 * work[1000]


def test_importing_brings_no_pandas():
    code = (
        "import sys, boundary_nlp.privacy as p; p.find_identifiers('Bel 0470 12 34 56'); print('pandas' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


CHARACTERS = list("019 .-/+()@aB€\n\u00a0😀\x00")
WORDS = ["be", "NL", ".be", "tel ", "bsn ", "geb. ", "Kerkstraat ", "www.", "insta: ", "2000 ", "'s ", "bus "]
PIECES = st.sampled_from([*CHARACTERS, *WORDS])


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=60).map("".join)))
def test_identifiers_lie_in_any_text_in_order_and_apart(text):
    found = find_identifiers(text)
    position = 0
    for one in found:
        assert position <= one.start < one.end <= len(text)
        position = one.end
    assert find_identifiers(text) == found
    assert mask(text, []) == text
    assert (mask(text, found) == text) == (not found)
