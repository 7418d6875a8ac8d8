"""`evaluate` and `train`: against annotated notes."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from boundary_nlp.cli.options import Classifier, Pipeline, Rules, out_option


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
    from boundary_nlp.analysis import Analyser  # noqa: PLC0415
    from boundary_nlp.batch.manifest import write_json  # noqa: PLC0415
    from boundary_nlp.batch.options import own_files  # noqa: PLC0415
    from boundary_nlp.display import print_scores  # noqa: PLC0415
    from boundary_nlp.evaluation import evaluate as score  # noqa: PLC0415
    from boundary_nlp.gold import gold_files, read_gold  # noqa: PLC0415

    read = [*gold_files(gold), *own_files([pipeline, *(rules or []), classifier])]
    _check_place(json_file, read, "--json")
    notes = read_gold(gold)
    result = score(notes, Analyser(pipeline=pipeline, rules=rules or "default", classifier=classifier))
    print_scores(result)
    if json_file is not None:
        write_json(json_file, result)


def train(
    corpus: Annotated[Path, typer.Argument(help="Folder of gold notes, one .jsonl file a writer.")],
    out: Annotated[Path, out_option("File for the classifier.")],
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the figures to this file too.")] = None,
) -> None:
    """Train the classifier, and tell how it does on writers held out.

    Example: boundary-nlp train data/corpus --out my.model
    """
    from boundary_nlp.batch.manifest import write_json  # noqa: PLC0415
    from boundary_nlp.classifier.train import train_model  # noqa: PLC0415
    from boundary_nlp.display import print_training  # noqa: PLC0415
    from boundary_nlp.gold import gold_files, read_gold  # noqa: PLC0415
    from boundary_nlp.io.atomic import check_apart  # noqa: PLC0415

    read = gold_files(corpus)
    _check_place(out, read, "--out")
    _check_place(json_file, read, "--json")
    if json_file is not None:
        check_apart(out, json_file, "--json")
    model, figures = train_model(read_gold(corpus))
    model.save(out)
    print_training(figures)
    if json_file is not None:
        write_json(json_file, figures)


def _check_place(file: Path | None, read: Sequence[Path], option: str) -> None:
    """Tell of a file that cannot be written, or that is read, before all the work."""
    from boundary_nlp.io.atomic import check_not_read, check_place  # noqa: PLC0415

    if file is not None:
        check_place(file)
        check_not_read(read, [file], option)
