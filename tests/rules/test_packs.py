import re
from pathlib import Path

import pytest

from boundary_nlp import Analyser
from boundary_nlp.errors import RulePackError
from boundary_nlp.resources import load_yaml
from boundary_nlp.rules.check import check_packs
from boundary_nlp.rules.compiler import build_rule_set
from boundary_nlp.rules.loader import load_packs, parse_pack
from boundary_nlp.rules.model import RulePack
from boundary_nlp.taxonomy import SIGNALS

PACK = """pack: mine
rules:
- id: keeps-the-key
  signal: private_channel
  phrase: "sleutel ...3 bij mij thuis"
  match: "De sleutel ligt bij mij thuis."
  no_match: "De sleutel ligt op bureau."
"""


def test_shipped_rules_pass_their_examples() -> None:
    result = check_packs(["default"])
    assert result.failures == []
    assert result.n_rules > 50


@pytest.mark.parametrize("pack", load_packs(["default"]), ids=lambda pack: pack.pack)
def test_each_shipped_pack_is_whole_by_itself(pack: RulePack) -> None:
    assert build_rule_set([pack]).rules


def test_no_shipped_word_class_is_idle() -> None:
    packs = load_packs(["default"])
    shared, cues = load_yaml("lexicon/classes.yaml"), load_yaml("lexicon/cues.yaml")
    asked = str([shared, cues, load_yaml("lexicon/weighing_cues.yaml"), [pack.model_dump() for pack in packs]])
    named = set(shared).union(*(pack.classes for pack in packs))
    assert named - set(re.findall(r"@([\w-]+)", asked)) == set()


def test_each_signal_has_a_rule() -> None:
    covered = {rule.signal for pack in load_packs(["default"]) for rule in pack.rules}
    assert covered == set(SIGNALS)


def test_own_pack(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(PACK, encoding="utf-8")
    assert check_packs([path]).failures == []
    (finding,) = Analyser(rules=path, classifier="none")("De sleutel van mw. ligt bij mij thuis.").findings
    assert finding.rule_id == "keeps-the-key"


def test_failing_example_is_told(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(PACK.replace("op bureau", "bij mij thuis"), encoding="utf-8")
    (failure,) = check_packs([path]).failures
    assert "keeps-the-key" in failure


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("private_channel", "no_such_signal"), "line 3.*keeps-the-key.*no_such_signal"),
        (("phrase:", "phrases:"), "line 3.*keeps-the-key.*phrases"),
        (('"sleutel ...3 bij mij thuis"', '"@nowhere"'), "line 3.*keeps-the-key.*nowhere"),
        (("rules:", "rules: ["), "line"),
        (("pack: mine\n", ""), "line 1: pack: it is missing"),
        (("pack: mine", "pack: 7"), "line 1: pack: write text"),
        (("rules:", "rules:\n- hallo"), "line 3: rule 1: write keys with their values"),
    ],
)
def test_broken_pack_names_rule_and_line(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(PACK.replace(*change), encoding="utf-8")
    with pytest.raises(RulePackError, match=message):
        Analyser(rules=path, classifier="none")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"rules: []\n{PACK}", "ours, line 3: .*'rules' stands twice"),
        (
            PACK + PACK.replace("keeps-the-key", "another"),
            rf"ours, line {PACK.count(chr(10)) + 1}: .*'pack' stands twice",
        ),
        ("<<: {rules: [{id: x}]}\npack: mine\n", "ours, line 1: rule 'x', signal: it is missing"),
    ],
    ids=["rules twice", "packs in one file", "rules merged in"],
)
def test_rules_that_yaml_puts_together_are_told_too(text: str, message: str) -> None:
    with pytest.raises(RulePackError, match=message):
        parse_pack(text, "ours")


def test_missing_pack_and_doubled_id(tmp_path: Path) -> None:
    with pytest.raises(RulePackError, match="no rule pack"):
        load_packs([tmp_path / "none.yaml"])
    first, second = tmp_path / "a.yaml", tmp_path / "b.yaml"
    first.write_text(PACK, encoding="utf-8")
    second.write_text(PACK, encoding="utf-8")
    with pytest.raises(RulePackError, match="keeps-the-key"):
        load_packs([first, second])


def test_yaml_that_makes_objects_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "evil.yaml"
    path.write_text("pack: !!python/object/apply:os.getcwd []\nrules: []\n", encoding="utf-8")
    with pytest.raises(RulePackError, match="YAML"):
        load_packs([path])


def test_half_a_character_is_refused() -> None:
    with pytest.raises(RulePackError, match="ours: this is no valid YAML"):
        parse_pack("pack: \ud800\nrules: []\n", "ours")  # found by fuzzing


@pytest.mark.parametrize("value", ["2025-02-30", "!!int ''", "!!bool foo", "9" * 6000])
def test_a_value_that_yaml_cannot_make_is_refused(value: str) -> None:
    with pytest.raises(RulePackError, match="ours: this is no valid YAML"):
        parse_pack(f"pack: x\nrules: []\nnote: {value}\n", "ours")


def test_a_pack_cannot_change_the_words_of_other_rules(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(PACK.replace("rules:", "classes:\n  for-client: [voor Zed]\nrules:"), encoding="utf-8")
    with pytest.raises(RulePackError, match="for-client exist already with other words"):
        Analyser(rules=["default", path], classifier="none")


def test_two_rules_of_one_name_are_told(tmp_path: Path) -> None:
    for name in ("one.yaml", "two.yaml"):
        (tmp_path / name).write_text(PACK.replace("pack: mine", f"pack: {name}"), encoding="utf-8")
    with pytest.raises(RulePackError, match=r"two.yaml, line 3: a rule is 'keeps-the-key' already .*one.yaml, line 3"):
        Analyser(rules=[tmp_path / "one.yaml", tmp_path / "two.yaml"], classifier="none")
    head, rules = PACK.split("rules:\n")
    (tmp_path / "twice.yaml").write_text(f"{head}rules:\n{rules}{rules}", encoding="utf-8")
    with pytest.raises(RulePackError, match=r"twice.yaml, line 3: a rule further on is called 'keeps-the-key' too"):
        Analyser(rules=tmp_path / "twice.yaml", classifier="none")
