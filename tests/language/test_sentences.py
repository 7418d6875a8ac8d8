from pathlib import Path

import pytest
import yaml

from boundary_nlp import Analyser

CASES = yaml.safe_load(Path(__file__).with_name("sentences.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:40])
def test_sentences(case: dict, rules_only: Analyser) -> None:
    analysis = rules_only(case["text"])
    right = [case["text"][s.start : s.end] for s in analysis.sentences] == case["sentences"]
    assert right != ("known_failure" in case), case.get("known_failure", "cut elsewhere")
