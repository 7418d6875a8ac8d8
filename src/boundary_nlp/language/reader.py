"""Notes read as word forms: each piece of text between white space is tokenised once and kept.

spaCy's tokeniser looks at one such piece at a time, so that the tokens of a note are those of its pieces in a row; only
endless pieces are cut before it sees them.
Most pieces of a note were met before; they cost one dictionary look-up, and no Doc has to be made.
"""

import re
from dataclasses import dataclass
from itertools import accumulate
from string import ascii_lowercase, digits
from typing import Final, NamedTuple

from spacy.attrs import ORTH, SPACY
from spacy.tokens import Doc

from boundary_nlp.language.forms import Form, Lexicon
from boundary_nlp.language.tokenizer import blank_pipeline, encodable

RENEW_AFTER: Final = 400_000  # strings in spaCy's store after which the tokeniser is made anew
BEFORE_STOP: Final = frozenset(ascii_lowercase + digits + "]")  # after another letter a full stop may be an initial's
# The first space after a word is none of spaCy's tokens. Its tokeniser reads the rest of a piece again for each mark
# that opens it: so what is longer than words and most addresses is cut.
_pieces = re.compile(r"\S{1,200} ?|\s+").findall
_plain = re.compile(
    r"""
    (["(]?)
    ( [A-Za-zÀ-ÖØ-öø-ÿ]+ (?:[-'] [A-Za-zÀ-ÖØ-öø-ÿ]+)* | [0-9]+ (?:[.,/:u] [0-9]+)* u? | \[ [^\]\s]{1,40} \] )
    (?: ([.,:;?!]?) ([)"]) )?
    ([.,:;?!]?)
    """,
    re.VERBOSE,
).fullmatch  # a word, a figure or a placeholder, with a mark or two around it
SMILEYS: Final = ("):", ":)", ";)")


class Tokens(NamedTuple):
    """The tokens of a note: forms, whether a space follows each, where each starts and, last, where the text ends."""

    forms: list[Form]
    spaces: list[bool]
    starts: list[int]


@dataclass(slots=True)
class _Piece:
    """The tokens of a piece that holds several; a width is a token's length with the space after it."""

    forms: tuple[Form, ...]
    spaces: tuple[bool, ...]
    widths: tuple[int, ...]


class NoteReader:
    """Reads notes as word forms.

    Parameters
    ----------
    lexicon : gives the forms.
    limit : the number of pieces after which the store is begun anew, so that memory stays bounded; what comes back is
        taken over from the one before.
    """

    def __init__(self, lexicon: Lexicon, limit: int = 50_000) -> None:
        self._lexicon = lexicon
        self._nlp = blank_pipeline()
        self._known: dict[str, Form | _Piece] = {}  # most pieces are one word, with the space after it
        self._known_before: dict[str, Form | _Piece] = {}
        self._limit = limit

    def read(self, text: str) -> Tokens:
        """Return the tokens of a note."""
        forms: list[Form] = []
        spaces: list[bool] = []
        starts, end = [0], 0
        known = self._known
        for written in _pieces(text):
            piece = known.get(written) or self._add(written)
            if isinstance(piece, Form):
                end += len(written)
                forms.append(piece)
                spaces.append(len(written) > len(piece.text))
                starts.append(end)
            else:
                forms += piece.forms
                spaces += piece.spaces
                for width in piece.widths:
                    end += width
                    starts.append(end)
        return Tokens(forms, spaces, starts)

    def read_doc(self, doc: Doc) -> Tokens:
        """Return the tokens of a note as another tokeniser cut them."""
        table = doc.to_array([ORTH, SPACY]).tolist()
        forms = self._lexicon.forms([row[0] for row in table], doc.vocab.strings)
        spaces = [bool(row[1]) for row in table]
        lengths = (len(form.text) + space for form, space in zip(forms, spaces, strict=True))
        return Tokens(forms, spaces, list(accumulate(lengths, initial=0)))

    def _add(self, written: str) -> Form | _Piece:
        """Keep a piece that was not met since the store was begun, tokenised where it is new."""
        piece = self._known_before.get(written) or self._tokenised(written)
        if len(self._known) >= self._limit:
            self._known_before, self._known = self._known, {}
        self._known[written] = piece
        return piece

    def _tokenised(self, written: str) -> Form | _Piece:
        word = written.removesuffix(" ")
        if word.isalpha() and not self._is_exception(word):
            return self._lexicon.form(word)
        tokens = self._tokenise(written)
        forms = [self._lexicon.form(text) for text, _ in tokens]
        if tokens == [(word, word != written)]:
            return forms[0]
        spaces = tuple([space for _, space in tokens])
        return _Piece(tuple(forms), spaces, tuple([len(text) + space for text, space in tokens]))

    def _tokenise(self, written: str) -> list[tuple[str, bool]]:
        word = written.removesuffix(" ")
        parts = self._plain_parts(word)
        if parts:
            spaces = [False] * (len(parts) - 1) + [word != written]
            return list(zip(parts, spaces, strict=True))
        if len(self._nlp.vocab.strings) > RENEW_AFTER:
            self._nlp = blank_pipeline()
        return [(token.text, bool(token.whitespace_)) for token in self._nlp.make_doc(encodable(written))]

    def _plain_parts(self, word: str) -> list[str]:
        """Return how the tokeniser cuts a plain piece, as most are, and nothing for another one."""
        found = _plain(word)
        if found is None or word.endswith(SMILEYS) or word[:-1].endswith(SMILEYS):
            return []
        core, after = found.group(2), word[found.end(2) :]
        if found.group(1) and (core[0] == "[" or len(core) == 1):
            return []
        if self._is_exception(word) or self._is_exception(core) or self._is_exception(core + after[:1]):
            return []
        stops = after.startswith(".")
        if stops and (core[-1] not in BEFORE_STOP or self._nlp.tokenizer.token_match(core + ".")):  # type: ignore[union-attr]
            return []
        return [part for part in found.groups() if part]

    def _is_exception(self, word: str) -> bool:
        """Tell whether the tokeniser has a rule for a word, such as an abbreviation."""
        return word in self._nlp.tokenizer.rules  # type: ignore[union-attr]
