"""`schema`: JSON Schema of the outputs."""

import json
from pathlib import Path
from typing import Annotated

import typer

from boundary_nlp.cli.options import out_option, print_json


def schema(
    name: Annotated[
        str | None, typer.Argument(help="analysis, run, scores, training, or a table; all by default.")
    ] = None,
    out: Annotated[Path | None, out_option("Folder for one file per output.")] = None,
) -> None:
    """Print the JSON Schema of an output, or write those of all outputs to a folder.

    Example: boundary-nlp schema findings

    Example: boundary-nlp schema --out schemas
    """
    from boundary_nlp.errors import OutputError  # noqa: PLC0415
    from boundary_nlp.io.atomic import atomic_file  # noqa: PLC0415
    from boundary_nlp.schemas import output_schema, schema_names  # noqa: PLC0415

    schemas = {each: output_schema(each) for each in ([name] if name else schema_names())}
    if out is None:
        shown = schemas[name] if name else schemas
        print_json(shown, indent=2)
        return
    if out.exists() and not out.is_dir():
        raise OutputError(f"'{out}' is a file; --out takes a folder.")
    for each, content in schemas.items():
        text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
        with atomic_file(out / f"{each}.schema.json") as stream:
            stream.write(text.encode())
    typer.echo(f"{len(schemas)} schema(s) written to {out}")
