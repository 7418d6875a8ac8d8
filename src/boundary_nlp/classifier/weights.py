"""What the classifier keeps with each word form."""

from dataclasses import dataclass

Weights = tuple[float, float]
NOTHING: Weights = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class WordWeights:
    """What a word form weighs, for rescuing and for guiding.

    Attributes
    ----------
    rescuing, guiding : the sum over the features that it carries wherever it stands.
    general : what stands for it beside other words.
    pairs, skips, triples : what it weighs more after certain words; None where it does not.
    has_neighbours : whether any of these is there.
    """

    rescuing: float
    guiding: float
    general: str
    pairs: dict[str, Weights] | None
    skips: dict[str, Weights] | None
    triples: dict[str, Weights] | None
    has_neighbours: bool

    def beside(self, one: str, two: str, three: str) -> Weights:
        """Return what it weighs more after the word before it, the one before that, and the one before that."""
        rescuing = guiding = 0.0
        if self.pairs is not None and one in self.pairs:
            rescuing, guiding = self.pairs[one]
        if self.skips is not None:
            for before in (two, three):
                if before in self.skips:
                    pair = self.skips[before]
                    rescuing += pair[0]
                    guiding += pair[1]
        if self.triples is not None:
            pair = self.triples.get(f"{two}_{one}", NOTHING)
            rescuing += pair[0]
            guiding += pair[1]
        return rescuing, guiding
