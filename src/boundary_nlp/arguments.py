"""What the functions of the package check of their arguments, told without quoting any: one of them may be a note."""

import warnings
from collections.abc import Iterable, Iterator, Sequence
from os import PathLike
from pathlib import Path
from types import UnionType
from typing import Any, Final

from spacy.language import Language
from spacy.tokens import Doc

from boundary_nlp.errors import BoundaryNlpWarning, InputError

LONGEST_NAME: Final = 200  # characters; a path may have more, where it is there
DUTCH: Final = ("nl", "clinlp", "", None)  # clinlp is Dutch too; what names no language may be
OF_CLASSIFIER: Final = "'default', 'none', or the path of a file"


def check_analyser(pipeline: Any, packs: Sequence[Any], classifier: Any, counting: Any) -> None:
    """Raise InputError where an argument of the analyser is of another type than it takes."""
    check_argument("pipeline", pipeline, str | Path | Language, "'embedded', or a spaCy pipeline")
    for pack in packs:
        check_argument("rules", pack, str | PathLike, "'default', the path of a rule pack, or a list of these")
    check_argument("classifier", classifier, str | PathLike, OF_CLASSIFIER)
    check_argument("counting", counting, str, "the name of a counting profile, such as 'codebook'")


def check_argument(name: str, value: Any, kinds: type | UnionType, wanted: str) -> None:
    """Raise InputError where an argument is of another type than it takes, or is text that can be no name or path."""
    if not isinstance(value, kinds):
        raise InputError(f"{name} is {wanted}; it cannot be {kind_of(value)}.")
    if isinstance(value, str | PathLike) and not _may_be_name(str(value)):
        why = f"it is longer than {LONGEST_NAME} characters, or has a line break, and there is no such file"
        raise InputError(f"{name} is {wanted}; what was given cannot be that: {why}.")


def _may_be_name(text: str) -> bool:
    """Tell whether text may be a name or a path: what may not can be a note, which no message may quote."""
    if len(text) <= LONGEST_NAME and len(text.splitlines()) <= 1:
        return True
    try:
        return Path(text).exists()
    except OSError:  # longer than the system takes
        return False


def checked_notes(notes: Iterable[tuple[Any, Any]]) -> Iterator[tuple[str, str | None]]:
    """Yield notes with their settings; what is no text is told by its number, and not quoted."""
    for number, (text, setting) in enumerate(notes, start=1):
        if not isinstance(text, str):
            raise InputError(f"Note {number} is {kind_of(text)}, not text (str). Leave it out, or give it as ''.")
        if setting is not None and not isinstance(setting, str):
            raise InputError(f"The setting of note {number} is {kind_of(setting)}. Give a str, or None for no setting.")
        yield text, setting


def check_doc(doc: Any) -> None:
    """Raise InputError where a document is none, and warn where it is of another language; Doc(Vocab()) has none."""
    check_argument("doc", doc, Doc, "a spaCy Doc, such as nlp(text)")
    if doc.lang_ not in DUTCH:
        told = (
            f"The document is in the language '{doc.lang_}' but is read as Dutch (nl); make it with a Dutch pipeline."
        )
        warnings.warn(told, BoundaryNlpWarning, stacklevel=3)


def kind_of(value: Any) -> str:
    """Return how a message tells what a value is, without the value."""
    return "None" if value is None else f"of type {type(value).__name__}"


def paired(texts: Iterable[str], settings: Iterable[str | None]) -> Iterator[tuple[str, str | None]]:
    """Yield each text with its setting; InputError where there are fewer settings than texts."""
    given = iter(settings)
    for number, text in enumerate(texts):
        try:
            setting = next(given)
        except StopIteration:
            raise InputError(f"There are settings for {number} notes only. Give each note its own, or None.") from None
        yield text, setting
