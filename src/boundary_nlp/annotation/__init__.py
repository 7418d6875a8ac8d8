"""Findings to annotation tools for correction, and corrected files back into gold notes.

Label Studio and doccano are known; each has a module of its own. `source` makes gold notes of what is sent out,
`protect` masks them, `gold` makes gold notes of what comes back.
"""

from boundary_nlp.annotation.gold import Corrected, write_gold
from boundary_nlp.annotation.tools import TOOLS, Tool, tool_named

__all__ = ["TOOLS", "Corrected", "Tool", "tool_named", "write_gold"]
