"""The figures of `evaluate` and of `train`, as plain values whose shape the type checker and the JSON Schema know."""

from pydantic import ConfigDict, with_config
from typing_extensions import TypedDict

_CLOSED = ConfigDict(extra="forbid")


@with_config(_CLOSED)
class Interval(TypedDict):
    """A share with its 95 % bootstrap interval."""

    value: float
    low: float
    high: float


@with_config(_CLOSED)
class MeasuredShares(TypedDict):
    """Precision, recall and F1 with their intervals; ``n`` is how many there are in the gold notes."""

    precision: Interval
    recall: Interval
    f1: Interval
    n: int


@with_config(_CLOSED)
class CountedShares(TypedDict):
    """Precision, recall and F1; ``n`` is how many there are in the gold notes."""

    precision: float
    recall: float
    f1: float
    n: int


@with_config(_CLOSED)
class Accuracy(TypedDict):
    """Share of the values that are right, of ``n``."""

    accuracy: float
    n: int


@with_config(_CLOSED)
class WronglyCounted(TypedDict):
    """Spans that must not count, and how many of them were counted."""

    n: int
    counted: int


@with_config(_CLOSED)
class WronglyCountedByStance(TypedDict):
    """Spans that must not count, by stance."""

    rescuing: WronglyCounted
    guiding: WronglyCounted


@with_config(_CLOSED)
class Scores(TypedDict):
    """What `boundary_nlp.evaluate` returns: a dict, of which ``boundary-nlp schema scores`` prints the JSON Schema.

    Examples
    --------
    >>> sorted(Scores.__annotations__)[:3]
    ['boundary', 'guiding', 'kappa']
    """

    rescuing: MeasuredShares
    guiding: MeasuredShares
    boundary: MeasuredShares
    span: MeasuredShares
    kappa: Interval
    signals: dict[str, CountedShares]
    qualifiers: dict[str, dict[str, Accuracy | CountedShares]]
    wrongly_counted: WronglyCountedByStance
    n_notes: int
    n_sentences: int


@with_config(_CLOSED)
class Shares(TypedDict):
    """Precision, recall and F1."""

    precision: float
    recall: float
    f1: float


@with_config(_CLOSED)
class Bin(TypedDict):
    """Sentences of which about the same was said: how many, the mean probability, and the share that was true."""

    n: int
    said: float
    true: float


@with_config(_CLOSED)
class StanceFigures(TypedDict):
    """How well a stance is told on writers held out, and the thresholds of the classifier that was trained."""

    rules: Shares
    classifier: Shares
    both: Shares
    calibration_error: float
    reliability: list[Bin]
    threshold: float
    doubt: float


@with_config(_CLOSED)
class ValueFigures(TypedDict):
    """F1 of a qualifier's value by the rules alone and weighed with the words, over ``n`` annotated spans."""

    rules: float
    weighed: float
    n: int


QualifierFigures = dict[str, dict[str, ValueFigures]]  # qualifier -> value


@with_config(_CLOSED)
class TrainingFigures(TypedDict):
    """What `boundary_nlp.classifier.train.train_model` returns beside the classifier.

    ``n_judging`` writers, each held out of the training and not read for the rules, are behind the shares.
    """

    rescuing: StanceFigures
    guiding: StanceFigures
    qualifiers: QualifierFigures
    n_writers: int
    n_judging: int
    n_notes: int
    n_sentences: int
