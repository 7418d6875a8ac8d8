"""The cards have what such cards have, and their figures are in place and of this corpus."""

import re
import runpy
from pathlib import Path

import pytest
import yaml

from boundary_nlp.gold import read_gold

ROOT = Path(__file__).parents[2]
DATA_CARD = ROOT / "data" / "corpus" / "README.md"
MODEL_CARD = ROOT / "src" / "boundary_nlp" / "resources" / "model" / "README.md"
NEEDED = {
    DATA_CARD: ("license", "language", "task_categories", "annotations_creators", "configs"),
    MODEL_CARD: ("license", "language", "library_name", "pipeline_tag", "metrics"),
}


@pytest.mark.parametrize("card", NEEDED, ids=["data", "model"])
def test_front_matter_is_read_as_yaml(card: Path) -> None:
    _, front, body = card.read_text(encoding="utf-8").split("---\n", 2)
    assert yaml.safe_load(front).keys() >= set(NEEDED[card])
    assert body.lstrip().startswith("# ")


def test_every_section_is_filled_by_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    sections = runpy.run_path(str(ROOT / "benchmarks" / "cards.py"))["SECTIONS"]
    for name, (card, command) in sections.items():
        found = re.search(
            rf"<!-- {name}:start -->\n(.*?)<!-- {name}:end -->", card.read_text(encoding="utf-8"), re.DOTALL
        )
        assert found is not None, name
        assert command in found[1] and len(found[1].splitlines()) > 3, name
        assert (ROOT / command.split()[0]).is_file()


def test_links_lead_somewhere() -> None:
    for card in NEEDED:
        for target in re.findall(r"\]\(([^)#]+)\)", card.read_text(encoding="utf-8")):
            assert target.startswith("https://") or (card.parent / target).is_file(), target


def test_the_data_card_is_of_this_corpus() -> None:
    gold = read_gold(DATA_CARD.parent)
    facts = dict(re.findall(r"^\| ([a-z ]+) \| ([\d,]+) \|$", DATA_CARD.read_text(encoding="utf-8"), re.MULTILINE))
    counts = {
        "writers": len({note.writer for note in gold}),
        "notes": len(gold),
        "sentences": sum(len(note.sentences) for note in gold),
        "annotated spans": sum(len(note.spans) for note in gold),
    }
    assert {name: int(facts[name].replace(",", "")) for name in counts} == counts


def test_the_settings_of_the_groups_are_those_of_the_corpus() -> None:
    groups = yaml.safe_load((ROOT / "benchmarks" / "settings.yaml").read_text(encoding="utf-8"))
    named = [setting for settings in groups.values() for setting in settings]
    assert sorted(named) == sorted({note.setting for note in read_gold(DATA_CARD.parent)})
