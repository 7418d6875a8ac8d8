"""The annotation tools that are known, by name."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from boundary_nlp.annotation import doccano, label_studio
from boundary_nlp.annotation.gold import Corrected, Splitter
from boundary_nlp.errors import InputError
from boundary_nlp.gold import GoldNote


class Tool(NamedTuple):
    """How an annotation tool is written for and read from.

    Attributes
    ----------
    write : writes notes to a file, and what sets up a project beside it.
    read : reads what the tool exported; sentences that it does not hold are split.
    setup_suffix : of the file that sets up a project.
    """

    write: Callable[[Iterable[GoldNote], Path], None]
    read: Callable[[Path, Splitter], Corrected]
    setup_suffix: str

    def setup(self, path: Path) -> Path:
        """Return the file that sets up a project for the notes in a file."""
        return path.with_suffix(self.setup_suffix)


TOOLS = {
    "label-studio": Tool(label_studio.write_tasks, label_studio.read_annotations, label_studio.SETUP_SUFFIX),
    "doccano": Tool(doccano.write_rows, doccano.read_rows, doccano.SETUP_SUFFIX),
}


def tool_named(name: str) -> Tool:
    """Return a tool.

    Raises
    ------
    InputError
        If there is none of that name.
    """
    if name not in TOOLS:
        raise InputError(f"There is no format '{name}'. Choose one of: {', '.join(TOOLS)}.")
    return TOOLS[name]
