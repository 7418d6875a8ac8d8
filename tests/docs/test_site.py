"""The built site: it holds together, and it loads nothing from elsewhere."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("mkdocs", reason="the extra 'docs' is not installed")
pytest.importorskip("mkdocstrings", reason="the extra 'docs' is not installed")

ROOT = Path(__file__).parents[2]
LOADED = re.compile(r"""<(?:script|img|iframe|source|link)\b[^>]*?\b(?:src|href)=["'](?:https?:)?//[^"']+["'][^>]*>""")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)],
        capture_output=True, text=True, cwd=ROOT, check=False,
        env={**os.environ, "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) > 20
    found = {
        tag for page in pages for tag in LOADED.findall(page.read_text(encoding="utf-8")) if "canonical" not in tag
    }
    assert found == set()


def test_the_reference_names_every_public_name_and_command(site: Path) -> None:
    import boundary_nlp
    from boundary_nlp.cli import app

    python = (site / "reference" / "python.html").read_text(encoding="utf-8")
    missing = [name for name in boundary_nlp.__all__ if not name.startswith("_") and f">{name}<" not in python]
    assert missing == []
    commands = (site / "reference" / "command-line.html").read_text(encoding="utf-8")
    names = [command.name or command.callback.__name__ for command in app.registered_commands]
    assert [name for name in names if f"boundary-nlp {name}" not in commands] == []
