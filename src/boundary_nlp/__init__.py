"""Dutch takeover and guiding language in case notes, and shifts per caseload."""

from boundary_nlp._version import __version__

__all__ = ["__version__"]
