"""Which signal a sentence of a stance has: the weights as they are kept, and as they are summed."""

import json
from dataclasses import dataclass, field

STANCES = ("rescuing", "guiding")


@dataclass(slots=True)
class SignalWeights:
    """Feature -> signal -> weight, kept as JSON until a finding asks for it: the first note is read sooner."""

    content: bytes
    _by_stance: dict[str, "StanceSignals"] = field(default_factory=dict, init=False, repr=False, compare=False)

    def of(self, stance: str) -> "StanceSignals":
        """Return the weights of a stance's signals; ``bias:STANCE`` names these, with their biases."""
        if not self._by_stance:
            table: dict[str, dict[str, float]] = json.loads(self.content)
            self._by_stance |= {name: StanceSignals(table, name) for name in STANCES}
        return self._by_stance[stance]


class StanceSignals:
    """The weights of one stance's signals: for each feature, those that are not zero by number of the signal."""

    def __init__(self, table: dict[str, dict[str, float]], stance: str) -> None:
        biases = table.get(f"bias:{stance}", {})
        self.codes = sorted(biases)
        self.biases = [biases[code] for code in self.codes]
        number = {code: at for at, code in enumerate(self.codes)}
        listed = {
            name: [(number[code], weight) for code, weight in weights.items() if code in number]
            for name, weights in table.items()
        }
        self.features = {name: weights for name, weights in listed.items() if weights}

    def likeliest(self, features: list[tuple[str, float]]) -> str:
        """Return the signal that features speak most for, each with how much it counts."""
        totals = self.biases.copy()
        for name, times in features:
            weights = self.features.get(name)
            if weights is not None:
                for at, weight in weights:
                    totals[at] += weight * times
        return self.codes[totals.index(max(totals))]
