"""The columns of every table, from ``resources/tables.yaml``: as pyarrow schemas and as JSON Schema."""

from typing import Any, Final

import pyarrow as pa

from boundary_nlp.errors import InputError
from boundary_nlp.resources import load_yaml

# "small" sets apart the whole numbers that can be missing: pandas reads those as Int8, the others as int64.
_ARROW = {
    "string": pa.string(),
    "integer": pa.int64(),
    "small": pa.int8(),
    "real": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}
_JSON = {
    "string": {"type": "string"},
    "integer": {"type": "integer"},
    "small": {"type": "integer"},
    "real": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
}


def _schema(columns: dict[str, dict[str, Any]]) -> pa.Schema:
    return pa.schema(
        [
            pa.field(name, _ARROW[column["type"]], nullable=column.get("missing", False))
            for name, column in columns.items()
        ]
    )


SCHEMAS: Final[dict[str, pa.Schema]] = {name: _schema(columns) for name, columns in load_yaml("tables.yaml").items()}


def table_schema(name: str) -> pa.Schema:
    """Return the pyarrow schema of a table.

    Raises
    ------
    InputError
        When there is no such table; the message lists them.
    """
    if name not in SCHEMAS:
        raise InputError(f"There is no table '{name}'. Choose from: {', '.join(SCHEMAS)}.")
    return SCHEMAS[name]


def json_schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of one row of a table, as a line of its ``.jsonl`` file holds it."""
    schema = table_schema(name)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": name,
        "type": "object",
        "properties": {field: _property(column) for field, column in load_yaml("tables.yaml")[name].items()},
        "required": schema.names,
        "additionalProperties": False,
    }


def _property(column: dict[str, Any]) -> dict[str, Any]:
    described: dict[str, Any] = {"description": column["about"], **_JSON[column["type"]]}
    if column.get("missing"):
        described["type"] = [described["type"], "null"]
    if "values" in column:
        described["enum"] = column["values"]
    return described
