"""Any number of invented notes: sentences of the corpus recombined, some words replaced by new ones."""

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from boundary_nlp import read_gold
from boundary_nlp.language.forms import Lexicon
from boundary_nlp.language.sentences import split_sentences
from boundary_nlp.language.tokenizer import blank_pipeline

CORPUS = Path(__file__).parent.parent / "data" / "corpus"
NEW_WORDS = 0.05  # share of the words that no note had before
_ONSETS = ["b", "d", "f", "g", "h", "k", "kl", "l", "m", "n", "p", "r", "s", "st", "t", "v", "w", "z", "sch", "br"]
_RHYMES = ["aak", "an", "eer", "el", "ies", "ing", "oek", "on", "oor", "uit", "ijd", "em", "aat", "os", "ul"]


def corpus_sentences() -> list[str]:
    """Return the sentences of the annotated corpus."""
    nlp, lexicon, sentences = blank_pipeline(), Lexicon(), []
    for note in read_gold(CORPUS):
        doc = nlp.make_doc(note.text)
        ranges = split_sentences([lexicon.form(one.text) for one in doc], [bool(one.whitespace_) for one in doc])
        sentences += [doc[start:end].text.strip() for start, end in ranges]
    return [sentence for sentence in sentences if sentence]


def invented_texts(n: int, n_sentences: int = 4, new_words: float = NEW_WORDS, seed: int = 0) -> Iterator[str]:
    """Yield ``n`` texts of so many sentences on average."""
    chance, sentences = random.Random(seed), corpus_sentences()
    for _ in range(n):
        chosen = chance.choices(sentences, k=chance.randint(max(1, n_sentences // 2), n_sentences + n_sentences // 2))
        words = " ".join(chosen).split(" ")
        yield " ".join(_new_word(chance) if chance.random() < new_words else word for word in words)


def write_notes(path: Path, n: int, n_sentences: int = 4, seed: int = 0) -> None:
    """Write an export of ``n`` notes as JSON Lines: 40 workers with 12 clients each, over two years."""
    chance, first = random.Random(seed), date(2024, 1, 1)
    with path.open("w", encoding="utf-8") as file:
        for number, text in enumerate(invented_texts(n, n_sentences, seed=seed)):
            worker = chance.randrange(40)
            note = {
                "note_id": f"n{number}",
                "worker_id": f"w{worker}",
                "client_id": f"c{worker}-{chance.randrange(12)}",
                "date": (first + timedelta(days=chance.randrange(730))).isoformat(),
                "text": text,
            }
            file.write(json.dumps(note, ensure_ascii=False) + "\n")


def _new_word(chance: random.Random) -> str:
    return "".join(chance.choice(_ONSETS) + chance.choice(_RHYMES) for _ in range(chance.randint(3, 5)))
