import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

import boundary_nlp as bn
from boundary_nlp.batch import BatchOptions, analyse_files
from boundary_nlp.cli import app
from boundary_nlp.errors import InputError
from boundary_nlp.schemas import output_schema, schema_names

COMMITTED = Path(__file__).parent.parent / "docs" / "reference" / "schemas"


@pytest.mark.parametrize("name", schema_names())
def test_committed_schemas_are_current(name: str) -> None:
    file = COMMITTED / f"{name}.schema.json"
    assert json.loads(file.read_text(encoding="utf-8")) == output_schema(name), (
        "run `boundary-nlp schema --out docs/reference/schemas`, and tell the change in CHANGELOG.md"
    )
    Draft202012Validator.check_schema(output_schema(name))


def test_no_schema_without_an_output() -> None:
    assert {file.name.removesuffix(".schema.json") for file in COMMITTED.glob("*.json")} == set(schema_names())


def test_an_analysis_fits_its_schema(analyser: bn.Analyser) -> None:
    analysis = analyser("Heb het formulier niet voor mw. ingevuld. Cl. belde zelf. Hij wil gewoon niet.")
    assert analysis.findings
    data = json.loads(json.dumps(analysis.to_dict()))
    validator = Draft202012Validator(output_schema("analysis"))
    validator.validate(data)
    assert not validator.is_valid({**data, "stance": "redden"})
    assert not validator.is_valid({**data, "extra": 1})
    assert not validator.is_valid({name: value for name, value in data.items() if name != "findings"})


def test_rows_of_the_tables_fit_their_schemas(example_notes: Path, tmp_path: Path) -> None:
    result = analyse_files([example_notes], tmp_path / "out", BatchOptions(format="jsonl", classifier="none"))
    for name, path in result.tables.items():
        validator = Draft202012Validator(output_schema(name))
        for line in path.read_text(encoding="utf-8").splitlines()[:200]:
            validator.validate(json.loads(line))


def test_an_unknown_output_is_told() -> None:
    with pytest.raises(InputError, match="analysis, run, scores, training, notes"):
        output_schema("verdicts")


def test_what_is_told_of_a_run_fits_its_schema(tmp_path: Path) -> None:
    notes = tmp_path / "notes.csv"
    notes.write_text("datum;begeleider;rapportage\n02/03/2026;B1;Heb voor mw. gebeld.\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["run", str(notes), "--out", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    told = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    Draft202012Validator(output_schema("run")).validate(told)
    assert set(told) - {"part_rows"} == set(output_schema("run")["properties"])


def test_scores_fit_their_schema(rules_only: bn.Analyser, dev_gold: Path) -> None:
    scores = json.loads(json.dumps(bn.evaluate(bn.read_gold(dev_gold)[:20], rules_only)))
    validator = Draft202012Validator(output_schema("scores"))
    validator.validate(scores)
    assert scores["signals"]
    assert not validator.is_valid({**scores, "kappa": 0.7})
