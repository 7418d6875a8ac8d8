"""JSON Schema (2020-12) of what the analyser gives out, made from the same models and column lists that make it."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from boundary_nlp.errors import InputError
from boundary_nlp.figures import Scores, TrainingFigures
from boundary_nlp.io.schemas import SCHEMAS, json_schema
from boundary_nlp.results import Analysis

DIALECT = "https://json-schema.org/draft/2020-12/schema"
ANALYSIS, RUN = "analysis", "run"
_FIGURES: dict[str, Any] = {"scores": Scores, "training": TrainingFigures}


class InputFile(BaseModel):
    """What was read: a file's name without the folder, and the fingerprint of its content (BLAKE2b, 16 bytes).

    Of a Dask frame there are its name and how many partitions it had.
    """

    model_config = ConfigDict(extra="forbid")

    name: str
    blake2b: str | None = None
    partitions: int | None = None


class Verdicts(BaseModel):
    """How the verdicts came about: the day they were made, the looks a year, and the ordinary variation.

    Without dates or caseloads there are none, and only the corrections are told.
    """

    model_config = ConfigDict(extra="forbid")

    today: str | None = None
    looks: int | None = None
    noise: dict[str, float | list[float]] | None = None
    corrections: str | None = Field(default=None, description="Name of the workbook whose marks were counted in.")


class RunFile(BaseModel):
    """What `run.json` tells of a run: what it depended on, and what it did, in numbers."""

    analyser_version: str
    libraries: dict[str, str]
    input: list[InputFile]
    format: Literal["parquet", "jsonl", "csv"]
    pipeline: str
    rules: list[str]
    classifier: str
    counting: str
    columns: dict[str, str]
    privacy: Literal["mask", "refuse", "off"]
    names: bool
    keep_text: bool
    n_read: int = Field(description="Rows read: those analysed and those set apart.")
    n_analysed: int
    n_rejected: int
    n_undated: int
    rejected: dict[str, int] = Field(description="Rows set apart, by reason.")
    identifiers: dict[str, int] = Field(description="Identifiers found, by kind.")
    verdicts: Verdicts | None = None


def schema_names() -> list[str]:
    """Return the names under which there is a schema: ``"analysis"``, ``"run"``, the figures, and the tables."""
    return [ANALYSIS, RUN, *_FIGURES, *SCHEMAS]


def output_schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema of an output.

    Parameters
    ----------
    name
        ``"analysis"`` for `Analysis.to_dict` and ``explain --json``, ``"run"`` for ``run.json``, ``"scores"`` for
        ``evaluate --json``, ``"training"`` for ``train --json``, or a table, of which it describes one row as its
        ``.jsonl`` has it.

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
    if name == RUN:
        return {"$schema": DIALECT, **RunFile.model_json_schema()}
    if name in _FIGURES:
        return {"$schema": DIALECT, **_figures(_FIGURES[name])}
    return _analysis() if name == ANALYSIS else json_schema(name)


def _figures(model: Any) -> dict[str, Any]:
    schema = TypeAdapter(model).json_schema(mode="serialization")
    return schema | {"description": schema["description"].partition("\n\n")[0]}


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
