"""The committed notebooks: with their outputs, without errors or paths of a machine. CI executes them."""

import json
import re
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
MACHINE_PATH = re.compile(r"(?:/home/|/Users/|/root/|/opt/|[A-Z]:\\\\)\w")


def test_there_are_five() -> None:
    assert [path.name[0] for path in NOTEBOOKS] == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
def test_outputs_are_committed(path: Path) -> None:
    cells = [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1)), "run it from top to bottom"
    outputs = [output for cell in cells for output in cell["outputs"]]
    assert len(outputs) >= 5
    assert not any(output["output_type"] == "error" for output in outputs)
    texts = [output for output in outputs if "image/png" not in output.get("data", {})]
    assert MACHINE_PATH.search(json.dumps(texts)) is None
