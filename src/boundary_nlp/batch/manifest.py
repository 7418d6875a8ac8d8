"""What makes two starts the same run: the input, the settings and the versions, as fingerprints."""

import json
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Any

from boundary_nlp._version import __version__
from boundary_nlp.batch.options import BatchOptions
from boundary_nlp.errors import OutputError
from boundary_nlp.io.atomic import atomic_file
from boundary_nlp.io.sources import printable

MANIFEST = "manifest.json"
_LIBRARIES = ("spacy", "simplemma", "phonenumbers", "python-stdnum")


def run_manifest(files: Sequence[Path], options: BatchOptions) -> tuple[dict[str, Any], bytes]:
    """Return what a run depends on, and a key for the pseudonyms of its ids.

    What it depends on are plain values, with fingerprints (BLAKE2b) of the files that it reads. The key comes from the
    content of the input too, so that the pseudonyms do not change when a run is done again; it is written nowhere.
    """
    libraries = (*_LIBRARIES, "deduce") if options.names else _LIBRARIES
    digests = [_digests(file) for file in files]
    key = blake2b(b"".join(secret for _, secret in digests), digest_size=32).digest()
    manifest = {
        "analyser_version": __version__,
        "libraries": {name: version(name) for name in libraries},
        "input": [
            {"name": printable(file.name), "blake2b": public} for file, (public, _) in zip(files, digests, strict=True)
        ],
        "format": options.format,
        "pipeline": options.pipeline,
        "rules": [_named(rules) for rules in options.rules],
        "classifier": _named(options.classifier),
        "counting": options.counting,
        "columns": dict(options.columns),
        "privacy": options.privacy,
        "names": options.names,
        "keep_text": options.keep_text,
    }
    return manifest, key


def check_same(manifest: Mapping[str, Any], file: Path) -> dict[str, Any]:
    """Return what ``file`` tells of an earlier start of the same run.

    Raises
    ------
    OutputError
        When it is another run: the message names what differs.
    """
    try:
        earlier: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        differing = [name for name, value in manifest.items() if earlier.get(name) != value]
    except (OSError, ValueError, AttributeError):
        raise OutputError(f"'{file}' is damaged: --resume is not possible. Start anew with --overwrite.") from None
    if differing:
        raise OutputError(
            f"'{file.parent}' holds a run with another {', '.join(differing)}: it cannot be gone on with. "
            "Start anew with --overwrite, or choose another folder."
        )
    return earlier


def write_json(file: Path, content: Mapping[str, Any]) -> None:
    """Write a JSON file, whole or not at all."""
    with atomic_file(file) as stream:
        stream.write((json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode("utf-8"))


def _named(name: str) -> str:
    """Return a name that ships with the package, or the name and fingerprint of a user's file."""
    path = Path(name)
    return f"{path.name} ({_digests(path)[0]})" if path.is_file() else name


def _digests(path: Path) -> tuple[str, bytes]:
    """Return the fingerprint of a file, and another one from which it does not follow."""
    public, secret = blake2b(digest_size=16), blake2b(digest_size=32, person=b"pseudonyms")
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            public.update(block)
            secret.update(block)
    return public.hexdigest(), secret.digest()
