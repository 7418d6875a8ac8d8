"""Clauses of a sentence, their verbs and their subject, found without a parser.

A clause is a stretch of tokens with at most one finite verb. The subject is read from the words around that verb:
a nominative pronoun anywhere, or a noun for a person before the verb or right after it. Notes often leave the subject
out; then it is carried over from a coordinated clause, or it is the writer.
"""

from boundary_nlp.language.clause import Clause, clause_words
from boundary_nlp.language.forms import Form
from boundary_nlp.language.segments import find_verbs, segment
from boundary_nlp.language.subjects import carry_over, find_subject


def find_clauses(forms: list[Form]) -> list[Clause]:
    """Return the clauses of one sentence, in order, covering all its tokens."""
    words = clause_words()
    clauses, verbs = segment(forms, words)
    told_of: Clause | None = None  # the last clause that is about somebody
    for clause in clauses:
        find_verbs(forms, clause, words, verbs)
        find_subject(forms, clause, words)
        if told_of is not None and clause.subject is None:
            carry_over(forms, told_of, clause, words)
        if clause.person:
            told_of = clause
    return clauses
