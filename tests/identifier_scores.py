"""How well identifiers are found: precision and recall over the marked cases of `data/identifiers.yaml`.

    python tests/identifier_scores.py

prints the table. A case is found when an identifier covers it whole; an identifier is right when it lies on a case of
its kind.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from boundary_nlp.privacy import Identifier, find_identifiers

CASES = Path(__file__).parent / "data" / "identifiers.yaml"
NONE = "-"  # marks what is no identifier
MARKED = re.compile(r"<(national_number|bsn|iban|phone|email|url|account|address|birth_date|-):([^>]*)>")


@dataclass
class Scores:
    """Cases wanted and covered, identifiers found and right, by kind; and the cases that went wrong."""

    wanted: Counter[str] = field(default_factory=Counter)
    covered: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)

    @property
    def kinds(self) -> list[str]:
        return [kind for kind in self.wanted if kind != NONE]

    def recall(self, kind: str) -> float:
        return self.covered[kind] / self.wanted[kind]

    def precision(self, kind: str | None = None) -> float:
        right, found = (
            (self.right.total(), self.found.total()) if kind is None else (self.right[kind], self.found[kind])
        )
        return right / max(1, found)


def identifier_cases() -> Iterator[str]:
    """Yield the cases, with their marks."""
    for group in yaml.safe_load(CASES.read_text(encoding="utf-8")).values():
        yield from group


def unmark(case: str) -> tuple[str, list[Identifier]]:
    """Return the plain text of a case, and the spans that are marked in it."""
    text, spans, last = "", [], 0
    for match in MARKED.finditer(case):
        text += case[last : match.start()]
        spans.append(Identifier(len(text), len(text) + len(match[2]), match[1]))
        text += match[2]
        last = match.end()
    return text + case[last:], spans


def identifier_scores() -> Scores:
    """Score all cases."""
    scores = Scores()
    for case in identifier_cases():
        text, spans = unmark(case)
        given = find_identifiers(text)
        for span in spans:
            scores.wanted[span.kind] += 1
            if any(one.start <= span.start and one.end >= span.end for one in given):
                scores.covered[span.kind] += 1
            elif span.kind != NONE:
                scores.missed.append(f"{span.kind}: {case}")
        for one in given:
            scores.found[one.kind] += 1
            if any(span.kind == one.kind and span.start < one.end and one.start < span.end for span in spans):
                scores.right[one.kind] += 1
            else:
                scores.extra.append(f"{one.kind}: {case}")
    return scores


def main() -> None:
    """Print the table."""
    scores = identifier_scores()
    print(f"{scores.wanted.total()} cases, {scores.wanted[NONE]} of them no identifiers\n")
    print("| kind | cases | recall | precision |\n| --- | ---: | ---: | ---: |")
    for kind in scores.kinds:
        print(f"| {kind} | {scores.wanted[kind]} | {scores.recall(kind):.3f} | {scores.precision(kind):.3f} |")
    everything = sum(scores.covered[kind] for kind in scores.kinds) / sum(scores.wanted[kind] for kind in scores.kinds)
    print(f"| all | {scores.wanted.total() - scores.wanted[NONE]} | {everything:.3f} | {scores.precision():.3f} |")
    print("\nmissed:", *scores.missed, "taken for one:", *scores.extra, sep="\n  ")


if __name__ == "__main__":
    main()
