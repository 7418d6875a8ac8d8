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
        The caseload's counts (as in `Counts.caseloads`) and its verdict.
    """
    texts = load_yaml("caseload_texts.yaml")
    sentences = [texts["verdict"][_verdict_key(row)]]
    apart = [name for name in ("n_undated", "n_future", "n_without_client") if row[name]]
    sentences += [texts["remark"][name]["one" if row[name] == 1 else "more"] for name in apart]
    if row["no_clients"]:
        sentences.append(texts["remark"]["no_clients"])
    if pd.notna(row["handover"]):
        sentences.append(texts["remark"]["handover"])
    return " ".join(sentences).format(**_values(row))


def _verdict_key(row: Mapping[str, Any]) -> str:
    if row["verdict"] != "insufficient_data":
        return str(row["strength"] or row["verdict"])
    if not row["n_notes"]:
        return "no_dates"
    if not row["n_utterances"]:
        return "no_utterances"
    return "too_little" if pd.isna(row["smallest_detectable"]) else "too_unsure"


def _values(row: Mapping[str, Any]) -> dict[str, Any]:
    values = dict(row)
    detectable = row["smallest_detectable"]
    values["detectable"] = "" if pd.isna(detectable) else round(detectable)
    values["size"] = "" if pd.isna(row["size_points"]) else round(abs(row["size_points"]))
    direction = load_yaml("caseload_texts.yaml")["direction"]
    values["way"] = "" if pd.isna(row["direction"]) else direction[int(row["direction"])]
    values["week"] = "" if pd.isna(row["handover"]) else f"{pd.Timestamp(row['handover']):%d-%m-%Y}"
    return values
