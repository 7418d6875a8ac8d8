from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from boundary_nlp.cases import Case, CaseRunner, read_cases
from boundary_nlp.cli import app
from boundary_nlp.errors import InputError
from boundary_nlp.taxonomy import SIGNALS

FOLDER = Path(__file__).parent
CASES = read_cases(FOLDER)
VALUES = {
    "actor": ("worker", "client", "together", "other"),
    "status": ("factual", "negated", "hypothetical", "planned", "reported", "past_pattern"),
    "mandate": ("none", "requested", "agreed", "crisis"),
}


@pytest.fixture(scope="module")
def runner() -> CaseRunner:
    return CaseRunner()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.label)
def test_case(case: Case, runner: CaseRunner) -> None:
    right = runner.answer(case) == case.expected
    if case.sentence.known_failure:
        assert not right, "this case passes by now: take its 'known_failure' away"
    else:
        assert right


@pytest.mark.parametrize("signal", SIGNALS)
def test_each_signal_has_enough_cases_and_hard_negatives(signal: str) -> None:
    own = [case.expected for case in CASES if case.asks == signal]
    assert len(own) >= 20
    assert own.count("not found") * 3 >= len(own) - 2


@pytest.mark.parametrize(("qualifier", "value"), [(q, v) for q, values in VALUES.items() for v in values])
def test_each_value_has_enough_cases_and_hard_negatives(qualifier: str, value: str) -> None:
    own = [c.expected for c in CASES if c.file == f"qualifiers/{qualifier}_{value}.yaml"]
    assert len(own) >= 30
    assert sum(expected != value for expected in own) >= 10


def test_few_cases_are_known_to_fail() -> None:
    assert sum(bool(case.sentence.known_failure) for case in CASES) <= len(CASES) * 0.1


def test_a_file_of_cases_runs_from_the_command_line(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    good = {"signal": "task_takeover", "found": ["Ik heb het formulier voor haar ingevuld."], "not_found": []}
    file.write_text(yaml.safe_dump(good), encoding="utf-8")
    result = CliRunner().invoke(app, ["rules", "check", "--cases", str(file)])
    assert result.exit_code == 0
    assert "1 cases, 0 failed" in result.output
    file.write_text(yaml.safe_dump(good | {"not_found": good["found"]}), encoding="utf-8")
    result = CliRunner().invoke(app, ["rules", "check", "--cases", str(file)])
    assert result.exit_code == 2
    assert "should be not found" in result.output


def test_a_known_failure_that_passes_is_told(tmp_path: Path, runner: CaseRunner) -> None:
    file = tmp_path / "own.yaml"
    case = {"text": "Ik heb het formulier *niet* voor haar ingevuld.", "known_failure": "no longer"}
    data = {"qualifier": "status", "value": "negated", "cases": [case | {"text": "Ik heb het *niet ingevuld*."}]}
    file.write_text(yaml.safe_dump(data), encoding="utf-8")
    result = runner.check(read_cases(file))
    assert len(result.mended) == 1
    assert "take its 'known_failure' away" in result.messages[0]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("signal: nonsense\nfound: []\nnot_found: []\n", "none of the codebook's"),
        ("qualifier: status\nvalue: negated\ncases: [geen sterretjes]\n", "two asterisks"),
        ("qualifier: status\nvalue: negated\ncases: []\notherwise: ['*een* geval']\n", "needs the value"),
        ("qualifier: status\nvalue: negated\ncases: [a ** c]\n", "two asterisks in: a \\*\\* c"),
        ("qualifier: status\nvalue: negated\ncases: [a * * c]\n", "two asterisks in: a \\* \\* c"),
        ("signal: task_takeover\nfound: [a]\nnot_found: []\nfound: []\n", "line 4.*'found' stands twice"),
        ("found: [", "no valid YAML"),
        ("day: 2025-02-30", "no valid YAML"),
        ("found: !!int ''", "no valid YAML"),
        ("- een lijst", "no case file"),
        ("found: " + "[" * 5000, "no valid YAML"),
    ],
)
def test_a_broken_file_is_told_with_its_name(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=told) as error:
        read_cases(file)
    assert "broken.yaml" in str(error.value)


def test_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no cases"):
        read_cases(tmp_path / "none.yaml")
