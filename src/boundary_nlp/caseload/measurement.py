"""What the analyser's own errors mean for a share and for the size of a shift."""

from dataclasses import dataclass

import numpy as np

from boundary_nlp.errors import InputError


@dataclass(frozen=True)
class Measurement:
    """How well the analyser tells rescuing from guiding, counted on sentences that people labelled.

    Attributes
    ----------
    rescuing_right, rescuing_all
        Of truly rescuing utterances in which the analyser found a stance: found as rescuing, and all.
    guiding_right, guiding_all
        The same for truly guiding utterances.
    """

    rescuing_right: int
    rescuing_all: int
    guiding_right: int
    guiding_all: int

    def __post_init__(self) -> None:
        for right, whole in (
            (self.rescuing_right, self.rescuing_all),
            (self.guiding_right, self.guiding_all),
        ):
            if not 0 <= right <= whole or whole == 0:
                raise InputError("Measurement: counts must run from 0 to a total of at least 1.")
        if self.sensitivity + self.specificity <= 1.2:
            raise InputError("Measurement: the analyser hardly tells rescuing from guiding; no size can be corrected.")

    @property
    def sensitivity(self) -> float:
        """Chance that a rescuing utterance is counted as rescuing."""
        return self.rescuing_right / self.rescuing_all

    @property
    def specificity(self) -> float:
        """Chance that a guiding utterance is counted as guiding."""
        return self.guiding_right / self.guiding_all

    def correct_share(self, share: float) -> float:
        """Return the share behind a counted share (Rogan & Gladen 1978), kept within 0 and 1."""
        return float(np.clip((share + self.specificity - 1) / (self.sensitivity + self.specificity - 1), 0, 1))

    def correct_size(self, size: float, low: float, high: float) -> tuple[float, float, float]:
        """Return a difference of shares and its 90 % interval as they would be without labelling errors.

        The interval widens by what is not known of the errors themselves (delta method).
        """
        gain = self.sensitivity + self.specificity - 1
        variance = self._variance(self.rescuing_right, self.rescuing_all)
        variance += self._variance(self.guiding_right, self.guiding_all)
        spread = 1.645 * abs(size) * np.sqrt(variance) / gain**2
        centre = size / gain
        below = np.hypot((size - low) / gain, spread)
        above = np.hypot((high - size) / gain, spread)
        return float(centre), float(centre - below), float(centre + above)

    @staticmethod
    def _variance(right: int, whole: int) -> float:
        rate = (right + 1) / (whole + 2)
        return rate * (1 - rate) / (whole + 3)
