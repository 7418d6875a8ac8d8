"""The trained model: plain arrays and JSON, loaded without running any code."""

import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from importlib.resources import as_file, files
from math import exp, sqrt
from pathlib import Path
from typing import Any

import numpy as np

from boundary_nlp.classifier.features import form_features, pair_features, rule_features
from boundary_nlp.errors import ModelError
from boundary_nlp.language.forms import Form
from boundary_nlp.results import Finding

KIND = "boundary_nlp.classifier"
VERSION = 1
STANCES = ("rescuing", "guiding")
MAX_BYTES = 50_000_000
EVIDENCE = 6  # words that are quoted, at most

Weights = tuple[float, float]
NOTHING: Weights = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Scored:
    """What the model says of a sentence: the calibrated probabilities, and what each word weighed per stance."""

    probabilities: Weights
    words: tuple[list[float], list[float]]


@dataclass(slots=True)
class SentenceModel:
    """A linear model of the two stances over word forms, pairs of words and what the rules found.

    Attributes
    ----------
    weights : feature -> weight for rescuing and for guiding.
    bias, slope, offset : the decision value and its calibration (Platt 1999) per stance.
    thresholds : probabilities from which a stance is told.
    info : where the model comes from.
    """

    weights: dict[str, Weights]
    bias: Weights
    slope: Weights
    offset: Weights
    thresholds: Weights
    info: dict[str, Any] = field(default_factory=dict)

    def annotate(self, form: Form) -> None:
        """Sum what a word form weighs, once per form."""
        found = [self.weights[name] for name in form_features(form) if name in self.weights]
        form.weights = (sum(w[0] for w in found), sum(w[1] for w in found)) if found else ()

    def score(
        self,
        forms: Sequence[Form],
        findings: Sequence[Finding],
        before: Sequence[Finding],
        after: Sequence[Finding],
        person: str,
    ) -> Scored:
        """Return the probabilities of a sentence, given its forms and the rules' findings in and around it."""
        words: tuple[list[float], list[float]] = ([0.0] * len(forms), [0.0] * len(forms))
        n_words = 0
        for at, form in enumerate(forms):
            n_words += form.is_word
            if form.weights:
                words[0][at], words[1][at] = form.weights
        for at, name in pair_features(forms):
            pair = self.weights.get(name)
            if pair is not None:
                words[0][at] += pair[0]
                words[1][at] += pair[1]
        scale = 1 / sqrt(max(1, n_words))
        rules = [self.weights.get(name, NOTHING) for name in rule_features(findings, before, after, person)]
        values = []
        for stance in (0, 1):
            value = self.bias[stance] + scale * sum(words[stance]) + sum(weight[stance] for weight in rules)
            values.append(1 / (1 + exp(-max(-30.0, min(30.0, self.slope[stance] * value + self.offset[stance])))))
        return Scored((values[0], values[1]), words)

    def save(self, path: Path) -> None:
        """Write the model; the same weights give the same bytes.

        Raises
        ------
        ModelError
            If the file cannot be written.
        """
        names = sorted(self.weights)
        matrix = np.array([self.weights[name] for name in names], dtype="<f4").reshape(-1, 2)
        header = {
            "kind": KIND,
            "version": VERSION,
            "bias": self.bias,
            "slope": self.slope,
            "offset": self.offset,
            "thresholds": self.thresholds,
            "info": self.info,
        }
        content = {
            "model.json": json.dumps(header, sort_keys=True).encode(),
            "features.txt": "\n".join(names).encode(),
            "weights.f4": matrix.tobytes(),
        }
        content["checksum.txt"] = _checksum(content).encode()
        try:
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, data in content.items():
                    archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
        except OSError as error:
            raise ModelError(f"The classifier cannot be written to '{path}': {error.strerror}.") from None


def _checksum(content: dict[str, bytes]) -> str:
    digest = blake2b(digest_size=16)
    for name in ("model.json", "features.txt", "weights.f4"):
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
            content = {
                name: archive.read(name) for name in ("model.json", "features.txt", "weights.f4", "checksum.txt")
            }
        header = json.loads(content["model.json"])
        if (
            header["kind"] != KIND
            or header["version"] != VERSION
            or content["checksum.txt"].decode() != _checksum(content)
        ):
            raise ModelError(f"'{path}' is damaged, or a classifier of another version. Train it again.")
        names = content["features.txt"].decode().split("\n")
        matrix = np.frombuffer(content["weights.f4"], dtype="<f4").reshape(-1, 2).tolist()
        return SentenceModel(
            weights={name: (row[0], row[1]) for name, row in zip(names, matrix, strict=True)},
            bias=tuple(header["bias"]),
            slope=tuple(header["slope"]),
            offset=tuple(header["offset"]),
            thresholds=tuple(header["thresholds"]),
            info=header["info"],
        )
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError):
        raise ModelError(
            f"'{path}' is no classifier of this package, or it is damaged. Make one with `boundary-nlp train`."
        ) from None


def evidence(words: Sequence[float]) -> tuple[int, int]:
    """Return the token range, of at most six words, that weighed most."""
    best, chosen = float("-inf"), (0, min(len(words), EVIDENCE))
    for length in range(2, min(EVIDENCE, len(words)) + 1):
        for start in range(len(words) - length + 1):
            total = sum(words[start : start + length]) - 0.15 * length
            if total > best:
                best, chosen = total, (start, start + length)
    return chosen
