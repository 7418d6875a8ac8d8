"""The whole analyser as a spaCy component: ``nlp.add_pipe("boundary_nlp")``."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

import srsly
from spacy.language import Language
from spacy.tokens import Doc

from boundary_nlp.analysis import Analyser
from boundary_nlp.arguments import DUTCH, check_argument
from boundary_nlp.component.attributes import keep_findings, register_attributes
from boundary_nlp.errors import BoundaryNlpError, OutputError, PipelineError
from boundary_nlp.results import Analysis

SPANS_KEY = "boundary"
SHIPPED = ("default", "none")
SETTINGS_FILE = "settings.json"
SAVE_AGAIN = "It belongs to a saved pipeline: put it back, or save the pipeline again."


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
    check_language(nlp, name)
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
    check_language(nlp, name)
    return BoundaryComponent(rules, "none", counting, spans_key)


def check_language(nlp: Language, name: str) -> None:
    """Raise PipelineError where a component is added to a pipeline of another language."""
    if nlp.lang not in DUTCH:
        raise PipelineError(
            f"The pipeline is for the language '{nlp.lang}', but '{name}' reads notes as Dutch (nl). "
            "Add it to a Dutch pipeline, such as spacy.blank('nl')."
        )


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
        for name in named:
            check_argument("a rule pack or classifier", name, str, "the path of a file")
        self._files = {name: _read(Path(name), "Give another file.") for name in named if Path(name).is_file()}
        # A saved pipeline brings its files along after this; where they lack until then, the first note tells it.
        complete = len(self._files) == len(set(named))
        self._analyser: Analyser | None = _analyser_of(self._settings, self._files) if complete else None

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one document."""
        register_attributes()
        if self._analyser is None:
            self._analyser = _analyser_of(self._settings, self._files)
        analysis = self._analyser.analyse_doc(doc)
        self._keep(doc, analysis)
        if not doc.has_annotation("SENT_START"):
            starts = {sentence.start for sentence in analysis.sentences}
            for token in doc:
                token.is_sent_start = token.i == 0 or token.idx in starts
        return doc

    def _keep(self, doc: Doc, analysis: Analysis) -> None:
        keep_findings(doc, self._settings["spans_key"], analysis.findings)

    def __getstate__(self) -> dict[str, Any]:
        return {"_settings": self._settings, "_files": self._files, "_analyser": None}

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Return settings, rule packs and classifier as bytes."""
        content: bytes = srsly.msgpack_dumps({"settings": self._settings, "files": self._files})
        return content

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> Self:
        """Take over what `to_bytes` returned; PipelineError where that is damaged."""
        with _damage_told("what was saved of it"):
            content = srsly.msgpack_loads(data)
            settings, files = _checked_settings(content["settings"]), dict(content["files"])
            _check_kinds(bytes, *files.values())
        return self._restored(settings, files)

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write settings, rule packs and classifier to a folder; OutputError where that cannot be written."""
        folder, names = Path(path), _file_names(self._files)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            srsly.write_json(folder / SETTINGS_FILE, {"settings": self._settings, "files": names})
            for name, file in names.items():
                (folder / file).write_bytes(self._files[name])
        except OSError as error:
            raise OutputError(f"'{folder}' cannot be written ({error.strerror}). Choose another folder.") from None

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> Self:
        """Take over what `to_disk` wrote; PipelineError where that is damaged."""
        file = Path(path) / SETTINGS_FILE
        text = _read(file, SAVE_AGAIN)
        with _damage_told(f"'{file}'"):
            content = json.loads(text)
            settings, names = _checked_settings(content["settings"]), dict(content["files"])
            _check_kinds(str, *names.values())
        return self._restored(
            settings,
            {name: _read(file.with_name(Path(saved).name), SAVE_AGAIN) for name, saved in names.items()},
        )

    def _restored(self, settings: dict[str, Any], files: dict[str, bytes]) -> Self:
        self._analyser = _analyser_of(settings, files)
        self._settings, self._files = settings, files
        return self


def _analyser_of(settings: dict[str, Any], files: dict[str, bytes]) -> Analyser:
    """Make the analyser from the files that a component holds, wherever they came from; errors name the originals."""
    with TemporaryDirectory() as folder:
        places = {name: Path(folder) / file for name, file in _file_names(files).items()}
        for name, place in places.items():
            place.write_bytes(files[name])
        rules = [places.get(name, name) for name in settings["rules"]]
        classifier = places.get(settings["classifier"], settings["classifier"])
        try:
            return Analyser(rules=rules, classifier=classifier, counting=settings["counting"])
        except BoundaryNlpError as error:
            told = str(error)
            for name, place in places.items():
                told = told.replace(str(place), name)
            raise type(error)(told) from None


def _file_names(files: Iterable[str]) -> dict[str, str]:
    return {name: f"{number}-{Path(name).name}" for number, name in enumerate(files)}


def _read(file: Path, mend: str) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise PipelineError(f"'{file}' cannot be read ({error.strerror}). {mend}") from None


@contextmanager
def _damage_told(what: str) -> Iterator[None]:
    try:
        yield
    except (ValueError, TypeError, LookupError, RecursionError):
        raise PipelineError(
            f"The saved component is damaged: {what} cannot be understood. Save its pipeline again."
        ) from None


def _checked_settings(settings: Any) -> dict[str, Any]:
    """Return the settings of a component; TypeError or LookupError where they are none."""
    _check_kinds(list, settings["rules"])
    _check_kinds(str, *settings["rules"], *(settings[name] for name in ("classifier", "counting", "spans_key")))
    return dict(settings)


def _check_kinds(kind: type, *values: Any) -> None:
    if not all(isinstance(value, kind) for value in values):
        raise TypeError
