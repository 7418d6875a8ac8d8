"""The report's pages, rendered from templates; every value is escaped."""

from functools import lru_cache
from typing import Any

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from boundary_nlp.report.chart import share_chart
from boundary_nlp.report.content import (
    MIN_NOTES,
    Caseload,
    ReportData,
    SignalCount,
    caseload_content,
    monthly,
)
from boundary_nlp.report.wording import day, verdict_lines, verdict_short
from boundary_nlp.resources import load_yaml
from boundary_nlp.taxonomy import signals


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("boundary_nlp", "resources/report"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["day"] = day
    environment.globals["t"] = load_yaml("report/texts.yaml")
    environment.globals["colours"] = load_yaml("colours.yaml")
    environment.globals["min_notes"] = MIN_NOTES
    return environment


def _render(template: str, **values: Any) -> str:
    return _environment().get_template(template).render(**values)


def opening_page(data: ReportData, links: dict[str, str], edition: str, overview: bool) -> str:
    """Return the first page: what was read, how to read the rest, and the caseloads in the order of the input."""
    notes = data.notes
    dated = notes["date"].dropna()
    rows = []
    for caseload, link in links.items():
        own = notes[notes["caseload_id"] == caseload]
        rows.append(
            {
                "name": caseload,
                "link": link,
                "n_notes": len(own) if len(own) >= MIN_NOTES else None,
                "first": own["date"].min(),
                "last": own["date"].max(),
                "verdict": verdict_short(data.shifts, caseload) if overview else "",
            }
        )
    return _render(
        "opening.html.j2",
        edition=edition,
        overview=overview,
        caseloads=rows,
        n_notes=len(notes),
        first=dated.min() if len(dated) else None,
        last=dated.max() if len(dated) else None,
        n_undated=int(notes["date"].isna().sum()),
        rejected=data.rejected["reason"].value_counts().to_dict() if len(data.rejected) else {},
        identifiers=data.run.get("identifiers", {}),
        masked=_masked(data.run.get("identifiers", {})),
        has_shifts=len(data.shifts) > 0,
        keep_text=data.run.get("keep_text", True),
    )


def _masked(identifiers: dict[str, int]) -> str:
    names = load_yaml("report/texts.yaml")["identifiers"]
    return ", ".join(f"{n} × {names.get(kind, kind)}" for kind, n in identifiers.items())


def caseload_page(data: ReportData, caseload_id: str, edition: str, home: str) -> str:
    """Return the page of one caseload."""
    content = caseload_content(data, caseload_id, edition)
    return _render(
        "caseload.html.j2",
        edition=edition,
        c=content,
        home=home,
        change=_change(content),
        verdict=verdict_lines(content),
        chart=_chart(content.months, content.verdict),
        groups=_groups(content),
        has_text=data.run.get("keep_text", True),
    )


def team_page(data: ReportData) -> str:
    """Return the page of all caseloads together: totals, no verdicts and no quotes."""
    counted = data.findings[data.findings["counts"] & (data.findings["family"] == "act")]
    totals = [
        {"label": signal.label, "stance": signal.stance, "n": int((counted["signal"] == code).sum())}
        for code, signal in signals().items()
        if signal.family == "act" and signal.stance != "opposing"
    ]
    months = monthly(data.notes)
    return _render(
        "team.html.j2",
        edition="team",
        n_caseloads=len(data.caseload_ids()),
        n_notes=len(data.notes),
        chart=_chart(months, {}),
        months=months.to_dict("records"),
        totals=[total for total in totals if total["n"]],
    )


def _chart(months: pd.DataFrame, verdict: dict[str, Any]) -> Markup:
    texts = load_yaml("report/texts.yaml")["chart"]
    if months.empty:
        return Markup("")
    return Markup(share_chart(months, verdict, texts["label"], texts["y"]))


def _change(content: Caseload) -> Any:
    if not str(content.verdict.get("verdict", "")).startswith("shift_"):
        return None
    return content.verdict["change_date"]


def _groups(content: Caseload) -> list[tuple[str, list[SignalCount]]]:
    return [("rescuing", content.rescuing), ("guiding", content.guiding)]
