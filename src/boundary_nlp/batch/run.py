"""A run from begin to end: claim the folder, make the parts, put them together."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from boundary_nlp.batch.manifest import MANIFEST, RUN_FILE, check_same, run_manifest, write_json
from boundary_nlp.batch.options import BatchOptions
from boundary_nlp.batch.parts import TABLES, Parts
from boundary_nlp.batch.progress import Progress
from boundary_nlp.batch.result import BatchResult
from boundary_nlp.batch.workers import PartTask, make_parts
from boundary_nlp.errors import InputError, OutputError, PrivacyError
from boundary_nlp.io.readers import count_rows, read_notes
from boundary_nlp.io.sources import find_sources
from boundary_nlp.io.tables import FORMATS

PART_ROWS = 2000  # what an interruption can cost, per process
_MADE_LATER = ("shifts", "series")  # by `run`, from the tables


def analyse_files(
    paths: Sequence[str | Path], out: Path, options: BatchOptions, progress: Progress | None = None
) -> BatchResult:
    """Analyse exports of notes and write the tables `notes`, `sentences`, `findings` and `rejected`.

    Memory does not grow with the input. What is finished lies in ``out/.parts`` until the end, so that a run that was
    killed goes on with ``resume``; its tables equal those of an uninterrupted run, and do not depend on the workers.

    Parameters
    ----------
    paths : files or globs; out : folder for the tables and ``run.json``.
    options : what to do; ``progress`` : what is told meanwhile, nothing by default.

    Raises
    ------
    InputError, OutputError
        For input that cannot be used, or a folder that holds another run.
    PrivacyError
        Under ``privacy="refuse"``, when identifiers were found; no table is left then.
    """
    options.check()
    progress = progress or Progress()
    sources = find_sources(paths)
    manifest = {**run_manifest(sources, options), "part_rows": PART_ROWS}
    done = _claim_folder(out, manifest, options)
    if done is not None:
        return done
    parts = Parts(out)
    result = BatchResult()
    try:
        with progress:
            n_parts = 0
            for counts in _made([source.path for source in sources], options, parts, progress):
                result.add(counts)
                n_parts += 1
                progress.advance(counts)
            if options.privacy == "refuse" and result.identifiers:
                raise PrivacyError(_refused(result))
            result.tables = parts.assemble(out, options.format, n_parts)
    except (InputError, PrivacyError):
        parts.remove()  # mended input is another input: there is nothing to go on with
        raise
    except OutputError as error:
        raise OutputError(f"{error} What is finished is kept: go on with --resume.") from error
    write_json(out / RUN_FILE, {**manifest, **result.to_dict()})
    parts.remove()
    return result


def _made(files: Sequence[Path], options: BatchOptions, parts: Parts, progress: Progress) -> Iterator[BatchResult]:
    """Yield the counts of every part: those that an earlier start finished, and those made now."""
    if progress.wants_total:
        progress.start(count_rows(files, options.columns))
    earlier: list[BatchResult] = []

    def to_make() -> Iterator[PartTask]:
        for number, chunk in enumerate(chunks):
            counts = parts.counts(number)
            if counts is None:
                yield PartTask(number, chunk)
            else:
                earlier.append(counts)

    with closing(read_notes(files, options.columns, chunk_size=PART_ROWS, scratch=parts.folder)) as chunks:
        for counts in make_parts(to_make(), options, parts.folder):
            yield counts
            yield from _emptied(earlier)
        yield from _emptied(earlier)


def _emptied(results: list[BatchResult]) -> Iterator[BatchResult]:
    while results:
        yield results.pop()


def _claim_folder(out: Path, manifest: Mapping[str, Any], options: BatchOptions) -> BatchResult | None:
    """Make the folder ready; return the result of a run that is complete and was asked to be gone on with."""
    if out.exists() and not out.is_dir():
        raise OutputError(f"'{out}' is a file; --out takes a folder.")
    parts = Parts(out)
    unfinished = (parts.folder / MANIFEST).exists()
    complete = (out / RUN_FILE).exists() or any((out / f"notes.{suffix}").exists() for suffix in FORMATS)
    if options.overwrite:
        _remove_run(out, parts)
    elif options.resume and (out / RUN_FILE).exists():
        earlier = check_same(manifest, out / RUN_FILE)
        parts.remove()
        result = BatchResult.from_dict(earlier)
        result.tables = {name: out / f"{name}.{options.format}" for name in TABLES}
        return result
    elif options.resume and unfinished:
        check_same(manifest, parts.folder / MANIFEST)
        parts.clear_unfinished()
        return None
    elif unfinished and not (out / RUN_FILE).exists():
        raise OutputError(
            f"'{out}' holds a run that was not finished. Go on with --resume, or replace it with --overwrite."
        )
    elif complete:
        raise OutputError(f"'{out}' holds another run. Choose another folder, or replace it with --overwrite.")
    parts.remove()
    write_json(parts.folder / MANIFEST, manifest)
    return None


def _remove_run(out: Path, parts: Parts) -> None:
    (out / RUN_FILE).unlink(missing_ok=True)
    for name in (*TABLES, *_MADE_LATER):
        for suffix in FORMATS:
            (out / f"{name}.{suffix}").unlink(missing_ok=True)
    parts.remove()


def _refused(result: BatchResult) -> str:
    return (
        f"The notes hold identifiers ({result.kinds()}); nothing was written. "
        "Anonymise the export, or use --privacy mask."
    )
