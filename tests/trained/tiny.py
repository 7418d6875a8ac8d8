"""A Dutch pipeline small enough to be trained in a test: tagger of parts of speech, parser and lemmatiser."""

from pathlib import Path
from typing import Any

import spacy
import yaml
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import fix_random_seed

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "parsed.yaml").read_text(encoding="utf-8"))
COMPONENTS = ("morphologizer", "parser", "trainable_lemmatizer")


def words_of(case: dict[str, Any]) -> list[str]:
    return [token.split("/")[0] for token in case["parse"].split()]


def text_of(case: dict[str, Any]) -> str:
    return " ".join(words_of(case)).replace(" .", ".")


def annotated(nlp: Language, case: dict[str, Any]) -> Doc:
    """Return a case as a Doc with its annotation."""
    rows = [token.split("/") for token in case["parse"].split()]
    return Doc(
        nlp.vocab,
        words=[row[0] for row in rows],
        spaces=[at < len(rows) - 2 for at in range(len(rows))],
        pos=[row[1] for row in rows],
        deps=["ROOT" if row[2] == "root" else row[2] for row in rows],
        heads=[at if row[3] == "0" else int(row[3]) - 1 for at, row in enumerate(rows)],
        lemmas=[row[4] for row in rows],
        morphs=[f"VerbForm={row[5]}" if len(row) > 5 else "" for row in rows],
    )


def train_tiny_pipeline(steps: int = 60) -> Language:
    """Train a pipeline until it knows the sentences of ``parsed.yaml`` by heart."""
    fix_random_seed(0)
    nlp = spacy.blank("nl")
    tok2vec = {
        "@architectures": "spacy.HashEmbedCNN.v2", "pretrained_vectors": None, "width": 32, "depth": 2,
        "embed_size": 300, "window_size": 1, "maxout_pieces": 2, "subword_features": True,
    }  # fmt: skip
    settings = {"parser": {"min_action_freq": 1}, "trainable_lemmatizer": {"min_tree_freq": 1}}
    for name in COMPONENTS:
        nlp.add_pipe(name, config={"model": {"tok2vec": tok2vec}, **settings.get(name, {})})
    examples = [Example(Doc(nlp.vocab, words=words_of(case)), annotated(nlp, case)) for case in CASES]
    optimizer = nlp.initialize(lambda: examples)
    for _ in range(steps):
        nlp.update(examples, sgd=optimizer, drop=0.0)
    return nlp
