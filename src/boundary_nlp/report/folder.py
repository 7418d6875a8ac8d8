"""What lies in the folder of a run: its tables, in whatever format, and `run.json`."""

import json
from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
from pydantic import AfterValidator, BaseModel, ConfigDict

from boundary_nlp.errors import InputError
from boundary_nlp.io.tables import FORMATS, RUN_FILE, read_table


class _Noise(BaseModel):
    model_config = ConfigDict(extra="forbid")

    season: tuple[float, float]
    cell: float
    client: float
    caseload: float
    rho: float


class _Verdicts(BaseModel):
    today: Annotated[str, AfterValidator(date.fromisoformat)] | None = None
    looks: int = 1
    noise: _Noise | None = None
    corrections: str | None = None


class _Run(BaseModel):
    """What of `run.json` is read again, so that a file that was changed is told and not stumbled over."""

    keep_text: bool = True
    counting: str = "codebook"
    identifiers: dict[str, int] = {}
    verdicts: _Verdicts = _Verdicts()


def read_run_table(folder: Path, name: str, columns: Collection[str] | None = None) -> pd.DataFrame | None:
    """Return a table of the run in a folder (or some columns), whatever its format, or None where there is none."""
    path = next((folder / f"{name}.{suffix}" for suffix in FORMATS if (folder / f"{name}.{suffix}").exists()), None)
    return None if path is None else read_table(path, columns=columns)


def read_run_file(folder: Path) -> dict[str, Any]:
    """Return what `run.json` of a folder tells, empty where there is none.

    Raises
    ------
    InputError
        When it is damaged.
    """
    file = folder / RUN_FILE
    if not file.is_file():
        return {}
    try:
        run: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        _Run.model_validate(run)
    except (ValueError, RecursionError):
        raise InputError(f"'{file}' is damaged. Run the analysis again.") from None
    return run
