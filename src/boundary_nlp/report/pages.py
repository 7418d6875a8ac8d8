"""The report's pages, rendered from templates; every value is escaped."""

from functools import lru_cache
from typing import Any

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from boundary_nlp.caseload.periods import Periods, months_of_all
from boundary_nlp.report.chart import Change, share_chart
from boundary_nlp.report.content import Caseload, caseload_content
from boundary_nlp.report.data import ReportData
from boundary_nlp.report.groups import hide_periods
from boundary_nlp.report.wording import day, numbered, verdict_details, verdict_sentence, verdict_short
from boundary_nlp.resources import load_yaml
from boundary_nlp.taxonomy import SIGNALS

MOST_SIGNALS = 7
SHORT_NAME = 20  # letters of a caseload's name that fit on one line of a phone


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
    environment.filters["tenths"] = lambda share: f"{10 * share:.1f}".replace(".", ",")
    environment.globals["numbered"] = numbered
    environment.globals["t"] = load_yaml("report/texts.yaml")
    environment.globals["colours"] = load_yaml("colours.yaml")
    return environment


def _render(template: str, **values: Any) -> str:
    return _environment().get_template(template).render(**values)


def opening_page(data: ReportData, links: dict[str, str], edition: str, overview: bool, bodies: list[str]) -> str:
    """Return the first page: what was read, how to read the rest, and the caseloads in the order of the input.

    ``bodies`` are those of all other pages where the report is one file, else empty.
    """
    notes, counts = data.notes, data.counts.caseloads
    dated = notes["date"].dropna()
    rows = []
    for caseload, link in links.items():
        own, small = data.notes_of(caseload), data.is_small(caseload)
        rows.append(
            {
                "name": caseload,
                "link": link,
                "n_notes": None if small else len(own),
                "first": pd.NaT if small else own["date"].min(),
                "last": pd.NaT if small else own["date"].max(),
                "verdict": verdict_short(data, caseload) if overview and not small else "",
            }
        )
    return _render(
        "opening.html.j2",
        edition=edition,
        overview=overview,
        min_group=data.min_group,
        caseloads=rows,
        n_notes=len(notes),
        first=dated.min() if len(dated) else None,
        last=dated.max() if len(dated) else None,
        n_undated=int(notes["date"].isna().sum()),
        n_future=int(counts["n_future"].sum()),
        n_without_caseload=int(notes["caseload_id"].isna().sum()) if links else 0,
        rejected=data.rejected["reason"].value_counts().to_dict() if len(data.rejected) else {},
        identifiers=data.run.get("identifiers", {}),
        masked=_masked(data.run.get("identifiers", {})),
        has_shifts=len(data.shifts) > 0,
        requests_count=data.requests_count,
        bodies=[Markup(body) for body in bodies],
        short_name=SHORT_NAME,
        method=_method(data, edition),
    )


def _masked(identifiers: dict[str, int]) -> str:
    names = load_yaml("report/texts.yaml")["identifiers"]
    return ", ".join(f"{n} × {names.get(kind, kind)}" for kind, n in identifiers.items())


def caseload_body(data: ReportData, caseload_id: str, edition: str, home: str, key: str) -> str:
    """Return what stands on the page of one caseload; ``key`` makes its ids unique."""
    content = caseload_content(data, caseload_id, edition)
    return _render(
        "caseload.html.j2",
        edition=edition,
        c=content,
        min_group=data.min_group,
        home=home,
        key=key,
        sentences=[] if content.small else verdict_sentence(content),
        details=[] if content.small else verdict_details(content, data),
        chart="" if content.small else _chart(content.course, _change(content), key),
        form="%m/%Y" if content.course.by == "month" else "%d/%m/%Y",
        tints=_tints(),
        most_signals=MOST_SIGNALS,
        has_text=data.has_text,
        n_marked=sum(content.marks.values()),
        requests_count=data.requests_count,
    )


def caseload_page(data: ReportData, caseload_id: str, edition: str, home: str) -> str:
    """Return the page of one caseload."""
    body = Markup(caseload_body(data, caseload_id, edition, home, "c"))
    return _render("page.html.j2", edition=edition, body=body, name=caseload_id, method=_method(data, edition))


def team_page(data: ReportData) -> str:
    """Return the page of all caseloads together: totals, no verdicts and no quotes."""
    notes = data.notes[data.notes["caseload_id"].notna()]
    counted = data.findings[data.findings["counts"] & (data.findings["family"] == "act")]
    counted = counted[counted["note_id"].isin(data.compared(notes)["note_id"])]
    counted = counted.drop_duplicates(["note_id", "sentence", "signal"])
    n_of = {SIGNALS[str(code)]: n for code, n in counted["signal"].value_counts().items()}
    totals = {
        stance: [{"label": signal.label, "n": n} for signal, n in n_of.items() if signal.stance == stance]
        for stance in ("rescuing", "guiding")
    }
    course = months_of_all(data.counts, data.noise)
    course = hide_periods(course, course.table["n_caseloads"], data.min_group)
    return _render(
        "team.html.j2",
        edition="team",
        min_group=data.min_group,
        n_caseloads=len(data.caseload_ids()),
        n_notes=len(notes),
        chart=_chart(course, Change(), "t"),
        course=course,
        form="%m/%Y",
        totals=totals,
        method=_method(data, "team"),
    )


def _chart(course: Periods, change: Change, key: str) -> Markup:
    if course.table["share"].isna().all():
        return Markup("")
    return Markup(share_chart(course, change, load_yaml("report/texts.yaml")["chart"], key))


def _change(content: Caseload) -> Change:
    handover = content.counts["handover"]
    handover = None if pd.isna(handover) else pd.Timestamp(handover)
    if content.change is None:
        return Change(handover=handover)
    return Change(pd.Timestamp(content.verdict["date_low"]), pd.Timestamp(content.verdict["date_high"]), handover)


@lru_cache(maxsize=1)
def _tints() -> dict[str, str]:
    """Return for each signal the class of its colour: the same on every page."""
    found = {}
    for stance, shades in load_yaml("colours.yaml")["tints"]["light"].items():
        of_stance = [signal for signal in SIGNALS.values() if signal.stance == stance]
        for place, signal in enumerate(sorted(of_stance, key=lambda signal: signal.family != "act")):
            found[signal.code] = f"{stance[0]}{min(place, len(shades) - 1)}"
    return found


def _method(data: ReportData, edition: str) -> list[str]:
    """Return what the closing page says of the method, with the analyser's measured errors and version."""
    texts = load_yaml("report/texts.yaml")["method"]
    items: list[str] = list(texts["items"])
    if edition != "team" and data.has_text:
        items[0] += f" {texts['quoted']}"
    if data.measurement is not None:
        rates = 100 * data.measurement.rates()
        items.append(
            texts["measured"].format(
                rescuing=round(rates[0, 0]), guiding=round(rates[1, 1]), neutral=round(rates[2].sum())
            )
        )
    if data.monitoring:
        items.append(texts["monitoring"])
    versions: list[str] = (
        list(data.notes["analyser_version"].dropna().unique()) if "analyser_version" in data.notes else []
    )
    return [*items, *(texts["version"].format(version=version) for version in versions)]
