"""The trained model: plain arrays and JSON, loaded without running any code."""

import json
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from importlib.resources import as_file, files
from itertools import accumulate
from math import exp, inf, sqrt
from pathlib import Path
from typing import Any, Final

import numpy as np

from boundary_nlp.classifier.features import (
    LETTERS,
    PAIRS,
    SKIPS,
    START,
    TRIPLES,
    WHOLE_SENTENCE,
    Shape,
    general,
    is_counted,
    letters,
    shape,
    shape_features,
    word_features,
)
from boundary_nlp.classifier.qualifiers import QualifierWeights
from boundary_nlp.classifier.signal_weights import SignalWeights
from boundary_nlp.classifier.weights import Before, Weights, WordWeights
from boundary_nlp.errors import ModelError
from boundary_nlp.io.atomic import atomic_file
from boundary_nlp.language.forms import Form

KIND: Final = "boundary_nlp.classifier"
VERSION: Final = 4
MAX_BYTES: Final = 50_000_000
EVIDENCE: Final = 6  # words that are quoted, at most
LENGTH_COST: Final = 0.15  # what a further word must add to be quoted
STEEPEST: Final = 30.0  # beyond this a probability is 0 or 1
NOTHING_BEFORE: Final[dict[str, Before]] = {}


@dataclass(slots=True)
class SentenceModel:
    """A linear model of the two stances over word forms, their neighbours and what the rules found.

    Attributes
    ----------
    weights : feature -> weight for rescuing and for guiding.
    signals : which signal a sentence of a stance has.
    qualifiers : what the words say of a span's qualifiers, beside the rules.
    bias, slope, offset : the decision value and its calibration (Platt 1999) per stance.
    thresholds : probabilities from which a stance is told where no rule speaks.
    doubts : probabilities below which a rule's finding is not counted.
    info : where the model comes from.
    """

    weights: dict[str, Weights]
    signals: SignalWeights
    qualifiers: QualifierWeights
    bias: Weights
    slope: Weights
    offset: Weights
    thresholds: Weights
    doubts: Weights
    info: dict[str, Any] = field(default_factory=dict)
    _pairs: dict[str, dict[str, Weights]] = field(init=False, repr=False, compare=False)
    _skips: dict[str, dict[str, Weights]] = field(init=False, repr=False, compare=False)
    _triples: dict[str, dict[str, dict[str, Weights]]] = field(init=False, repr=False, compare=False)
    _letters: dict[str, Weights] = field(init=False, repr=False, compare=False)
    _whole: dict[str, Weights] = field(init=False, repr=False, compare=False)
    _before: dict[str, dict[str, Before]] = field(init=False, repr=False, compare=False)
    _shapes: dict[Shape, Weights] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._pairs, self._skips, self._triples, self._letters, self._whole, self._before = {}, {}, {}, {}, {}, {}
        self._shapes = {}  # of kinds of verbs and persons there are few sets
        for name, pair in self.weights.items():
            kind, words = name[0], name[2:]
            if kind == LETTERS:
                self._letters[words] = pair
            elif kind in (PAIRS, SKIPS):
                before, _, word = words.rpartition("_")
                (self._pairs if kind == PAIRS else self._skips).setdefault(word, {})[before] = pair
            elif kind == TRIPLES:
                two, one, word = words.split("_")
                self._triples.setdefault(word, {}).setdefault(one, {})[two] = pair
            elif kind in WHOLE_SENTENCE:
                self._whole[name] = pair

    def annotate(self, form: Form) -> None:
        """Sum what a word form weighs, once per form."""
        if not is_counted(form):
            return
        rescuing, guiding = _sum(self.weights, word_features(form))
        more = _sum(self._letters, letters(form))
        word = general(form)
        form.weights = WordWeights(rescuing + more[0], guiding + more[1], word, self._weights_before(word))

    def _weights_before(self, word: str) -> dict[str, Before]:
        """Return what a word weighs more after others, gathered when it is first met."""
        known = self._before.get(word)
        if known is not None:
            return known
        found: dict[str, Before] = {}
        for one, pair in self._pairs.get(word, {}).items():
            found[one] = Before(next_rescuing=pair[0], next_guiding=pair[1])
        for one, pair in self._skips.get(word, {}).items():
            near = found.setdefault(one, Before())
            near.apart_rescuing, near.apart_guiding = pair
        for one, triples in self._triples.get(word, {}).items():
            found.setdefault(one, Before()).triples = triples
        if not found:
            return NOTHING_BEFORE  # most words that are new: these must not be kept for ever
        self._before[word] = found
        return found

    def probabilities(self, forms: list[Form], by_rules: Iterable[str]) -> Weights:
        """Return how probable either stance is in a sentence.

        Parameters
        ----------
        forms : its tokens, annotated by this model.
        by_rules : what the rules say of it, as `rule_features` gives it.
        """
        rescuing = guiding = 0.0
        n_words = 0
        one, two, three = START, "", ""
        for form in forms:
            word = form.weights
            if word is not None:
                adds = word.after(one, two, three)
                rescuing += adds[0]
                guiding += adds[1]
                n_words += 1
                one, two, three = word.general, one, two
        scale = 1 / sqrt(max(1, n_words))
        told = shape(forms)
        whole = self._shapes.get(told)
        if whole is None:
            whole = self._shapes[told] = _sum(self._whole, shape_features(told))
        found = _sum(self._whole, by_rules)
        return (
            self._probability(0, scale * rescuing + whole[0] + found[0]),
            self._probability(1, scale * guiding + whole[1] + found[1]),
        )

    def _probability(self, stance: int, value: float) -> float:
        calibrated = self.slope[stance] * (value + self.bias[stance]) + self.offset[stance]
        return 1 / (1 + exp(-max(-STEEPEST, min(STEEPEST, calibrated))))

    def tells(self, probabilities: Weights) -> bool:
        """Tell whether a stance is probable enough to be told where no rule speaks."""
        return probabilities[0] >= self.thresholds[0] or probabilities[1] >= self.thresholds[1]

    def word_values(self, forms: list[Form], stance: int) -> list[float]:
        """Return what each token of a sentence adds to the decision value of a stance, neighbours included."""
        values: list[float] = []
        one, two, three = START, "", ""
        for form in forms:
            word = form.weights
            if word is None:
                values.append(0.0)
                continue
            values.append(word.after(one, two, three)[stance])
            one, two, three = word.general, one, two
        return values

    def signal(self, forms: list[Form], evidence: tuple[int, int], stance: str) -> str:
        """Return the signal of a stance that fits a sentence best, given where in it the evidence stands."""
        return self.signals.of(stance).likeliest(forms, evidence)

    def save(self, path: Path) -> None:
        """Write the model; the same weights give the same bytes.

        Raises
        ------
        OutputError
            If the file cannot be written; what stood there stays.
        """
        names = sorted(self.weights)
        header = {
            "kind": KIND,
            "version": VERSION,
            "bias": self.bias,
            "slope": self.slope,
            "offset": self.offset,
            "thresholds": self.thresholds,
            "doubts": self.doubts,
            "qualifiers": self.qualifiers.columns,
            "info": self.info,
        }
        content = {
            "model.json": json.dumps(header, sort_keys=True).encode(),
            "features.txt": "\n".join(names).encode(),
            "weights.f4": np.array([self.weights[name] for name in names], dtype="<f4").reshape(-1, 2).tobytes(),
            "signals.json": self.signals.content,
            "qualifiers.txt": "\n".join(self.qualifiers.features).encode(),
            "qualifiers.f4": np.vstack([self.qualifiers.biases, self.qualifiers.weights]).astype("<f4").tobytes(),
        }
        content["checksum.txt"] = _checksum(content).encode()
        with atomic_file(path) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in content.items():
                archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)


def _sum(weights: dict[str, Weights], features: Iterable[str]) -> Weights:
    rescuing = guiding = 0.0
    for name in features:
        pair = weights.get(name)
        if pair is not None:
            rescuing += pair[0]
            guiding += pair[1]
    return rescuing, guiding


PARTS: Final = ("model.json", "features.txt", "weights.f4", "signals.json", "qualifiers.txt", "qualifiers.f4")


def _checksum(content: dict[str, bytes]) -> str:
    digest = blake2b(digest_size=16)
    for name in PARTS:
        digest.update(content[name])
    return digest.hexdigest()


def load_model(name: str | Path) -> SentenceModel | None:
    """Return the classifier of a name: ``"default"`` (the shipped one), ``"none"`` (None), or a file.

    Raises
    ------
    ModelError
        If the file is missing, is no classifier of this package, or is damaged.
    """
    if name == "none":
        return None
    if name == "default":
        with as_file(files("boundary_nlp.resources") / "model" / "default.model") as path:
            return _read(path)
    return _read(Path(name))


def _read(path: Path) -> SentenceModel:
    if not path.is_file():
        raise ModelError(
            f"There is no classifier '{path}'. Give 'default', 'none', or a file made by `boundary-nlp train`."
        )
    if path.stat().st_size > MAX_BYTES:
        raise ModelError(f"'{path}' is larger than any classifier of this package.")
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(item.file_size for item in archive.infolist()) > MAX_BYTES:
                raise ModelError(f"'{path}' unpacks to more than any classifier of this package.")
            content = {name: archive.read(name) for name in (*PARTS, "checksum.txt")}
        header = json.loads(content["model.json"])
        if (
            header["kind"] != KIND
            or header["version"] != VERSION
            or content["checksum.txt"].decode() != _checksum(content)
        ):
            raise ModelError(f"'{path}' is damaged, or a classifier of another version. Train it again.")
        names = content["features.txt"].decode().split("\n")
        rescuing, guiding = np.frombuffer(content["weights.f4"], dtype="<f4").reshape(-1, 2).T.tolist()
        return SentenceModel(
            weights=dict(zip(names, zip(rescuing, guiding, strict=True), strict=True)),
            signals=SignalWeights(content["signals.json"]),
            qualifiers=_qualifiers(header["qualifiers"], content),
            bias=tuple(header["bias"]),
            slope=tuple(header["slope"]),
            offset=tuple(header["offset"]),
            thresholds=tuple(header["thresholds"]),
            doubts=tuple(header["doubts"]),
            info=header["info"],
        )
    except (
        zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, TypeError, OSError, RuntimeError, OverflowError
    ):  # fmt: skip
        raise ModelError(
            f"'{path}' is no classifier of this package, or it is damaged. Make one with `boundary-nlp train`."
        ) from None


def _qualifiers(columns: Sequence[Sequence[str]], content: Mapping[str, bytes]) -> QualifierWeights:
    listed = content["qualifiers.txt"].decode()
    names = listed.split("\n") if listed else []
    table = np.frombuffer(content["qualifiers.f4"], dtype="<f4").reshape(len(names) + 1, len(columns))
    return QualifierWeights(
        columns=tuple((qualifier, value) for qualifier, value in columns),
        features={name: row for row, name in enumerate(names)},
        weights=table[1:],
        biases=table[0],
    )


def evidence(values: Sequence[float]) -> tuple[int, int]:
    """Return the token range, of two to six tokens where there are so many, that weighed most."""
    sums = list(accumulate(values, initial=0.0))
    highest, best = -inf, (0, max(1, min(len(values), EVIDENCE)))
    for length in range(2, min(EVIDENCE, len(values)) + 1):
        cost = LENGTH_COST * length
        for start in range(len(values) - length + 1):
            value = sums[start + length] - sums[start] - cost
            if value > highest:
                highest, best = value, (start, start + length)
    return best
