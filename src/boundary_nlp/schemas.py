"""JSON Schema (2020-12) of what the analyser gives out, made from the same models and column lists that make it."""

from typing import Any

from pydantic import TypeAdapter

from boundary_nlp.errors import InputError
from boundary_nlp.io.schemas import SCHEMAS, json_schema
from boundary_nlp.results import Analysis

DIALECT = "https://json-schema.org/draft/2020-12/schema"
ANALYSIS = "analysis"


def schema_names() -> list[str]:
    """Return the names under which there is a schema: ``"analysis"`` and the tables."""
    return [ANALYSIS, *SCHEMAS]


def output_schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema of an output.

    Parameters
    ----------
    name
        ``"analysis"`` for `Analysis.to_dict`, or a table, of which it describes one row as its ``.jsonl`` has it.

    Raises
    ------
    InputError
        If there is no output of that name.

    Examples
    --------
    >>> output_schema("analysis")["properties"]["stance"]["enum"]
    ['rescuing', 'guiding', 'mixed', 'neutral']
    """
    if name not in schema_names():
        raise InputError(f"There is no output '{name}'. Choose from: {', '.join(schema_names())}.")
    return _analysis() if name == ANALYSIS else json_schema(name)


def _analysis() -> dict[str, Any]:
    schema = TypeAdapter(Analysis).json_schema(mode="serialization")
    for model in (schema, *schema["$defs"].values()):
        model["required"] = list(model["properties"])
        model["description"] = model["description"].partition("\n\n")[0]
        for described in model["properties"].values():
            described.pop("title", None)
            described.pop("default", None)
    stances = schema["$defs"]["SentenceResult"]["properties"]["stance"]
    schema["properties"]["stance"] = stances
    schema["required"].append("stance")
    for model in (schema, *schema["$defs"].values()):
        model["additionalProperties"] = False
    return {"$schema": DIALECT, **schema, "title": ANALYSIS}
