"""`schema`: JSON Schema of the outputs."""

import json
from pathlib import Path
from typing import Annotated

import typer


def schema(
    name: Annotated[
        str | None, typer.Argument(help="analysis, run, scores, training, or a table; all by default.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Folder for one file per output.")] = None,
) -> None:
    """Print the JSON Schema of an output, or write those of all outputs to a folder.

    Example: boundary-nlp schema findings

    Example: boundary-nlp schema --out schemas
    """
    from boundary_nlp.schemas import output_schema, schema_names  # noqa: PLC0415

    schemas = {each: output_schema(each) for each in ([name] if name else schema_names())}
    if out is None:
        shown = schemas[name] if name else schemas
        typer.echo(json.dumps(shown, indent=2, ensure_ascii=False))
        return
    out.mkdir(parents=True, exist_ok=True)
    for each, content in schemas.items():
        text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
        (out / f"{each}.schema.json").write_text(text, encoding="utf-8")
    typer.echo(f"{len(schemas)} schema(s) written to {out}")
