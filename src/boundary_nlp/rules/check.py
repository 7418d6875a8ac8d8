"""The self-tests of rule packs: each rule's own examples, run with the rules of all packs given."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from boundary_nlp.language.forms import Lexicon
from boundary_nlp.language.reader import NoteReader
from boundary_nlp.language.sentences import split_sentences
from boundary_nlp.rules.compiler import RuleSet, build_rule_set
from boundary_nlp.rules.loader import load_packs
from boundary_nlp.rules.matcher import Sentence, match_sentence


@dataclass(slots=True)
class CheckResult:
    """How the examples of rule packs fared; a failure names the rule and the example."""

    n_rules: int = 0
    n_examples: int = 0
    failures: list[str] = field(default_factory=list)


def check_packs(names: Sequence[str | Path]) -> CheckResult:
    """Run the ``match`` and ``no_match`` examples of each rule.

    Raises
    ------
    RulePackError
        If a pack cannot be read.
    """
    packs = load_packs(names)
    finder = RuleFinder(build_rule_set(packs))
    result = CheckResult()
    for rule in (rule for pack in packs for rule in pack.rules):
        result.n_rules += 1
        for wanted, examples in ((True, rule.match), (False, rule.no_match)):
            for example in examples:
                result.n_examples += 1
                if (rule.id in finder.rules_in(example)) != wanted:
                    told = "should match" if wanted else "should not match"
                    result.failures.append(f"{rule.id} {told}: {example}")
    return result


class RuleFinder:
    """Tells which rules match a text, before qualifiers and before one finding overrides another."""

    def __init__(self, rules: RuleSet) -> None:
        self._rules = rules
        self._reader = NoteReader(Lexicon([rules.annotate]))

    def rules_in(self, text: str) -> set[str]:
        """Return the ids of the rules that match somewhere in the text."""
        forms, spaces, _ = self._reader.read(text)
        ranges = split_sentences(forms, spaces)
        sentences = (Sentence(forms[start:end]) for start, end in ranges)
        return {match.rule.rule.id for sentence in sentences for match in match_sentence(sentence, self._rules)}
