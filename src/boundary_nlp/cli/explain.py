"""`explain`: the findings of one text, in the terminal."""

import sys
from typing import Annotated

import typer

from boundary_nlp.cli.options import Classifier, Rules


def explain(
    text: Annotated[str, typer.Argument(help="The text of a note, or - to read it from standard input.")],
    rules: Rules = None,
    classifier: Classifier = "default",
) -> None:
    """Show what is found in one text, with the evidence for it.

    Example: boundary-nlp explain "Heb het formulier even voor mw. ingevuld."
    """
    from boundary_nlp.analysis import Analyser  # noqa: PLC0415
    from boundary_nlp.display import print_analysis  # noqa: PLC0415

    analyser = Analyser(rules=rules or "default", classifier=classifier)
    print_analysis(analyser(sys.stdin.read() if text == "-" else text))
