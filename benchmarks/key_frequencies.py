"""Print how often rules' keys occur in the corpus, per thousand tokens; run by hand to renew the list of frequent keys.

    python benchmarks/key_frequencies.py > src/boundary_nlp/resources/lexicon/frequency.yaml

Rules are indexed by the rarest of their words; this tells which words are rare. Only the choice of index, and so
the speed, depends on it.
"""

from collections import Counter
from pathlib import Path

import yaml

from boundary_nlp import Analyser, read_gold

CORPUS = Path(__file__).parent.parent / "data" / "corpus"
SMALLEST = 0.1


def main() -> None:
    """Print the list as YAML."""
    analyser = Analyser(classifier="none")
    counts: Counter[str] = Counter()
    n_tokens = 0
    for note in read_gold(CORPUS):
        for sentence in analyser.sentences_with_rules(note.text):
            n_tokens += len(sentence.forms)
            counts.update(key for form in sentence.forms for key in form.keys)
    shares = {key: round(1000 * count / n_tokens, 2) for key, count in counts.most_common()}
    print("# Frequent keys of rules, per thousand tokens of data/corpus (benchmarks/key_frequencies.py).")
    print(yaml.safe_dump({key: n for key, n in shares.items() if n >= SMALLEST}, allow_unicode=True, sort_keys=False))


if __name__ == "__main__":
    main()
