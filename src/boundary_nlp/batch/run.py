"""A run from begin to end: claim the folder, make the parts, put them together."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from boundary_nlp.analysis import Analyser
from boundary_nlp.batch.folder import check_input_kept, claim_folder, remove_earlier
from boundary_nlp.batch.manifest import run_manifest, write_json
from boundary_nlp.batch.options import BatchOptions
from boundary_nlp.batch.parts import Parts
from boundary_nlp.batch.progress import Progress
from boundary_nlp.batch.result import BatchResult
from boundary_nlp.batch.workers import PartMaker, PartTask, make_parts, ready_analyser
from boundary_nlp.errors import InputError, OutputError, PrivacyError
from boundary_nlp.io.readers import check_begins, count_rows, read_notes
from boundary_nlp.io.sources import find_sources
from boundary_nlp.io.tables import RUN_FILE

PART_ROWS = 2000  # what an interruption can cost, per process


def analyse_files(
    paths: Sequence[str | Path],
    out: str | Path,
    options: BatchOptions,
    progress: Progress | None = None,
    corrections: Path | None = None,
) -> BatchResult:
    """Analyse exports of notes and write the tables `notes`, `sentences`, `findings` and `rejected`.

    Memory does not grow with the input. What is finished lies in ``out/.parts`` until the end, so that a run that was
    killed goes on with ``resume``; its tables equal those of an uninterrupted run, and do not depend on the workers.

    Parameters
    ----------
    paths : files or globs; out : folder for the tables and ``run.json``.
    options : what to do; ``progress`` : what is told meanwhile, nothing by default.
    corrections : a workbook of the report in ``out`` whose marks are taken over later; ``overwrite`` leaves it there.

    Raises
    ------
    InputError, OutputError
        For input that cannot be used, a folder that holds another run, or one where the run would replace its input.
    PrivacyError
        Under ``privacy="refuse"``, when identifiers were found; no table is written then.
    """
    options.check()
    out, progress = Path(out), progress or Progress()
    files = [source.path for source in find_sources(paths)]
    check_input_kept([*files, *options.files()], out)
    check_begins(files, options.columns)  # what is wrong with input, rules or model costs no earlier run
    analyser = ready_analyser(options)
    manifest, key = run_manifest(files, options)
    manifest["part_rows"] = PART_ROWS
    done = claim_folder(out, manifest, options, corrections)
    if done is not None:
        return done
    parts = Parts(out)
    maker = PartMaker(options, parts.folder, key)
    result = BatchResult()
    try:
        with progress:
            n_parts = 0
            for counts in _made(files, maker, analyser, parts, progress):
                result.add(counts)
                n_parts += 1
                progress.advance(counts)
            if options.privacy == "refuse":
                refuse(result)
            remove_earlier(out, corrections)
            result.tables = parts.assemble(out, options.format, n_parts)
    except (InputError, PrivacyError):
        parts.remove()  # mended input is another input: there is nothing to go on with
        raise
    except OutputError as error:
        raise OutputError(f"{error} What is finished is kept: go on with --resume.") from error
    write_json(out / RUN_FILE, {**manifest, **result.to_dict()})
    parts.remove()
    return result


def _made(
    files: Sequence[Path], maker: PartMaker, analyser: Analyser, parts: Parts, progress: Progress
) -> Iterator[BatchResult]:
    """Yield the counts of every part: those that an earlier start finished, and those made now."""
    options = maker.options
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
        for counts in make_parts(to_make(), maker, analyser):
            yield counts
            yield from _emptied(earlier)
        yield from _emptied(earlier)


def _emptied(results: list[BatchResult]) -> Iterator[BatchResult]:
    while results:
        yield results.pop()


def refuse(result: BatchResult) -> None:
    """Raise PrivacyError when identifiers were found."""
    if result.identifiers:
        raise PrivacyError(
            f"The notes hold identifiers ({result.kinds()}); nothing was written. "
            "Anonymise the export, or use --privacy mask."
        )
