"""What kinds of features that the classifier does without would add, on sentences of writers held out; run by hand.

    python benchmarks/further_features.py

Each line is rules and classifier with one kind of feature more, judged as `ablation.py` judges what is left out:
five-fold cross-validation over the writers of `data/corpus/`, calibration and thresholds from other writers.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from ablation import SCORES, change, figures, held_out
from boundary_nlp import Analyser
from boundary_nlp.classifier.decide import RuledSentence
from boundary_nlp.classifier.examples import feature_matrix, vocabulary
from boundary_nlp.classifier.features import general, is_counted
from boundary_nlp.qualifiers.context import NoteContext
from boundary_nlp.qualifiers.decide import qualify_tokens
from boundary_nlp.resources import load_yaml
from corpus_examples import STANCES, Sentences, load
from tables import table

Maker = Callable[[NoteContext, Sequence[RuledSentence], int], Iterator[str]]


def clause_shape(note: NoteContext, _: Sequence[RuledSentence], number: int) -> Iterator[str]:
    """Yield who is the subject of each clause, what opens it, and which form its first verb has."""
    forms = note.forms[number]
    for clause in note.sentence(number).clauses:
        kind = next((verb.kind for at in clause.verbs if (verb := forms[at].verb)), "none")
        yield f"k:subject={clause.person or 'left_out'},verb={kind}"
        yield f"k:opener={clause.opener}"


def subject_and_verb(note: NoteContext, _: Sequence[RuledSentence], number: int) -> Iterator[str]:
    """Yield who does what: the subject of each clause with each of its verbs."""
    for clause in note.sentence(number).clauses:
        for lemma in clause.lemmas.values():
            yield f"k:does={clause.person or 'left_out'}:{lemma}"


def words_in_clause(note: NoteContext, _: Sequence[RuledSentence], number: int) -> Iterator[str]:
    """Yield each word of a clause with the verbs of that clause, wherever in it they stand."""
    forms = note.forms[number]
    for clause in note.sentence(number).clauses:
        words = {general(form) for form in forms[clause.start : clause.end] if is_counted(form)}
        yield from (f"b:{lemma}+{word}" for lemma in set(clause.lemmas.values()) for word in words if word != lemma)


def qualifiers(note: NoteContext, _: Sequence[RuledSentence], number: int) -> Iterator[str]:
    """Yield actor, status and mandate of each clause's verbs, as if they were a takeover."""
    for clause in note.sentence(number).clauses:
        if clause.verbs:
            found = qualify_tokens(note, number, frozenset(clause.verbs), "task_takeover")
            yield from (f"k:{name}={getattr(found, name)}" for name in ("actor", "status", "mandate"))


def neighbours(_: NoteContext, sentences: Sequence[RuledSentence], number: int) -> Iterator[str]:
    """Yield the lemmas of the sentences before and after."""
    for name, at in (("before", number - 1), ("after", number + 1)):
        if 0 <= at < len(sentences):
            yield from (f"b:{name}={general(form)}" for form in sentences[at].forms if is_counted(form))


def place(_: NoteContext, sentences: Sequence[RuledSentence], number: int) -> Iterator[str]:
    """Yield whether a sentence opens or closes its note, and how long the note is."""
    yield f"k:place={'first' if number == 0 else 'last' if number == len(sentences) - 1 else 'between'}"
    yield f"k:note={'short' if len(sentences) < 4 else 'long' if len(sentences) > 9 else 'middle'}"


@cache
def _classes_by_word() -> dict[str, frozenset[str]]:
    """Return the classes of the rules' lexicon in which a word or a lemma ("~regelen") stands by itself."""
    listed = load_yaml("lexicon/classes.yaml")

    def words(name: str) -> set[str]:
        own = {str(entry) for entry in listed[name] if " " not in str(entry)}
        return own.union(*(words(entry[1:]) for entry in own if entry.startswith("@") and entry[1:] in listed))

    found: dict[str, set[str]] = {}
    for name in listed:
        for word in words(name):
            found.setdefault(word, set()).add(name)
    return {word: frozenset(names) for word, names in found.items()}


def word_classes(note: NoteContext, _: Sequence[RuledSentence], number: int) -> Iterator[str]:
    """Yield the word classes of the rules' lexicon, alone and after the last person named."""
    person = ""
    for form in note.forms[number]:
        for name in _classes_by_word().get(form.norm, frozenset()) | _classes_by_word().get(f"~{form.lemma}", set()):
            yield f"b:@{name}"
            yield f"b:{person}@{name}"
        person = form.person or person


KINDS: dict[str, Maker] = {
    "subject, opener and verb form of each clause": clause_shape,
    "subject with the verbs of its clause": subject_and_verb,
    "each word with the verbs of its clause": words_in_clause,
    "actor, status and mandate of each clause": qualifiers,
    "words of the sentences beside it": neighbours,
    "place in the note, length of the note": place,
    "word classes of the rules": word_classes,
}


def more_features(sentences: Sentences) -> dict[str, list[dict[str, float]]]:
    """Return for each kind the further features of every sentence, in the order of the corpus."""
    analyser = Analyser(classifier="none")
    found: dict[str, list[dict[str, float]]] = {name: [] for name in KINDS}
    for note in {note.note_id: note for note in sentences.notes}.values():
        seen = analyser.sentences_with_rules(note.text)
        context = NoteContext([sentence.forms for sentence in seen], analyser.rules)
        for number, sentence in enumerate(seen):
            if any(gold["start"] <= sentence.start < gold["end"] for gold in note.sentences):
                for name, maker in KINDS.items():
                    found[name].append(dict.fromkeys(maker(context, seen, number), 1.0))
    return found


def with_more(sentences: Sentences, more: Sequence[dict[str, float]]) -> Sentences:
    """Return the sentences with further features."""
    features = [example.features | own for example, own in zip(sentences.examples, more, strict=True)]
    names = vocabulary(features, sentences.writers.tolist())
    return replace(sentences, names=names, matrix=feature_matrix(features, names))


def main() -> None:
    """Print the table."""
    sentences = load()
    plain = held_out(sentences)
    lines = [["nothing", len(sentences.names), *figures(sentences, *plain), ""]]
    for name, more in more_features(sentences).items():
        richer = with_more(sentences, more)
        found = held_out(richer)
        lines.append([name, len(richer.names), *figures(richer, *found), change(sentences, found[0], plain[0])])
    head = [f"{stance} {score}" for stance in STANCES for score in SCORES]
    print("Rules and classifier with one kind of features more, all writers:\n")
    print(table(["added", "features", *head, "kappa", "change of mean F1 (95 % over writers)"], lines))


if __name__ == "__main__":
    main()
