"""From counted notes to shifts per caseload: counting, ordinary variation, verdicts and weekly series."""

from boundary_nlp.caseload.corrections import Corrected, apply_marks
from boundary_nlp.caseload.detect import detect_shifts, estimate_noise
from boundary_nlp.caseload.measurement import Measurement
from boundary_nlp.caseload.noise import Noise
from boundary_nlp.caseload.series import caseload_series

__all__ = [
    "Corrected",
    "Measurement",
    "Noise",
    "apply_marks",
    "caseload_series",
    "detect_shifts",
    "estimate_noise",
]
