import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from boundary_nlp.privacy import Identifier, find_identifiers, mask, mask_slice

CASES = yaml.safe_load((Path(__file__).parent / "data" / "identifiers.yaml").read_text(encoding="utf-8"))
MARKED = re.compile(r"<(national_number|bsn|iban|phone|email|url|account|address|birth_date|-):([^>]*)>")
CHECK_DIGITS = ("national_number", "bsn", "iban")


def unmark(case):
    """The plain text of a case, and the spans that are marked in it."""
    text, spans, last = "", [], 0
    for match in MARKED.finditer(case):
        text += case[last : match.start()]
        spans.append(Identifier(len(text), len(text) + len(match[2]), match[1]))
        text += match[2]
        last = match.end()
    return text + case[last:], spans


def test_precision_and_recall_over_identifiers_in_context(capsys):
    wanted, found, hits, right, missed, extra = Counter(), Counter(), Counter(), Counter(), [], []
    for case in (case for group in CASES.values() for case in group):
        text, spans = unmark(case)
        given_spans = find_identifiers(text)
        for span in spans:
            wanted[span.kind] += 1
            covered = any(one.start <= span.start and one.end >= span.end for one in given_spans)
            hits[span.kind] += covered
            if span.kind != "-" and not covered:
                missed.append((span.kind, case))
        for one in given_spans:
            found[one.kind] += 1
            true = any(span.kind == one.kind and span.start < one.end and one.start < span.end for span in spans)
            right[one.kind] += true
            if not true:
                extra.append((one.kind, case))
    kinds = [kind for kind in wanted if kind != "-"]
    recall = {kind: hits[kind] / wanted[kind] for kind in kinds}
    precision = sum(right.values()) / found.total()
    with capsys.disabled():
        print(f"\n{wanted.total()} cases, {wanted['-']} of them false; precision {precision:.3f}")
        for kind in kinds:
            share = right[kind] / max(1, found[kind])
            print(f"  {kind:16} {wanted[kind]:3} wanted  recall {recall[kind]:.3f}  precision {share:.3f}")
        print(f"  missed: {missed}\n  extra: {extra}")
    assert wanted.total() >= 200
    with_check_digits = sum(hits[kind] for kind in CHECK_DIGITS) / sum(wanted[kind] for kind in CHECK_DIGITS)
    assert with_check_digits >= 0.98
    assert recall["phone"] >= 0.95
    assert recall["email"] >= 0.95
    assert min(recall.values()) >= 0.9
    assert precision >= 0.9


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
    for case in (case for group in CASES.values() for case in group):
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
