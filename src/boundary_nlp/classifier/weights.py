"""What the classifier keeps with each word form."""

from dataclasses import dataclass

Weights = tuple[float, float]


@dataclass(slots=True)
class Before:
    """What a word weighs more where another one stands before it, for rescuing and for guiding.

    Attributes
    ----------
    next_rescuing, next_guiding : right before it.
    apart_rescuing, apart_guiding : with one or two words between.
    triples : right before it, and what stands before that one.
    """

    next_rescuing: float = 0.0
    next_guiding: float = 0.0
    apart_rescuing: float = 0.0
    apart_guiding: float = 0.0
    triples: dict[str, Weights] | None = None


@dataclass(slots=True)
class WordWeights:
    """What a word form weighs, for rescuing and for guiding.

    Attributes
    ----------
    rescuing, guiding : the sum over the features that it carries wherever it stands.
    general : what stands for it beside other words.
    before : what it weighs more after certain words.
    """

    rescuing: float
    guiding: float
    general: str
    before: dict[str, Before]

    def after(self, one: str, two: str, three: str) -> Weights:
        """Return what it weighs in a sentence, given the three words before it, the nearest first."""
        rescuing, guiding = self.rescuing, self.guiding
        near = self.before.get(one)
        if near is not None:
            rescuing += near.next_rescuing
            guiding += near.next_guiding
        apart = self.before.get(two)
        if apart is not None:
            rescuing += apart.apart_rescuing
            guiding += apart.apart_guiding
        apart = self.before.get(three)
        if apart is not None:
            rescuing += apart.apart_rescuing
            guiding += apart.apart_guiding
        if near is not None and near.triples is not None:
            more = near.triples.get(two)
            if more is not None:
                rescuing += more[0]
                guiding += more[1]
        return rescuing, guiding
