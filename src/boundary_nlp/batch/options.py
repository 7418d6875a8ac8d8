"""What a run does."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from boundary_nlp.analysis import Analyser
from boundary_nlp.errors import InputError
from boundary_nlp.io.tables import FORMATS, Format

PRIVACY_MODES = ("mask", "refuse", "off")
_SHIPPED = ("default", "none", "embedded")


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """What a run does; each field is an option of the command line.

    Attributes
    ----------
    format : of the tables; ``"parquet"``, ``"jsonl"`` or ``"csv"``.
    pipeline, rules, classifier, counting : of the `Analyser`.
    columns : canonical column name -> name in the input, where that is not recognised.
    privacy : ``"mask"``, ``"refuse"`` or ``"off"``: what happens with identifiers in notes.
    names : whether names of persons are identifiers too; needs the extra ``deid``.
    keep_text : False leaves all text of notes out of the tables.
    workers : processes that analyse side by side; the tables do not depend on it.
    overwrite : whether an earlier run in the folder is replaced; ``resume`` : whether it is gone on with.
    """

    format: Format = "parquet"
    pipeline: str = "embedded"
    rules: tuple[str, ...] = ("default",)
    classifier: str = "default"
    counting: str = "codebook"
    columns: Mapping[str, str] = field(default_factory=dict)
    privacy: str = "mask"
    names: bool = False
    keep_text: bool = True
    workers: int = 1
    overwrite: bool = False
    resume: bool = False

    def check(self) -> None:
        """Raise InputError where an option has a value that it cannot have."""
        if self.format not in FORMATS:
            raise InputError(f"There is no format '{self.format}'. Choose one of: {', '.join(FORMATS)}.")
        if self.privacy not in PRIVACY_MODES:
            raise InputError(f"There is no --privacy '{self.privacy}'. Choose one of: {', '.join(PRIVACY_MODES)}.")
        if self.workers < 1:
            raise InputError(f"--workers is the number of processes, 1 or more; not {self.workers}.")
        if self.overwrite and self.resume:
            raise InputError("Choose one of --resume (go on with the run in the folder) and --overwrite (start anew).")
        if self.names and self.privacy == "off":
            raise InputError("--names looks for names to hide them; with --privacy off nothing is hidden.")

    def files(self) -> list[Path]:
        """Return the user's own files that are read for the analysis: rules, classifier and pipeline."""
        return own_files([*self.rules, self.classifier, self.pipeline])

    def analyser(self) -> Analyser:
        """Return an analyser with these options."""
        return Analyser(self.pipeline, self.rules, self.classifier, self.counting)


def own_files(names: Iterable[str]) -> list[Path]:
    """Return the files that names stand for, and what lies in a folder; other names are of what is installed."""
    paths = [Path(name) for name in names if name not in _SHIPPED]
    return [file for path in paths if path.exists() for file in (path, *path.glob("*"))]
