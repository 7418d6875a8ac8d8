"""What the classifier keeps with each word form."""

from collections.abc import Mapping
from dataclasses import dataclass

Weights = tuple[float, float]
After = Mapping[str, Weights]  # the word before -> what it adds
NOTHING: After = {}


@dataclass(slots=True)
class WordWeights:
    """What a word form weighs, for rescuing and for guiding.

    Attributes
    ----------
    rescuing, guiding : the sum over the features that it carries wherever it stands.
    general : what stands for it beside other words.
    pairs, skips : what it weighs more after certain words; triples : after a word and the one before that.
    """

    rescuing: float
    guiding: float
    general: str
    pairs: After
    skips: After
    triples: Mapping[str, After]

    def beside(self, one: str, two: str, three: str) -> list[Weights]:
        """Return what it weighs more after the word before it, the one before that, and the one before that."""
        found = []
        if one in self.pairs:
            found.append(self.pairs[one])
        if two in self.skips:
            found.append(self.skips[two])
        if three in self.skips:
            found.append(self.skips[three])
        if one in self.triples and two in self.triples[one]:
            found.append(self.triples[one][two])
        return found
