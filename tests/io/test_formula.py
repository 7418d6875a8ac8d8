import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundary_nlp.io.formula import neutralise_formula, restore_formula


@pytest.mark.parametrize("value", ["=1+1", "+32", "-x", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "'=1", "''-"])
def test_formulas_get_an_apostrophe(value):
    assert neutralise_formula(value) == "'" + value


@pytest.mark.parametrize("value", ["", "'s morgens", "gebeld", "1-0-1", "a=b", "'"])
def test_other_words_stay(value):
    assert neutralise_formula(value) == value


@given(st.text(alphabet=st.one_of(st.sampled_from("'=+-@\t\r\n a＝"), st.characters()), max_size=12))
def test_what_was_neutralised_comes_back(value):
    safe = neutralise_formula(value)
    assert restore_formula(safe) == value
    assert not safe.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))
