"""The sentence behind a verdict, in Dutch, from `resources/caseload_texts.yaml`."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from boundary_nlp.resources import load_yaml


def reason_of(row: Mapping[str, Any]) -> str:
    """Return why a caseload got its verdict, followed by what a reader must know of its notes.

    Parameters
    ----------
    row
        The caseload's counts (as in `Counts.caseloads`), whether they were `enough` to be examined, and its verdict.
    """
    texts = load_yaml("caseload_texts.yaml")
    sentences = []
    apart = [name for name in ("n_undated", "n_future", "n_without_client") if row[name]]
    sentences += [texts["remark"][name]["one" if row[name] == 1 else "more"] for name in apart]
    if row["no_clients"]:
        sentences.append(texts["remark"]["no_clients"])
    if pd.notna(row["handover"]):
        sentences.append(texts["remark"]["handover"])
    return " ".join([verdict_reason(row), *sentences]).format(**_values(row))


def verdict_reason(row: Mapping[str, Any]) -> str:
    """Return why a caseload got its verdict, and no more; the row as for `reason_of`."""
    text: str = load_yaml("caseload_texts.yaml")["verdict"][_verdict_key(row)]
    return text.format(**_values(row))


def _verdict_key(row: Mapping[str, Any]) -> str:
    if row["verdict"] != "insufficient_data":
        return str(row["strength"] or row["verdict"])
    if not row["n_notes"]:
        return "no_dates"
    if not row["n_utterances"]:
        return "no_utterances"
    if pd.notna(row["smallest_detectable"]):
        return "too_unsure"
    return "nothing_alike" if row["enough"] else "too_little"


def _values(row: Mapping[str, Any]) -> dict[str, Any]:
    values = dict.fromkeys(("detectable", "size", "low", "high", "way", "week"), "") | dict(row)
    if pd.notna(row["smallest_detectable"]):
        values["detectable"] = round(row["smallest_detectable"])
    if pd.notna(row["direction"]):
        way = int(row["direction"])
        values["way"] = load_yaml("caseload_texts.yaml")["direction"][way]
        values["size"] = round(abs(row["size_points"]))
        low, high = sorted((way * row["size_low"], way * row["size_high"]))
        values["low"], values["high"] = round(max(0, low)), round(high)
    if pd.notna(row["handover"]):
        values["week"] = f"{pd.Timestamp(row['handover']):%d-%m-%Y}"
    return values
