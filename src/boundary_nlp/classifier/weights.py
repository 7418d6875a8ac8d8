"""What the classifier keeps with each word form."""

from collections.abc import Iterator
from dataclasses import dataclass

Weights = tuple[float, float]


@dataclass(frozen=True, slots=True)
class WordWeights:
    """What a word form weighs, for rescuing and for guiding.

    Attributes
    ----------
    rescuing, guiding : the sum over the features that it carries wherever it stands.
    general : what stands for it beside other words.
    pairs, skips, triples : what it weighs more after certain words; None where it does not.
    """

    rescuing: float
    guiding: float
    general: str
    pairs: dict[str, Weights] | None
    skips: dict[str, Weights] | None
    triples: dict[str, Weights] | None

    def beside(self, one: str, two: str, three: str) -> Iterator[Weights]:
        """Yield what it weighs more after the word before it, the one before that, and the one before that."""
        if self.pairs is not None and one in self.pairs:
            yield self.pairs[one]
        if self.skips is not None:
            if two in self.skips:
                yield self.skips[two]
            if three in self.skips:
                yield self.skips[three]
        if self.triples is not None and two and f"{two}_{one}" in self.triples:
            yield self.triples[f"{two}_{one}"]
