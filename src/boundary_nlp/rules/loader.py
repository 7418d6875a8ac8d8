"""Rule packs read from YAML: the shipped ones and a user's own."""

import re
from collections import Counter
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

import yaml
from pydantic import ValidationError

from boundary_nlp.errors import RulePackError
from boundary_nlp.io.yaml_text import read_yaml
from boundary_nlp.resources import YAML_LOADER
from boundary_nlp.rules.model import RulePack

_PLAIN = {  # of pydantic's kinds of problems
    "missing": "it is missing",
    "extra_forbidden": "there is no such key",
    "list_type": "write a list",
    "string_type": "write text, in quotation marks where YAML takes it for something else",
    "dict_type": "write keys with their values",
    "model_type": "write keys with their values, such as 'id: my-rule'",
    "too_short": "give at least one",
    "string_pattern_mismatch": "use lower case letters, digits and hyphens",
}
MAX_PACK_BYTES = 5_000_000


def shipped_packs() -> list[str]:
    """Return the names of the packs that come with the package."""
    folder = files("boundary_nlp.resources") / "rules"
    return sorted(entry.name.removesuffix(".yaml") for entry in folder.iterdir() if entry.name.endswith(".yaml"))


def load_packs(names: Iterable[str | Path]) -> list[RulePack]:
    """Return the rule packs of the given names or files; ``"default"`` stands for all shipped packs.

    Raises
    ------
    RulePackError
        If a pack is missing, is no YAML, breaks the format, or two rules share an id.
    """
    packs: list[RulePack] = []
    for name in names:
        if name == "default":
            folder = files("boundary_nlp.resources") / "rules"
            packs += [
                parse_pack((folder / f"{pack}.yaml").read_text(encoding="utf-8"), pack) for pack in shipped_packs()
            ]
        else:
            packs.append(_read_file(Path(name)))
    _check_unique(packs)
    return packs


def _read_file(path: Path) -> RulePack:
    if not path.is_file():
        raise RulePackError(
            f"There is no rule pack '{path}'. Give a YAML file, or 'default' for the rules that come with the package."
        )
    if path.stat().st_size > MAX_PACK_BYTES:
        raise RulePackError(f"The rule pack '{path}' is larger than {MAX_PACK_BYTES // 1_000_000} MB. Split it.")
    try:
        return parse_pack(path.read_text(encoding="utf-8"), str(path))
    except UnicodeDecodeError:
        raise RulePackError(f"The rule pack '{path}' is no UTF-8 text. Save it as a YAML file in UTF-8.") from None


def parse_pack(text: str, source: str) -> RulePack:
    """Return the rule pack in a YAML text; errors name the source, the line and the rule."""
    try:
        data = read_yaml(text)
    # half a character, 30 February, an empty "!!int", brackets a thousand deep
    except (yaml.YAMLError, ValueError, LookupError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise RulePackError(f"{source}{where}: this is no valid YAML ({getattr(error, 'problem', error)}).") from None
    if not isinstance(data, dict):
        raise RulePackError(f"{source}: a rule pack is a mapping with 'pack' and 'rules'.")
    try:
        pack = RulePack.model_validate(data)
    except ValidationError as error:
        raise RulePackError("\n".join(_explain(text, source, data, error))) from None
    pack.remember_places(lambda rule_id: f"{source}, line {line_of(text, rule_id)}")
    return pack


def _explain(text: str, source: str, data: dict[str, object], error: ValidationError) -> list[str]:
    lines = []
    starts = _rule_lines(text)
    for problem in error.errors():
        place = problem["loc"]
        about, line, rules = "", 1, data.get("rules")
        if len(place) > 1 and place[0] == "rules" and isinstance(rules, list) and isinstance(place[1], int):
            rule = rules[place[1]]
            line = starts[place[1]] if place[1] < len(starts) else 1  # rules that come through "<<" have no lines
            about = f"rule '{rule['id']}'" if isinstance(rule, dict) and "id" in rule else f"rule {place[1] + 1}"
            place = place[2:]
        field = ".".join(str(part) for part in place if part != "function-after")
        told = _PLAIN.get(problem["type"], problem["msg"].removeprefix("Value error, "))
        what = ", ".join(filter(None, [about, field]))
        lines.append(": ".join(filter(None, [f"{source}, line {line}", what, told])) + ".")
    return lines


def _rule_lines(text: str) -> list[int]:
    """Return the line on which each rule of a pack begins."""
    node = yaml.compose(text, Loader=YAML_LOADER)
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    rules = next((value for key, value in pairs if key.value == "rules"), None)
    return [rule.start_mark.line + 1 for rule in rules.value] if isinstance(rules, yaml.SequenceNode) else []


def line_of(text: str, rule_id: str) -> int:
    """Return the line on which a rule's id stands in a pack's text (1 where it is not found)."""
    found = re.search(rf"^\s*-?\s*id:\s*['\"]?{re.escape(rule_id)}['\"]?\s*$", text, flags=re.MULTILINE)
    return text.count("\n", 0, found.start(0)) + 1 + found.group(0).count("\n") if found else 1


def _check_unique(packs: list[RulePack]) -> None:
    seen: dict[str, RulePack] = {}
    for pack in packs:
        for rule in pack.rules:
            earlier = seen.setdefault(rule.id, pack)
            if earlier is not pack:
                where = earlier.place(rule.id)
                raise RulePackError(f"{pack.place(rule.id)}: a rule is '{rule.id}' already ({where}). Rename one.")
        if len(pack.rules) > len({rule.id for rule in pack.rules}):
            twice = next(i for i, n in Counter(rule.id for rule in pack.rules).items() if n > 1)
            raise RulePackError(f"{pack.place(twice)}: a rule further on is called '{twice}' too. Rename one.")
