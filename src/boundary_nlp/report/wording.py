"""The verdict in plain Dutch, worded so that it is statistically true."""

from typing import Any

import pandas as pd

from boundary_nlp.report.content import Caseload
from boundary_nlp.resources import load_yaml

LARGEST_TOLD = 0.05


def day(value: Any) -> str:
    """Return a date as it is written in Dutch, "" where there is none."""
    if value is None or pd.isna(value):
        return ""
    months = load_yaml("report/months.yaml")
    stamp = pd.Timestamp(value)
    return f"{stamp.day} {months[stamp.month - 1]} {stamp.year}"


def verdict_short(shifts: pd.DataFrame, caseload_id: str) -> str:
    """Return the verdict in a few words, for the overview that was asked for."""
    rows = shifts[shifts["caseload_id"] == caseload_id] if len(shifts) else shifts
    if rows.empty:
        return ""
    texts: dict[str, str] = load_yaml("report/texts.yaml")["verdict"]["short"]
    row = rows.iloc[0]
    return texts["indication" if row["strength"] == "indication" else str(row["verdict"])]


def verdict_lines(content: Caseload) -> list[str]:
    """Return the sentences of the verdict of a caseload; no direction is told where no shift is clear."""
    texts = load_yaml("report/texts.yaml")["verdict"]
    verdict = content.verdict
    if not verdict:
        return []
    name = str(verdict["verdict"])
    lines: list[str]
    if name.startswith("shift_"):
        lines = [_shift(texts, verdict), _certainty(texts, verdict), _size(texts, verdict)]
    elif name == "insufficient_data":
        lines = [texts["insufficient_data"], str(verdict.get("reason") or "")]
    else:
        lines = [texts["indication" if verdict["strength"] == "indication" else "no_shift"]]
        if pd.notna(verdict.get("smallest_detectable")):
            lines.append(texts["smallest"].format(points=round(float(verdict["smallest_detectable"]))))
    if not content.clients and name != "insufficient_data":
        lines.append(texts["no_clients"])
    if content.n_workers > 1:
        lines.append(texts["handover"])
    return [line for line in [*lines, texts["about"]] if line]


def _shift(texts: dict[str, Any], verdict: dict[str, Any]) -> str:
    text: str = texts[str(verdict["verdict"])]
    return text.format(
        before=_tenths(verdict["share_before"]),
        after=_tenths(verdict["share_after"]),
        low=day(verdict["date_low"]),
        high=day(verdict["date_high"]),
        date=day(verdict["change_date"]),
    )


def _tenths(share: Any) -> str:
    value = f"{10 * float(share):.1f}".replace(".", ",")
    return value.removesuffix(",0")


def _certainty(texts: dict[str, Any], verdict: dict[str, Any]) -> str:
    p = float(verdict["p_value"])
    if p > LARGEST_TOLD:  # clear by the q-value over all caseloads only
        group: str = texts["certainty_group"]
        return group
    rarity = next((f"1 op de {n}" for n in (1000, 200, 100, 50) if p <= 1 / n), "1 op de 20")
    text: str = texts["certainty_clear"]
    return text.format(rarity=rarity)


def _size(texts: dict[str, Any], verdict: dict[str, Any]) -> str:
    text: str = texts["size"]
    low, high = sorted(abs(round(float(verdict[key]))) for key in ("size_low", "size_high"))
    return text.format(size=abs(round(float(verdict["size_points"]))), low=low, high=high)
