"""An analysis or scores shown to a person: in the terminal and in notebooks."""

from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any
from unicodedata import category

from rich.console import Console
from rich.table import Table
from rich.text import Text

from boundary_nlp.resources import load_yaml
from boundary_nlp.results import Analysis, Finding
from boundary_nlp.taxonomy import QUALIFIERS, SIGNALS, qualifier_label, stance_label

TERMINAL_STYLES = {
    "rescuing": "bold dark_orange3",
    "guiding": "bold dodger_blue2",
    "opposing": "bold magenta",
}


def print_analysis(analysis: Analysis, question: Callable[[Finding], str], console: Console | None = None) -> None:
    """Print a note with its findings marked, and below it each with its evidence, and a question where it counts."""
    console = console or Console(highlight=False)
    text = Text(_shown(analysis.text))
    for finding in analysis.findings:
        style = TERMINAL_STYLES[finding.stance]
        text.stylize(style if finding.counts else style.replace("bold", "dim"), finding.start, finding.end)
    console.print(text)
    if not analysis.findings:
        console.print(load_yaml("texts.yaml")["explain"]["nothing"])
    for finding in analysis.findings:
        console.print()
        console.print(Text(f"{finding.label} ({stance_label(finding.stance)})", TERMINAL_STYLES[finding.stance]))
        console.print(f"  “{_shown(finding.text)}”", markup=False)
        console.print(f"  {finding.reason}", markup=False)
        console.print(f"  {_qualifiers(analysis, finding)}", markup=False)
        if finding.counts:
            console.print(f"  {question(finding)}", markup=False)


def _shown(text: str) -> str:
    """Return a text without what a terminal would take for commands; nothing moves, so that offsets hold."""
    controls = {char for char in text if category(char) == "Cc"} - {"\n", "\t"}
    return text.translate(dict.fromkeys(map(ord, controls), "\N{REPLACEMENT CHARACTER}"))


def _qualifiers(analysis: Analysis, finding: Finding) -> str:
    texts = load_yaml("texts.yaml")["explain"]
    parts = []
    for qualifier in QUALIFIERS:
        label = qualifier_label(qualifier, getattr(finding, qualifier))
        words = [analysis.text[cue.start : cue.end] for cue in finding.cues if cue.qualifier == qualifier]
        parts.append(f"{texts[qualifier]}: {label}" + (f" (“{', '.join(words)}”)" if words else ""))
    source = texts["rule"].format(rule=finding.rule_id) if finding.source == "rule" else texts["classifier"]
    return "; ".join([*parts, texts["counts"] if finding.counts else texts["counts_not"], source])


def analysis_html(analysis: Analysis) -> str:
    """Return an analysis as HTML for notebooks; all text is escaped."""
    pieces, at = [], 0
    for start, end, findings in _segments(analysis.findings):
        pieces.append(escape(analysis.text[at:start]))
        first = findings[0]
        title = escape("; ".join(f"{f.label}: {f.reason}" for f in findings), quote=True)
        colour = load_yaml("colours.yaml")["light"][first.stance]
        opacity = "" if any(f.counts for f in findings) else "opacity:.55;"
        pieces.append(
            f'<mark title="{title}" style="background:{colour["background"]};color:{colour["text"]};{opacity}'
            f'border-radius:3px;padding:0 2px">{escape(analysis.text[start:end])}</mark>'
        )
        at = end
    pieces.append(escape(analysis.text[at:]))
    body = "".join(pieces).replace("\n", "<br>")
    return f'<div class="boundary-nlp">{body}<p><em>{escape(stance_label(analysis.stance))}</em></p></div>'


def _segments(findings: Iterable[Finding]) -> list[tuple[int, int, list[Finding]]]:
    """Return stretches of text without overlap, each with the findings that begin or run on in it."""
    merged: list[tuple[int, int, list[Finding]]] = []
    for finding in sorted(findings, key=lambda f: (f.start, -f.end)):
        if merged and finding.start < merged[-1][1]:
            start, end, known = merged[-1]
            merged[-1] = (start, max(end, finding.end), [*known, finding])
        else:
            merged.append((finding.start, finding.end, [finding]))
    return merged


def print_scores(result: Mapping[str, Any], console: Console | None = None) -> None:
    """Print the scores of `boundary_nlp.evaluation.evaluate` as tables."""
    console = console or Console(highlight=False)
    console.print(f"{result['n_notes']} notes, {result['n_sentences']} sentences; 95 % bootstrap intervals over notes")
    main = Table("", "precision", "recall", "F1", "n")
    names = {
        "rescuing": "rescuing sentences",
        "guiding": "guiding sentences",
        "span": "counted spans",
        "boundary": "sentence starts",
    }
    for key, name in names.items():
        scores = result[key]
        main.add_row(name, *(_with_range(scores[m]) for m in ("precision", "recall", "f1")), str(scores["n"]))
    console.print(main)
    console.print(f"four-way kappa {_with_range(result['kappa'])}")
    per_signal = Table("signal", "precision", "recall", "F1", "n")
    for code, scores in result["signals"].items():
        per_signal.add_row(code, *(f"{scores[m]:.2f}" for m in ("precision", "recall", "f1")), str(scores["n"]))
    console.print(per_signal)
    qualifiers = Table("qualifier", "value", "precision", "recall", "F1", "n")
    for qualifier, values in result["qualifiers"].items():
        for value, scores in values.items():
            if value == "all":
                qualifiers.add_row(qualifier, "accuracy", f"{scores['accuracy']:.2f}", "", "", str(scores["n"]))
            else:
                numbers = (f"{scores[m]:.2f}" for m in ("precision", "recall", "f1"))
                qualifiers.add_row("", value, *numbers, str(scores["n"]))
    console.print(qualifiers)
    for stance, wrong in result["wrongly_counted"].items():
        console.print(f"{stance} spans that must not count: {wrong['n']}, of which counted: {wrong['counted']}")


def print_training(figures: Mapping[str, Any], console: Console | None = None) -> None:
    """Print the figures of `boundary_nlp.classifier.train.train_model`, all on writers held out."""
    console = console or Console(highlight=False)
    console.print(
        f"{figures['n_writers']} writers, {figures['n_notes']} notes, {figures['n_sentences']} sentences; five-fold "
        f"cross-validation, each writer held out whole; figures of the {figures['n_judging']} not read for the rules"
    )
    table = Table("stance", "method", "precision", "recall", "F1")
    for stance in ("rescuing", "guiding"):
        for method in ("rules", "classifier", "both"):
            scores = figures[stance][method]
            table.add_row(stance, method, *(f"{scores[m]:.2f}" for m in ("precision", "recall", "f1")))
    console.print(table)
    qualifiers = Table("qualifier of annotated spans", "value", "F1 of rules", "F1 weighed", "n")
    for qualifier, values in figures["qualifiers"].items():
        for value, scores in values.items():
            numbers = (f"{scores[m]:.2f}" for m in ("rules", "weighed"))
            qualifiers.add_row(qualifier, value, *numbers, str(scores["n"]))
    console.print(qualifiers)
    for stance in ("rescuing", "guiding"):
        told = figures[stance]
        console.print(f"{stance}: threshold {told['threshold']:.2f}, calibration error {told['calibration_error']:.3f}")


def _with_range(value: dict[str, float]) -> str:
    return f"{value['value']:.2f} ({value['low']:.2f}-{value['high']:.2f})"


def displacy_options(spans_key: str = "boundary") -> dict[str, Any]:
    """Return the options with which displaCy shows the findings of a Doc in the colours of the reports.

    Parameters
    ----------
    spans_key
        The span group of the findings, as the component's config names it.

    Examples
    --------
    >>> displacy_options()["colors"]["task_takeover"]
    '#fbd5a5'

    ``displacy.render(doc, style="span", options=displacy_options())``
    """
    colours = load_yaml("colours.yaml")["light"]
    return {
        "spans_key": spans_key,
        "colors": {code: colours[signal.stance]["background"] for code, signal in SIGNALS.items()},
    }
