"""Qualifiers of a span: who does it (actor), did it happen (status), was it asked or due (mandate)."""

from boundary_nlp.qualify.context import Cue, NoteContext, Qualified
from boundary_nlp.qualify.decide import qualify_tokens

__all__ = ["Cue", "NoteContext", "Qualified", "qualify_tokens"]
