"""Notes in, tables out: streamed, by one or more processes, resumable, in the order of the input."""

from boundary_nlp.batch.notes import analyse_notes
from boundary_nlp.batch.options import PRIVACY_MODES, BatchOptions
from boundary_nlp.batch.parts import TABLES
from boundary_nlp.batch.result import BatchResult
from boundary_nlp.batch.run import analyse_files

__all__ = ["PRIVACY_MODES", "TABLES", "BatchOptions", "BatchResult", "analyse_files", "analyse_notes"]
