import pytest
import yaml

from boundary_nlp.io.yaml_text import read_yaml


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: 2\na: 3\n", 3),
        ("a: 1\n'a': 2\n", 2),
        ("- x: 1\n- y: {z: 1,\n    z: 2}\n", 3),
    ],
)
def test_a_key_that_stands_twice_is_told_with_its_line(text: str, line: int) -> None:
    with pytest.raises(yaml.MarkedYAMLError, match="stands twice") as caught:
        read_yaml(text)
    assert caught.value.problem_mark.line + 1 == line


@pytest.mark.parametrize(
    "text",
    [
        "- {a: 1}\n- {a: 2}\n",
        "a: {a: 1}\n1: x\n'1': y\n",
        "x: &x {a: 1}\ny: &y {b: 2}\nz:\n  <<: *x\n  <<: *y\n  a: 3\n",
        "a: &a [*a]\n",
        "? [a, b]\n",
        "",
    ],
)
def test_what_is_whole_is_read_as_yaml_has_it(text: str) -> None:
    def outcome(read) -> str:
        try:
            return repr(read(text))
        except yaml.YAMLError as error:
            return type(error).__name__

    assert outcome(read_yaml) == outcome(yaml.safe_load)
