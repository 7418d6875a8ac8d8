"""`evaluate` and `train`: against annotated notes."""

from pathlib import Path
from typing import Annotated

import typer

from boundary_nlp.cli.options import Classifier, Pipeline, Rules


def evaluate(
    gold: Annotated[Path, typer.Argument(help="Gold notes: a .jsonl file or a folder of them.")],
    pipeline: Pipeline = "embedded",
    rules: Rules = None,
    classifier: Classifier = "default",
    json_file: Annotated[Path | None, typer.Option("--json", help="Write all figures to this file too.")] = None,
) -> None:
    """Score the analyser against gold notes, as the codebook defines it.

    Example: boundary-nlp evaluate data/gold/dev.jsonl --classifier none
    """
    import json  # noqa: PLC0415

    from boundary_nlp.analysis import Analyser  # noqa: PLC0415
    from boundary_nlp.display import print_scores  # noqa: PLC0415
    from boundary_nlp.evaluation import evaluate as score  # noqa: PLC0415
    from boundary_nlp.gold import read_gold  # noqa: PLC0415

    notes = read_gold(gold)
    result = score(notes, Analyser(pipeline=pipeline, rules=rules or "default", classifier=classifier))
    print_scores(result)
    if json_file is not None:
        json_file.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def train(
    corpus: Annotated[Path, typer.Argument(help="Folder of gold notes, one .jsonl file a writer.")],
    out: Annotated[Path, typer.Option("--out", help="File for the classifier.")],
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the figures to this file too.")] = None,
) -> None:
    """Train the classifier, and tell how it does on writers held out.

    Example: boundary-nlp train data/corpus --out my.model
    """
    import json  # noqa: PLC0415

    from boundary_nlp.classifier.train import train_model  # noqa: PLC0415
    from boundary_nlp.display import print_training  # noqa: PLC0415
    from boundary_nlp.gold import read_gold  # noqa: PLC0415

    model, figures = train_model(read_gold(corpus))
    model.save(out)
    print_training(figures)
    if json_file is not None:
        json_file.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
