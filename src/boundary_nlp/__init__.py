"""Dutch takeover and guiding language in case notes, and shifts per caseload.

>>> import boundary_nlp as bn
>>> bn.Analyser()("Heb het formulier even voor mw. ingevuld.").stance
'rescuing'
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from boundary_nlp._version import __version__
from boundary_nlp.errors import BoundaryNlpError

if TYPE_CHECKING:
    from boundary_nlp.analysis import Analyser
    from boundary_nlp.caseload import caseload_series, detect_shifts
    from boundary_nlp.evaluation import evaluate
    from boundary_nlp.gold import read_gold
    from boundary_nlp.qualifiers.span import Qualifiers, qualify
    from boundary_nlp.report import write_report
    from boundary_nlp.results import Analysis, Finding, SentenceResult
    from boundary_nlp.tables import Tables, analyse_frame

# Where each public name lives; it is imported when first asked for, so that pandas waits until tables are made.
_HOMES = {
    "Analyser": "boundary_nlp.analysis",
    "Analysis": "boundary_nlp.results",
    "Finding": "boundary_nlp.results",
    "Qualifiers": "boundary_nlp.qualifiers.span",
    "SentenceResult": "boundary_nlp.results",
    "Tables": "boundary_nlp.tables",
    "analyse_frame": "boundary_nlp.tables",
    "caseload_series": "boundary_nlp.caseload",
    "detect_shifts": "boundary_nlp.caseload",
    "evaluate": "boundary_nlp.evaluation",
    "qualify": "boundary_nlp.qualifiers.span",
    "read_gold": "boundary_nlp.gold",
    "write_report": "boundary_nlp.report",
}

__all__ = [
    "Analyser",
    "Analysis",
    "BoundaryNlpError",
    "Finding",
    "Qualifiers",
    "SentenceResult",
    "Tables",
    "__version__",
    "analyse_frame",
    "caseload_series",
    "detect_shifts",
    "evaluate",
    "qualify",
    "read_gold",
    "write_report",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'boundary_nlp' has no attribute '{name}'")
    from boundary_nlp.resources import collector_paused  # noqa: PLC0415  brings YAML, which `--help` does without

    with collector_paused():  # spaCy is many objects that all stay
        value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
