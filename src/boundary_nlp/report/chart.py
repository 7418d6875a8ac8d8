"""The chart of a caseload's language over time, as SVG inside the page."""

import io
import re
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure

from boundary_nlp.resources import load_yaml

_STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "boundary_nlp",
    "font.family": "sans-serif",
    "font.size": 10,
}


def share_chart(months: pd.DataFrame, verdict: dict[str, Any], label: str, y_label: str) -> str:
    """Draw the monthly share of takeover language with its band and the change interval.

    Parameters
    ----------
    months : of `content.monthly`; ``verdict`` : the caseload's row of `shifts`, or empty.
    label : what a screen reader says; ``y_label`` : title of the vertical axis.

    Returns
    -------
    str
        An ``<svg>`` element with role "img"; it refers to nothing outside itself.
    """
    colours = load_yaml("colours.yaml")["light"]
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(7.2, 2.9), layout="constrained")
        axes: Any = figure.add_subplot()
        x = months["month"].dt.to_timestamp() + pd.Timedelta(days=14)
        total = months["rescuing"] + months["guiding"]
        if total.sum():
            _draw_band(axes, x, total, float(months["rescuing"].sum() / total.sum()))
        if str(verdict.get("verdict", "")).startswith("shift_"):
            axes.axvspan(
                pd.Timestamp(verdict["date_low"]),
                pd.Timestamp(verdict["date_high"]),
                color="#f3e7c4",
                zorder=0,
            )
        axes.plot(x, 10 * months["share"], color=colours["rescuing"]["line"], linewidth=1.6, zorder=3)
        axes.scatter(x, 10 * months["share"], s=14 + 3 * total, color=colours["rescuing"]["line"], zorder=4)
        axes.set_ylim(-0.4, 10.4)
        axes.set_yticks([0, 2, 4, 6, 8, 10])
        axes.set_xticks(list(x), [f"{month:%m/%y}" for month in months["month"]])
        axes.set_ylabel(y_label)
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(axis="y", color="#dddddd", linewidth=0.6)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return _inline(buffer.getvalue(), label)


def _draw_band(axes: Any, x: pd.Series, total: pd.Series, mean: float) -> None:
    """Draw how far a month of its size commonly lies from the mean.

    It is two binomial standard errors, widened for notes that resemble each other (overdispersion 2).
    """
    spread = 2 * (2 * mean * (1 - mean) / total.clip(lower=1)) ** 0.5
    axes.fill_between(
        x, 10 * (mean - spread).clip(lower=0), 10 * (mean + spread).clip(upper=1), color="#e3e3e3", zorder=1
    )


def _inline(svg: str, label: str) -> str:
    body = svg[svg.index("<svg") :]
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.DOTALL)
    body = re.sub(r'<svg height="[^"]*"', "<svg", body, count=1)
    safe = label.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    return body.replace("<svg", f'<svg role="img" aria-label="{safe}" class="chart"', 1)
