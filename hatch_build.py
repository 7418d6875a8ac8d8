"""Compiles the modules that read every word of a note, so that an export is read in half the time.

The same source runs as Python where there is no C compiler, and in an editable install, where edits must show.
"""

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# gcc and clang look at all files together then, and put mypyc's own functions where they are called
WHOLE_PROGRAM = [] if sys.platform == "win32" else ["-flto"]
NO_CONFIG = "--config-file="  # types are checked elsewhere, with the libraries at hand; here these may be missing


class CompiledModules(BuildHookInterface):
    """Adds the modules that ``pyproject.toml`` lists to a wheel, compiled by mypyc."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile them, unless the install is editable."""
        if version == "editable":
            return
        self._kept = tempfile.TemporaryDirectory()  # until the wheel is written
        folder = Path(self._kept.name)
        try:
            compile_modules([f"src/boundary_nlp/{name}.py" for name in self.config["modules"]], folder)
        except (Exception, SystemExit) as error:
            self.app.display_warning(f"Not compiled, which is slower and finds the same: {error}")
            return
        libraries = [path for path in folder.joinpath("lib").rglob("*") if path.suffix in (".so", ".pyd")]
        build_data["force_include"] |= {str(path): str(path.relative_to(folder / "lib")) for path in libraries}
        build_data["pure_python"] = False
        build_data["infer_tag"] = True


def compile_modules(paths: list[str], folder: Path) -> None:
    """Compile modules into ``folder / "lib"``; raise what the compiler raises."""
    from mypyc.build import mypycify  # noqa: PLC0415  an editable install needs no compiler
    from setuptools import Distribution  # noqa: PLC0415
    from setuptools.command.build_ext import build_ext  # noqa: PLC0415

    options = [NO_CONFIG, "--ignore-missing-imports", "--follow-imports=silent", f"--cache-dir={folder / 'types'}"]
    extensions = mypycify([*options, *paths], target_dir=str(folder / "c"), debug_level="0")
    for extension in extensions:
        extension.extra_compile_args += WHOLE_PROGRAM
        extension.extra_link_args += WHOLE_PROGRAM
    command = build_ext(Distribution({"name": "boundary_nlp", "package_dir": {"": "src"}, "ext_modules": extensions}))
    command.build_lib, command.build_temp = str(folder / "lib"), str(folder / "objects")
    command.ensure_finalized()
    command.run()
