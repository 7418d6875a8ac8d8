"""Linguistic cases as data: what rules must find and what qualifiers must say, in files that a linguist can extend."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal, Self

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from boundary_nlp.analysis import Analyser
from boundary_nlp.errors import InputError
from boundary_nlp.io.yaml_text import read_yaml
from boundary_nlp.language.tokenizer import blank_pipeline
from boundary_nlp.qualifiers.span import qualify
from boundary_nlp.taxonomy import SIGNALS, Actor, Mandate, Status

MARK = "*"


class Sentence(BaseModel):
    """One case; ``known_failure`` says why it still fails, and is checked: a case that passes after all is told."""

    model_config = ConfigDict(extra="forbid")

    text: str
    known_failure: str = ""
    signal: str = "task_takeover"
    value: str = ""


Written = Annotated[Sentence, BeforeValidator(lambda case: {"text": case} if isinstance(case, str) else case)]


class SignalCases(BaseModel):
    """Sentences in which a signal must be found and counted (opposing: found), and sentences in which it must not."""

    model_config = ConfigDict(extra="forbid")

    signal: str
    found: list[Written]
    not_found: list[Written]

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.signal not in SIGNALS:
            raise ValueError(f"signal '{self.signal}' is none of the codebook's")
        return self


class QualifierCases(BaseModel):
    """Sentences with a span between asterisks that has this value, and some that have another."""

    model_config = ConfigDict(extra="forbid")

    qualifier: Literal["actor", "status", "mandate"]
    value: Actor | Status | Mandate
    cases: list[Written]
    otherwise: list[Written] = Field(default_factory=list)

    @model_validator(mode="after")
    def _check(self) -> Self:
        for case in (*self.cases, *self.otherwise):
            if case.text.count(MARK) != 2 or not case.text.split(MARK)[1].strip():
                raise ValueError(f"mark one span of words with two asterisks in: {case.text}")
            if case.signal not in SIGNALS:
                raise ValueError(f"signal '{case.signal}' is none of the codebook's, in: {case.text}")
        if any(not case.value for case in self.otherwise):
            raise ValueError("a case under 'otherwise' needs the value that it has")
        return self


@dataclass(frozen=True, slots=True)
class Case:
    """One sentence with what is expected of it.

    ``asks`` is a signal or a qualifier; ``expected`` is "found", "not found" or the qualifier's value.
    """

    file: str
    asks: str
    expected: str
    sentence: Sentence

    @property
    def label(self) -> str:
        """A name for reports: the file and the text."""
        return f"{self.file}: {self.sentence.text}"


@dataclass(slots=True)
class CaseResult:
    """How cases fared: those that failed, those known to fail, and known failures that pass by now."""

    n_cases: int = 0
    failed: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    mended: list[str] = field(default_factory=list)

    @property
    def messages(self) -> list[str]:
        """What somebody must look at."""
        return self.failed + [f"{case} - passes by now: take its 'known_failure' away" for case in self.mended]


def read_cases(path: str | Path) -> list[Case]:
    """Read a case file, or all case files below a folder.

    Raises
    ------
    InputError
        If there is no such file, or it is no case file; the message names the file and what is wrong.
    """
    path = Path(path)
    files = sorted(file for file in path.rglob("*.yaml") if not file.is_dir()) if path.is_dir() else [path]
    if missing := next((file for file in files or [path] if not file.is_file()), None):
        raise InputError(f"There are no cases at '{missing}'. Give a case file (.yaml) or a folder that holds some.")
    return [case for file in files for case in _read_file(file)]


def _read_file(file: Path) -> list[Case]:
    try:
        data = read_yaml(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, ValueError, LookupError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise InputError(f"'{file}'{where} is no valid YAML in UTF-8: {getattr(error, 'problem', error)}.") from None
    qualifiers = not isinstance(data, dict) or "qualifier" in data
    read: SignalCases | QualifierCases
    try:
        read = QualifierCases.model_validate(data) if qualifiers else SignalCases.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = " > ".join(str(part) for part in first["loc"]) or "the file"
        raise InputError(f"'{file}' is no case file: {place}: {first['msg']}. See CONTRIBUTING.md.") from None
    name = f"{file.parent.name}/{file.name}"
    if isinstance(read, SignalCases):
        expected = [("found", read.found), ("not found", read.not_found)]
        return [Case(name, read.signal, told, case) for told, cases in expected for case in cases]
    own = [Case(name, read.qualifier, read.value, case) for case in read.cases]
    return own + [Case(name, read.qualifier, case.value, case) for case in read.otherwise]


class CaseRunner:
    """Says what the analyser and the qualifiers make of a case, by the rules alone."""

    def __init__(self, rules: Sequence[str | Path] = ("default",)) -> None:
        self._analyser = Analyser(rules=rules, classifier="none")
        self._nlp = blank_pipeline()

    def answer(self, case: Case) -> str:
        """Return "found", "not found" or the value of the qualifier."""
        if case.asks in SIGNALS:
            opposing = SIGNALS[case.asks].stance == "opposing"
            found = self._analyser(case.sentence.text).findings
            hit = any(finding.signal == case.asks and (finding.counts or opposing) for finding in found)
            return "found" if hit else "not found"
        before, inside, after = case.sentence.text.split(MARK)
        doc = self._nlp(before + inside + after)
        span = doc.char_span(len(before), len(before) + len(inside), alignment_mode="expand")
        if span is None:
            raise InputError(f"There are no words between the asterisks in: {case.label}.")
        return str(getattr(qualify(doc, span, case.sentence.signal), case.asks))

    def check(self, cases: Iterable[Case]) -> CaseResult:
        """Run cases and sort them by how they fared."""
        result = CaseResult()
        for case in cases:
            result.n_cases += 1
            answer = self.answer(case)
            if answer == case.expected:
                if case.sentence.known_failure:
                    result.mended.append(case.label)
            elif case.sentence.known_failure:
                result.known.append(case.label)
            else:
                result.failed.append(f"{case.label} - {case.asks} should be {case.expected}, is {answer}")
        return result
