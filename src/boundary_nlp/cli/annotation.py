"""`export` and `import`: findings to annotation tools for correction, and corrected files back into gold notes."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from boundary_nlp.cli.options import (
    Classifier,
    Columns,
    InputFormat,
    Names,
    Notes,
    Pipeline,
    Privacy,
    Rules,
    out_option,
    read_columns,
)
from boundary_nlp.cli.standard_input import files_of

Tool = Annotated[str, typer.Option("--format", help="label-studio or doccano.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace the file, if there is one.")]


def export(
    notes: Notes,
    format: Tool,
    out: Annotated[Path, out_option("File for the tool; its set-up is written beside it.")],
    pipeline: Pipeline = "embedded",
    rules: Rules = None,
    classifier: Classifier = "default",
    columns: Columns = None,
    input_format: InputFormat = None,
    privacy: Privacy = "mask",
    names: Names = False,
    overwrite: Overwrite = False,
) -> None:
    """Write findings, or gold notes, for correction in Label Studio or doccano.

    The file holds the texts of the notes, with identifiers masked: it goes where the tool keeps its data.

    Example: boundary-nlp export data/example_notes.csv --format label-studio --out tasks.json
    """
    from boundary_nlp.annotation import tool_named  # noqa: PLC0415
    from boundary_nlp.annotation.source import notes_to_correct  # noqa: PLC0415
    from boundary_nlp.batch import BatchOptions  # noqa: PLC0415
    from boundary_nlp.batch.result import BatchResult  # noqa: PLC0415
    from boundary_nlp.errors import OutputError  # noqa: PLC0415
    from boundary_nlp.io.atomic import check_not_read  # noqa: PLC0415
    from boundary_nlp.io.sources import find_sources  # noqa: PLC0415

    tool = tool_named(format)
    options = BatchOptions(
        pipeline=pipeline, rules=tuple(rules or ("default",)), classifier=classifier,
        columns=read_columns(columns), privacy=privacy, names=names,
    )  # fmt: skip
    options.check()
    _check_free([out], overwrite)
    setup = tool.setup(out)
    if setup == out:
        raise OutputError(f"The set-up of the project is written to {out}: give --out another ending, such as .json.")
    _check_free([setup], overwrite)
    result = BatchResult()
    with files_of(notes, input_format, out.parent) as files:
        check_not_read([*(source.path for source in find_sources(files)), *options.files()], [out, setup])
        tool.write(notes_to_correct(files, options, result), out)
    typer.echo(result.summary())
    typer.echo(f"Notes: {out}\nSet-up of the project: {setup}")


def import_(
    file: Annotated[Path, typer.Argument(help="What the tool exported: JSON of Label Studio, JSONL of doccano.")],
    format: Tool,
    out: Annotated[Path, out_option("File for the gold notes (.jsonl).")],
    overwrite: Overwrite = False,
) -> None:
    """Bring notes that were corrected in Label Studio or doccano back as gold notes.

    Example: boundary-nlp import project-1.json --format label-studio --out gold.jsonl
    """
    from boundary_nlp.annotation import tool_named, write_gold  # noqa: PLC0415
    from boundary_nlp.annotation.source import splitter  # noqa: PLC0415
    from boundary_nlp.errors import InputError  # noqa: PLC0415
    from boundary_nlp.io.atomic import check_not_read  # noqa: PLC0415

    tool = tool_named(format)
    _check_free([out], overwrite)
    check_not_read([file], [out])
    corrected = tool.read(file, splitter())
    if not corrected.notes:
        raise InputError(f"{file} holds no corrected notes: nothing was written. Submit annotations, then export anew.")
    write_gold(corrected.notes, out)
    n_spans = sum(len(note.spans) for note in corrected.notes)
    n_sentences = sum(len(note.sentences) for note in corrected.notes)
    typer.echo(f"{len(corrected.notes)} notes, {n_sentences} sentences, {n_spans} spans: {out}")
    for what, times in corrected.told.items():
        if times:
            typer.echo(f"{what}: {times}")


def _check_free(paths: Sequence[Path], overwrite: bool) -> None:
    from boundary_nlp.errors import OutputError  # noqa: PLC0415
    from boundary_nlp.io.atomic import check_place  # noqa: PLC0415

    for path in paths:
        check_place(path)
        if path.exists() and not overwrite:
            raise OutputError(f"{path} is there already. Choose another name, or replace it with --overwrite.")
