"""The whole analyser as a spaCy component: ``nlp.add_pipe("boundary_nlp")``."""

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

import srsly
from spacy.language import Language
from spacy.tokens import Doc

from boundary_nlp.analysis import Analyser
from boundary_nlp.component.attributes import keep_findings, register_attributes
from boundary_nlp.results import Analysis

SPANS_KEY = "boundary"
SHIPPED = ("default", "none")
SETTINGS_FILE = "settings.json"


@Language.factory(
    "boundary_nlp",
    assigns=["doc.spans"],
    default_config={"rules": ["default"], "classifier": "default", "counting": "codebook", "spans_key": SPANS_KEY},
)
def make_boundary(
    nlp: Language, name: str, rules: list[str], classifier: str, counting: str, spans_key: str
) -> "BoundaryComponent":
    """Make the component.

    Parameters
    ----------
    nlp, name
        Given by spaCy.
    rules
        ``"default"`` and paths of rule packs.
    classifier
        ``"default"``, ``"none"`` or a path.
    counting
        Name of the counting profile.
    spans_key
        Where the findings go in ``doc.spans``.
    """
    return BoundaryComponent(rules, classifier, counting, spans_key)


@Language.factory(
    "boundary_rules",
    assigns=["doc.spans"],
    default_config={"rules": ["default"], "counting": "codebook", "spans_key": SPANS_KEY},
)
def make_rules(nlp: Language, name: str, rules: list[str], counting: str, spans_key: str) -> "BoundaryComponent":
    """Make a component that finds what rules alone find, with their qualifiers; settings as those of `make_boundary`.

    Examples
    --------
    >>> import spacy
    >>> nlp = spacy.blank("nl")
    >>> component = nlp.add_pipe("boundary_rules")
    >>> nlp("Voor haar gebeld.")._.boundary_findings[0].source
    'rule'
    """
    return BoundaryComponent(rules, "none", counting, spans_key)


class BoundaryComponent:
    """Adds findings to a Doc, whatever made its tokens; a parse and lemmas are used where the Doc has them.

    It sets ``doc.spans[spans_key]`` (one span per finding, labelled with the signal; the custom attribute
    ``span._.boundary`` is its `Finding`) and, where no other component did, the sentence boundaries;
    ``sent._.stance`` is a sentence's stance. Saved with its pipeline, it takes rule packs and classifier along.

    Examples
    --------
    >>> import spacy
    >>> nlp = spacy.blank("nl")
    >>> component = nlp.add_pipe("boundary_nlp", config={"classifier": "none"})
    >>> doc = nlp("Heb het formulier even voor mw. ingevuld.")
    >>> [(span.label_, span._.boundary.actor) for span in doc.spans["boundary"]]
    [('task_takeover', 'worker')]
    """

    def __init__(self, rules: Iterable[str], classifier: str, counting: str, spans_key: str) -> None:
        register_attributes()
        self._settings: dict[str, Any] = {
            "rules": list(rules), "classifier": classifier, "counting": counting, "spans_key": spans_key,
        }  # fmt: skip
        named = [name for name in (*self._settings["rules"], classifier) if name not in SHIPPED]
        self._files = {name: Path(name).read_bytes() for name in named if Path(name).is_file()}
        # A saved pipeline brings its files along after this; where they lack until then, the first note tells it.
        self._analyser: Analyser | None = self._make_analyser() if len(self._files) == len(set(named)) else None

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one document."""
        register_attributes()
        if self._analyser is None:
            self._analyser = self._make_analyser()
        analysis = self._analyser.analyse_doc(doc)
        self._keep(doc, analysis)
        if not doc.has_annotation("SENT_START"):
            starts = {sentence.start for sentence in analysis.sentences}
            for token in doc:
                token.is_sent_start = token.i == 0 or token.idx in starts
        return doc

    def _keep(self, doc: Doc, analysis: Analysis) -> None:
        keep_findings(doc, self._settings["spans_key"], analysis.findings)

    def _make_analyser(self) -> Analyser:
        """Make the analyser from the files that the component holds, wherever they came from."""
        with TemporaryDirectory() as folder:
            places = {name: Path(folder) / file for name, file in self._file_names().items()}
            for name, place in places.items():
                place.write_bytes(self._files[name])
            rules = [places.get(name, name) for name in self._settings["rules"]]
            classifier = places.get(self._settings["classifier"], self._settings["classifier"])
            return Analyser(rules=rules, classifier=classifier, counting=self._settings["counting"])

    def _file_names(self) -> dict[str, str]:
        return {name: f"{number}-{Path(name).name}" for number, name in enumerate(self._files)}

    def __getstate__(self) -> dict[str, Any]:
        return {"_settings": self._settings, "_files": self._files, "_analyser": None}

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Return settings, rule packs and classifier as bytes."""
        content: bytes = srsly.msgpack_dumps({"settings": self._settings, "files": self._files})
        return content

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> Self:
        """Take over what `to_bytes` returned."""
        content = srsly.msgpack_loads(data)
        return self._restored(content["settings"], content["files"])

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write settings, rule packs and classifier to a folder."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        names = self._file_names()
        srsly.write_json(folder / SETTINGS_FILE, {"settings": self._settings, "files": names})
        for name, file in names.items():
            (folder / file).write_bytes(self._files[name])

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> Self:
        """Take over what `to_disk` wrote."""
        folder = Path(path)
        content = srsly.read_json(folder / SETTINGS_FILE)
        return self._restored(
            content["settings"],
            {name: (folder / Path(file).name).read_bytes() for name, file in content["files"].items()},
        )

    def _restored(self, settings: dict[str, Any], files: dict[str, bytes]) -> Self:
        self._settings, self._files = settings, files
        self._analyser = self._make_analyser()
        return self
