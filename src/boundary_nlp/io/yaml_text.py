"""YAML of a user, in which nothing may be lost: a key that stands twice is told."""

from typing import Any

import yaml

from boundary_nlp.resources import YAML_LOADER

_MERGE = "tag:yaml.org,2002:merge"  # "<<" may stand twice: both are taken


def read_yaml(text: str) -> Any:
    """Return what a YAML text holds.

    Raises
    ------
    yaml.YAMLError
        When it is none, or a key stands twice in one mapping, of which YAML would take the last without a word.
    ValueError, LookupError, RecursionError
        When a value of it cannot be made.
    """
    loader = YAML_LOADER(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return None
        _check_keys(node)
        return loader.construct_document(node)
    finally:
        loader.dispose()


def _check_keys(root: yaml.Node) -> None:
    waiting, met = [root], set[int]()
    while waiting:
        node = waiting.pop()
        if id(node) in met:  # an alias
            continue
        met.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            waiting += node.value
        elif isinstance(node, yaml.MappingNode):
            _check_mapping(node)
            waiting += [value for _, value in node.value]


def _check_mapping(node: yaml.MappingNode) -> None:
    seen = set()
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode) or key.tag == _MERGE:
            continue
        if (key.tag, key.value) in seen:
            told = f"'{key.value}' stands twice: put what is under both under one, or in a file of its own"
            raise yaml.constructor.ConstructorError(None, None, told, key.start_mark)
        seen.add((key.tag, key.value))
