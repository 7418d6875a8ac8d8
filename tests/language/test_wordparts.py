import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundary_nlp import Analyser
from boundary_nlp.language.verbs import VerbForm, guess_verb
from boundary_nlp.language.wordparts import Slips, smaller_words

KNOWN = ["ingevuld", "formulier", "gecontacteerd", "afspraak", "gebeld"]
LETTERS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=14)


@pytest.mark.parametrize(
    ("word", "inside"),
    [
        ("briefje", "brief"),
        ("telefoontje", "telefoon"),
        ("huurafspraak", "afspraak"),
        ("zorgtoeslagaanvraag", "aanvraag"),
    ],
)
def test_a_diminutive_and_a_compound_hold_a_smaller_word(word: str, inside: str) -> None:
    assert inside in smaller_words(word)


@pytest.mark.parametrize("word", ["brief", "meisje", "de", ""])
def test_a_plain_word_holds_no_class(word: str) -> None:
    assert "brief" not in smaller_words(word) - {"brief"}
    assert word not in smaller_words(word)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ingevult", "ingevuld"),
        ("formlier", "formulier"),
        ("gecontacteeerd", "gecontacteerd"),
        ("afpsraak", "afspraak"),
    ],
)
def test_one_slip_in_a_long_word_is_seen_through(written: str, meant: str) -> None:
    assert Slips(lambda: KNOWN).correct(written) == meant


@pytest.mark.parametrize("written", ["gebelt", "ingevuld", "infevult", "tafelkleed", "x" * 40, ""])
def test_short_right_and_other_words_stay(written: str) -> None:
    assert Slips(lambda: KNOWN).correct(written) is None


def test_a_slip_between_two_words_stays() -> None:
    assert Slips(lambda: ["gestuurd", "gestoord"]).correct("gestourd") is None


@given(LETTERS)
def test_any_word_may_be_asked(word: str) -> None:
    assert Slips(lambda: KNOWN).correct(word) in {None, *KNOWN}
    assert all(part in word or word.startswith(part[:-1]) for part in smaller_words(word))


@pytest.mark.parametrize(
    ("form", "lemma", "kind"),
    [("losgepeuterd", "lospeuteren", "participle"), ("omcirkelde", "omcirkelen", "past")],
)
def test_verbs_that_no_list_knows_are_guessed(form: str, lemma: str, kind: str) -> None:
    assert guess_verb(form, lemma) == VerbForm(lemma, kind)


@pytest.mark.parametrize(("form", "lemma"), [("tafels", "tafel"), ("volgende", "volgen"), ("boeken", "boek")])
def test_other_words_are_not_guessed_to_be_verbs(form: str, lemma: str) -> None:
    assert guess_verb(form, lemma) is None


def test_a_note_with_slips_is_read_and_quoted_as_written(rules_only: Analyser) -> None:
    findings = rules_only("Ik heb de aanvraag voor haar ingevult.").findings
    assert any(f.signal == "task_takeover" and f.text.endswith("ingevult") for f in findings)


def test_a_word_without_end_costs_no_memory() -> None:
    """A pasted picture is one "word" of a million letters; its deletions by one letter would not fit in memory."""
    word = "abcdefghij" * 100_000
    tracemalloc.start()
    assert Slips(lambda: KNOWN).correct(word) is None
    assert smaller_words(word) == set()
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()
