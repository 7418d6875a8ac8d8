"""An analysis as the terminal shows it."""

from io import StringIO

import pytest
from rich.console import Console

import boundary_nlp as bn
from boundary_nlp.display import print_analysis


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Heb het formulier voor mw. ingevuld.", "is het gebeurd: gebeurd;"),
        ("Heb het formulier niet voor mw. ingevuld.", "is het gebeurd: niet gebeurd (“niet”);"),
        ("Morgen vul ik het formulier voor haar in.", "is het gebeurd: gepland (“Morgen”);"),
    ],
)
def test_a_status_is_told_after_what_it_answers(text: str, told: str, rules_only: bn.Analyser) -> None:
    shown = StringIO()
    print_analysis(rules_only(text), rules_only.question, Console(file=shown, width=500, highlight=False))
    assert told in shown.getvalue()
