"""The verdict in plain Dutch, worded so that it is statistically true."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from boundary_nlp.caseload.reasons import verdict_reason
from boundary_nlp.report.content import Caseload
from boundary_nlp.report.data import ReportData, is_shift
from boundary_nlp.resources import load_yaml

LARGEST_TOLD = 0.05
RARITIES, LEAST_RARE = (1000, 200, 100, 50), 20


def day(value: Any) -> str:
    """Return a date as it is written in Dutch, "" where there is none."""
    if value is None or pd.isna(value):
        return ""
    stamp = pd.Timestamp(value)
    return f"{stamp.day} {load_yaml('report/months.yaml')[stamp.month - 1]} {stamp.year}"


def numbered(texts: Mapping[str, str], n: int, **values: Any) -> str:
    """Return the text for one, or that for none or more."""
    return texts["one" if n == 1 else "more"].format(n=n, **values)


def verdict_short(data: ReportData, caseload_id: str) -> str:
    """Return the verdict in a few words, for the overview that was asked for."""
    verdict = data.verdict_of(caseload_id)
    if not verdict:
        return ""
    texts: dict[str, str] = load_yaml("report/texts.yaml")["verdict"]["short"]
    return texts[_kind(verdict)]


def verdict_sentence(content: Caseload) -> list[str]:
    """Return the sentences of the verdict; no direction where no shift is clear."""
    texts, verdict = load_yaml("report/texts.yaml")["verdict"], content.verdict
    if not verdict:
        return []
    if verdict["verdict"] == "insufficient_data":
        line = verdict_reason(content.counts | verdict)
    elif is_shift(verdict):
        before, after = (_tenths(verdict[side]) for side in ("share_before", "share_after"))
        line = texts["shares"].format(before=before, after=after)
    else:
        line = texts["smallest"].format(size=_tenths(verdict["smallest_detectable"] / 100))
    return [texts[_kind(verdict)], line, texts["about"]]


def verdict_details(content: Caseload, data: ReportData) -> list[tuple[str, str]]:
    """Return what else a reader must know of the verdict, as pairs of a heading and a text."""
    texts, verdict = load_yaml("report/texts.yaml")["verdict"], content.verdict
    details = []
    if is_shift(verdict):
        details.append(("since", texts["since"].format(**_weeks(verdict))))
        details.append(("sure", _certainty(texts, verdict, data.monitoring)))
        details.append(("size", _size(texts, verdict)))
        if data.measurement is not None:
            details.append(("reading", _uncorrected(texts, verdict)))
    remarks = [
        numbered(texts["remarks"][name], content.counts[name])
        for name in ("n_undated", "n_future", "n_without_client")
        if content.counts[name]
    ]
    if content.counts["no_clients"]:
        remarks.append(texts["remarks"]["no_clients"])
    if remarks:
        details.append(("apart", " ".join(remarks)))
    if pd.notna(content.counts["handover"]):
        details.append(("handover", texts["handover"].format(week=day(content.counts["handover"]))))
    return details


def _kind(verdict: dict[str, Any]) -> str:
    return "indication" if verdict["strength"] == "indication" else str(verdict["verdict"])


def _weeks(verdict: dict[str, Any]) -> dict[str, str]:
    return {
        name: day(verdict[column])
        for name, column in (("low", "date_low"), ("high", "date_high"), ("date", "change_date"))
    }


def _tenths(share: Any) -> str:
    return f"{10 * float(share):.1f}".replace(".", ",").removesuffix(",0")


def _certainty(texts: dict[str, Any], verdict: dict[str, Any], monitoring: bool) -> str:
    p = float(verdict["p_value"])
    if p > LARGEST_TOLD:  # clear by the q-value over all caseloads only
        group: str = texts["certainty_group"]
        return group
    rarity = texts["rarity"].format(n=next((n for n in RARITIES if p <= 1 / n), LEAST_RARE))
    text: str = texts["certainty_monitoring" if monitoring else "certainty_clear"]
    return text.format(rarity=rarity)


def _size(texts: dict[str, Any], verdict: dict[str, Any]) -> str:
    """Return the size in the direction of the shift; an interval never points the other way in print."""
    way = int(verdict["direction"])
    low, high = sorted(max(0.0, way * float(verdict[key])) for key in ("size_low", "size_high"))
    size = abs(float(verdict["size_points"]))
    text: str = texts["size"]
    return text.format(size=_tenths(size / 100), low=_tenths(low / 100), high=_tenths(high / 100))


def _uncorrected(texts: dict[str, Any], verdict: dict[str, Any]) -> str:
    """Return what the size would be without the correction for the analyser's errors."""
    # As the shares are printed, so that a reader who subtracts them finds the same.
    counted = abs(round(float(verdict["share_after"]), 2) - round(float(verdict["share_before"]), 2))
    corrected = abs(float(verdict["size_points"])) / 100
    text: str = texts["reading"]
    return text.format(counted=_tenths(counted), size=_tenths(corrected))
