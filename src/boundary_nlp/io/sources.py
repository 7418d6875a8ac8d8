"""Which files are read: names and patterns made into a list, each with its format."""

import glob
import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from boundary_nlp.errors import InputError

FORMATS = {
    ".csv": "csv", ".tsv": "csv", ".txt": "csv",
    ".jsonl": "jsonl", ".ndjson": "jsonl",
    ".xlsx": "excel", ".xlsm": "excel",
    ".parquet": "parquet", ".pq": "parquet",
}  # fmt: skip
_GZIPPED = ("csv", "jsonl")
_ADVICE = {
    ".xls": "Save it in Excel as .xlsx or as CSV.",
    ".ods": "Save it as .xlsx or as CSV.",
    ".json": "Save it as JSON Lines (.jsonl): one object per line.",
}


class Source(NamedTuple):
    """One file to read: ``name`` is how rows and messages call it, unique among the files of a run."""

    path: Path
    name: str
    format: str
    gzipped: bool


def find_sources(paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]]) -> list[Source]:
    """Return the files that paths and patterns (``exports/*.csv``) name, in order, each file once.

    Raises
    ------
    InputError
        For a missing file, a directory, an empty file, a pattern without a match or an unknown extension.
    """
    given = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    if not given:
        raise InputError("No file with notes was given. Name at least one, for example notes.csv.")
    files: dict[Path, Path] = {}
    for entry in given:
        for path in _expand(os.fspath(entry)):
            files.setdefault(path.resolve(), path)
    names = Counter(path.name for path in files.values())
    return [
        _source(path, printable(path.name if names[path.name] == 1 else path.as_posix())) for path in files.values()
    ]


def printable(name: str) -> str:
    """Return the name of a file as it can be written in UTF-8, which Linux does not ask of names."""
    return name.encode("utf-8", "replace").decode()


def prefixes(sources: list[Source]) -> dict[str, str]:
    """Return source name -> what makes a row number unique over several files; nothing for a single file."""
    if len(sources) == 1:
        return {sources[0].name: ""}
    stems = Counter(_stem(source) for source in sources)
    return {source.name: (_stem(source) if stems[_stem(source)] == 1 else source.name) + "-" for source in sources}


def _stem(source: Source) -> str:
    name = printable(source.path.name)
    return name.split(".")[0] or name


def _expand(entry: str) -> list[Path]:
    path = Path(entry)
    if path.exists() or not glob.has_magic(entry):
        return [path]
    matches = sorted(match for match in glob.glob(entry, recursive=True) if Path(match).is_file())  # noqa: PTH207
    if not matches:
        raise InputError(f"No file matches {entry}. Check the folder and the pattern.")
    return [Path(match) for match in matches]


def _source(path: Path, name: str) -> Source:
    try:
        if path.is_dir():
            raise InputError(f"{path} is a folder. Name the files in it, for example {path / '*.csv'}.")
        if not path.exists():
            raise InputError(f"{path} does not exist. Check the name and the folder.")
        if path.stat().st_size == 0:
            raise InputError(f"{path} is empty: there is no header and no note in it.")
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read: {error}.") from error
    suffixes = [suffix.lower() for suffix in path.suffixes]
    gzipped = suffixes[-1:] == [".gz"]
    suffix = (suffixes[:-1] if gzipped else suffixes)[-1:]
    kind = FORMATS.get(suffix[0]) if suffix else None
    if kind is None:
        advice = _ADVICE.get(
            suffix[0] if suffix else "", f"Known are: {', '.join(FORMATS)}; csv and jsonl also with .gz."
        )
        raise InputError(f"{path}: this kind of file is not known. {advice}")
    if gzipped and kind not in _GZIPPED:
        raise InputError(f"{path}: a gzipped {suffix[0]} file is not read. Unpack it first: gunzip {path.name}")
    return Source(path, name, kind, gzipped)
