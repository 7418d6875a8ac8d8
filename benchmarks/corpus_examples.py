"""The corpus as sentences to learn from, shared by the benchmarks of the classifier."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.model_selection import GroupKFold

from boundary_nlp import Analyser, read_gold
from boundary_nlp.classifier.examples import Example, feature_matrix, flags, make_examples, rule_flags, vocabulary
from boundary_nlp.classifier.features import FROM_RULES
from boundary_nlp.classifier.scores import RuleFlags
from boundary_nlp.classifier.signal_weights import STANCES
from boundary_nlp.classifier.stance import FOLDS
from boundary_nlp.gold import GoldNote

CORPUS = Path(__file__).parent.parent / "data" / "corpus"


@dataclass(frozen=True, slots=True)
class Sentences:
    """All sentences of the corpus: the note that each is in, and its features as a row of the matrix."""

    notes: list[GoldNote]
    examples: list[Example]
    names: list[str]
    matrix: csr_matrix

    @property
    def writers(self) -> np.ndarray:
        """The writer of each sentence."""
        return np.array([example.writer for example in self.examples])

    @property
    def fresh(self) -> np.ndarray:
        """Whether the rules were written without sight of the notes of its writer, for each sentence."""
        return np.array([example.fresh for example in self.examples])

    def flags(self, attribute: str, stance: int) -> np.ndarray:
        """Return one flag of each sentence: ``stances`` (the truth) or ``by_rules``."""
        return flags(self.examples, attribute, stance)

    def rules(self, stance: int) -> RuleFlags:
        """Return what the rules say of a stance."""
        return rule_flags(self.examples, stance)

    def without(self, kinds: str) -> tuple[csr_matrix, list[str]]:
        """Return the matrix and its names without some kinds of features."""
        kept = [at for at, name in enumerate(self.names) if name[0] not in kinds]
        return self.matrix[:, kept], [self.names[at] for at in kept]

    def folds(self, n: int = FOLDS) -> list[tuple[np.ndarray, np.ndarray]]:
        """Return sentences to train on and to test on; no writer is in both."""
        return list(GroupKFold(n).split(self.matrix, groups=self.writers))


def load() -> Sentences:
    """Read the corpus and make its sentences."""
    analyser = Analyser(classifier="none")
    made = [(note, example) for note in read_gold(CORPUS) for example in make_examples([note], analyser)]
    examples = [example for _, example in made]
    features = [example.features for example in examples]
    names = vocabulary(features, [example.writer for example in examples])
    return Sentences([note for note, _ in made], examples, names, feature_matrix(features, names))


def four_way(flags_of_stances) -> np.ndarray:
    """Return 0 neutral, 1 rescuing, 2 guiding, 3 mixed from the flags of both stances."""
    rescuing, guiding = flags_of_stances
    return rescuing.astype(int) + 2 * guiding.astype(int)


__all__ = ["CORPUS", "FROM_RULES", "STANCES", "Sentences", "four_way", "load"]
