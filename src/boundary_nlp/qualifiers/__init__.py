"""Qualifiers of a span: who does it (actor), did it happen (status), was it asked or due (mandate)."""

from boundary_nlp.qualifiers.context import Cue, NoteContext, Qualified
from boundary_nlp.qualifiers.decide import carrying_tokens, qualify_tokens

__all__ = ["Cue", "NoteContext", "Qualified", "carrying_tokens", "qualify_tokens"]
