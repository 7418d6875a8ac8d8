"""The chart of a caseload's language over time, as SVG inside the page."""

import io
import re
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure

from boundary_nlp.caseload.periods import Periods
from boundary_nlp.resources import load_yaml

MOST_LABELS, MOST_FLAT = 27, 9


@dataclass(frozen=True, slots=True)
class Change:
    """The interval of a change of language, and the week from which another worker wrote; None for none."""

    low: pd.Timestamp | None = None
    high: pd.Timestamp | None = None
    handover: pd.Timestamp | None = None


def share_chart(course: Periods, change: Change, texts: dict[str, Any], key: str) -> str:
    """Draw the share of takeover language over time with its band of ordinary variation and the change interval.

    Parameters
    ----------
    course : of `course_of`. Under each point stands the number of utterances behind it; nothing stands in a gap.
    change : what is marked in time.
    texts : the section "chart" of the report's texts.
    key : what makes the ids of this chart unique on a page.

    Returns
    -------
    str
        An ``<svg>`` element with role "img"; it refers to nothing outside itself, and takes its colours from the page.
    """
    ink = load_yaml("colours.yaml")["chart"]
    style: Any = {
        "svg.fonttype": "none",
        "svg.hashsalt": "boundary_nlp",
        "font.family": "sans-serif",
        "font.size": 10,
        **dict.fromkeys(("text.color", "axes.labelcolor", "xtick.color", "ytick.color", "axes.edgecolor"), ink["text"]),
    }
    table = course.table
    total = table["rescuing"] + table["guiding"]
    middle = table["start"] + pd.Timedelta(days=15 if course.by == "month" else 3)
    with mpl.rc_context(style):
        # As narrow as a phone: its letters are then as large there as anywhere else.
        figure = Figure(figsize=(4.8, 3.2))
        axes: Any = figure.add_subplot()
        # A layout that measures every text would draw the figure twice.
        figure.subplots_adjust(left=0.11, right=0.99, top=0.97, bottom=0.2 if len(table) <= MOST_FLAT else 0.34)
        _mark_time(axes, change, ink, texts)
        axes.fill_between(
            middle, 10 * table["band_low"], 10 * table["band_high"], color=ink["band"], linewidth=0, zorder=1
        )
        _lone_bands(axes, middle, table, ink)
        axes.plot(middle, 10 * table["share"], color=ink["line"], linewidth=1.6, zorder=3)
        axes.scatter(
            middle, 10 * table["share"], s=14 + 3 * total.fillna(0).clip(upper=40), color=ink["line"], zorder=4
        )
        _label_axes(axes, course, middle, total, texts, ink)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    return _inline(buffer.getvalue(), texts["label"][course.by], key)


def _mark_time(axes: Any, change: Change, ink: dict[str, str], texts: dict[str, Any]) -> None:
    if change.low is not None and change.high is not None:
        axes.axvspan(change.low, change.high, color=ink["change"], linewidth=0, zorder=0)
    if change.handover is not None:
        axes.axvline(change.handover, color=ink["text"], linewidth=1, linestyle=(0, (3, 3)), zorder=2)
        axes.annotate(
            texts["handover"],
            (change.handover, 10.2),
            xytext=(4, 0),
            textcoords="offset points",
            va="top",
            fontsize=8.5,
        )


def _lone_bands(axes: Any, middle: pd.Series, table: pd.DataFrame, ink: dict[str, str]) -> None:
    """Draw the band of a period between two gaps as a bar: an area needs two points."""
    told = table["share"].notna()
    lone = told & ~told.shift(1, fill_value=False) & ~told.shift(-1, fill_value=False)
    axes.vlines(
        middle[lone],
        10 * table["band_low"][lone],
        10 * table["band_high"][lone],
        color=ink["band"],
        linewidth=9,
        zorder=1,
    )


def _label_axes(
    axes: Any, course: Periods, middle: pd.Series, total: pd.Series, texts: dict[str, Any], ink: dict[str, str]
) -> None:
    axes.set_ylim(-0.4, 10.4)
    axes.set_yticks([0, 2, 4, 6, 8, 10])
    step = -(-len(middle) // MOST_LABELS) or 1
    flat = len(middle) <= MOST_FLAT
    form = "%m/%y" if course.by == "month" else "%d/%m"
    between = "\n" if flat else "  ·  "
    told = [texts["hidden_mark"] if pd.isna(n) else n for n in total]
    labels = [f"{start:{form}}{between}{n}" for start, n in zip(course.table["start"], told, strict=True)]
    # A single point would else set the range by itself, and all labels would pile up under it.
    room = max(pd.Timedelta(days=15 if course.by == "month" else 3), (middle.iloc[-1] - middle.iloc[0]) / 20)
    axes.set_xlim(middle.iloc[0] - room, middle.iloc[-1] + room)
    axes.set_xticks(list(middle[::step]), labels[::step], rotation=0 if flat else 90, fontsize=9)
    axes.set_xlabel(texts["x"][course.by], fontsize=9)
    axes.set_ylabel(texts["y"])
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", color=ink["grid"], linewidth=0.6)


def _inline(svg: str, label: str, key: str) -> str:
    """Make a figure part of a page: no metadata, ids that no other chart has, colours by the page's variables."""
    body = re.sub(r"<metadata>.*?</metadata>", "", svg[svg.index("<svg") :], flags=re.DOTALL)
    body = re.sub(r'<svg height="[^"]*"|<svg width="[^"]*" height="[^"]*"', "<svg", body, count=1)
    body = re.sub(r'<g id="[^"]*"', "<g", body)
    body = re.sub(r'(id="|url\(#|href="#)', rf"\g<1>{key}-", body)
    for name, colour in load_yaml("colours.yaml")["chart"].items():
        body = body.replace(colour, f"var(--chart-{name}, {colour})")
    safe = label.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    return body.replace("<svg", f'<svg role="img" aria-label="{safe}" class="chart"', 1)
