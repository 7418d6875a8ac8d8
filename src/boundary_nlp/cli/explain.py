"""`explain`: the findings of one text, in the terminal."""

from typing import Annotated

import typer

from boundary_nlp.cli.options import Classifier, Pipeline, Rules, print_json


def explain(
    text: Annotated[str, typer.Argument(help="The text of a note, or - to read it from standard input.")],
    pipeline: Pipeline = "embedded",
    rules: Rules = None,
    classifier: Classifier = "default",
    as_json: Annotated[bool, typer.Option("--json", help="Print the analysis as JSON, for other programs.")] = False,
) -> None:
    """Show what is found in one text, with the evidence for it.

    Example: boundary-nlp explain "Heb het formulier even voor mw. ingevuld."

    Example: cat notitie.txt | boundary-nlp explain - --json
    """
    from boundary_nlp.analysis import Analyser  # noqa: PLC0415
    from boundary_nlp.cli.standard_input import open_input  # noqa: PLC0415
    from boundary_nlp.display import print_analysis  # noqa: PLC0415
    from boundary_nlp.errors import InputError  # noqa: PLC0415

    try:
        given = open_input().buffer.read().decode("utf-8-sig") if text == "-" else text
    except UnicodeDecodeError:
        raise InputError("Standard input is no text in UTF-8. Save the note as UTF-8.") from None
    if "\0" in given:
        raise InputError("Standard input is no text, or text in UTF-16. Save the note as UTF-8.")
    analyser = Analyser(pipeline, rules=rules or "default", classifier=classifier)
    analysis = analyser(given)
    if as_json:
        print_json(analysis.to_dict())
    else:
        print_analysis(analysis, analyser.question)
