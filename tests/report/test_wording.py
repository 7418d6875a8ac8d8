import pytest

from boundary_nlp.report.wording import _certainty
from boundary_nlp.resources import load_yaml


@pytest.mark.parametrize(("p", "told"), [(0.0004, "1 op de 1000"), (0.03, "1 op de 20"), (0.07, "1 op de 10 toeval")])
def test_the_sentence_is_true_of_the_p_value(p: float, told: str) -> None:
    assert told in _certainty(load_yaml("report/texts.yaml")["verdict"], {"p_value": p})
