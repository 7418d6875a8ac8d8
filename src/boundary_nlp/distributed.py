"""The same analysis on a cluster: a Dask frame in, Parquet out; and one table at a time for Spark's ``mapInPandas``.

Scheduling, retries and memory are the cluster's business. Dask comes with the extra ``distributed``.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from hashlib import blake2b
from os import PathLike
from pathlib import Path
from secrets import token_bytes
from typing import TYPE_CHECKING, Any

import pandas as pd

from boundary_nlp.analysis import Analyser
from boundary_nlp.arguments import check_argument, kind_of
from boundary_nlp.batch.folder import claim_folder, remove_earlier
from boundary_nlp.batch.manifest import run_manifest, write_json
from boundary_nlp.batch.notes import analyse_notes
from boundary_nlp.batch.options import BatchOptions
from boundary_nlp.batch.parts import TABLES, Parts
from boundary_nlp.batch.result import BatchResult
from boundary_nlp.batch.run import refuse
from boundary_nlp.batch.workers import PartMaker, PartTask
from boundary_nlp.errors import InputError
from boundary_nlp.io.columns import recognise_columns
from boundary_nlp.io.notes import Chunk, Rejected
from boundary_nlp.io.records import notes_from_records
from boundary_nlp.io.tables import RUN_FILE
from boundary_nlp.privacy.ids import hide_ids
from boundary_nlp.privacy.names import load_deduce
from boundary_nlp.tables import table_frame

if TYPE_CHECKING:
    import dask.dataframe as dd
    from distributed import Client

LONGEST_KEY = blake2b.MAX_KEY_SIZE

_Doubles = Mapping[int, tuple[int, int]]  # row -> partition and row where its id was met before


def analyse_dask(
    frame: "dd.DataFrame", out: str | Path, options: BatchOptions | None = None, client: "Client | None" = None
) -> BatchResult:
    """Analyse a Dask frame of notes and write the tables as folders of Parquet files, one file a partition.

    Parameters
    ----------
    frame : one note a row; only a text column is required. It is read twice where it has note ids: to find doubles too.
    out : folder for the tables and ``run.json``; all workers must reach it under this name.
    options : what to do; ``workers`` and ``resume`` are the cluster's business and must be left alone.
    client : of the cluster; the current one by default.

    Returns
    -------
    BatchResult
        What was done. In `rejected`, ``source`` tells the partition and ``row`` the row in it, from 1.

    Raises
    ------
    InputError, OutputError, PrivacyError
        As for `analyse_files`.

    Examples
    --------
    >>> import dask.dataframe as dd                                     # doctest: +SKIP
    >>> from distributed import Client                                  # doctest: +SKIP
    >>> notes = dd.read_parquet("notes/")                               # doctest: +SKIP
    >>> analyse_dask(notes, "tables", client=Client("scheduler:8786"))  # doctest: +SKIP
    """
    from dask.delayed import delayed  # noqa: PLC0415  the extra brings it

    options = _checked(options)
    if not hasattr(frame, "to_delayed"):
        raise InputError(f"frame is a Dask frame, as dask.dataframe.from_pandas makes it, not {kind_of(frame)}.")
    check_argument("out", out, str | PathLike, "the path of a folder")
    if options.format != "parquet" or options.workers != 1 or options.resume:
        raise InputError("On a cluster the format is parquet, and workers and resume are left to the cluster.")
    names = [str(name) for name in frame.columns]
    has_ids = _column(names, options, "note_id") is not None
    cluster: Any = client or _current_client()
    cluster.submit(_check_worker, options, pure=False).result()  # a slip in the rules costs no earlier run
    partitions: list[Any] = frame.to_delayed()  # type: ignore[no-untyped-call]
    out = Path(out).absolute()
    source = {"name": "Dask frame", "partitions": len(partitions)}
    manifest, _ = run_manifest([], options)
    manifest["input"] = [source]
    claim_folder(out, manifest, options)
    parts = Parts(out)
    maker = PartMaker(options, parts.folder, token_bytes(32))
    result = BatchResult()
    try:
        doubles = _find_doubles(partitions, options, cluster) if has_ids else {}
        tasks = [
            delayed(_analyse_partition)(part, number, doubles.get(number, {}), maker)
            for number, part in enumerate(partitions)
        ]
        for counts in cluster.gather(cluster.compute(tasks)):
            result.add(BatchResult.from_dict(counts))
        if options.privacy == "refuse":
            refuse(result)
        remove_earlier(out)
        result.tables = {name: parts.publish(out, name) for name in TABLES}
        write_json(out / RUN_FILE, {**manifest, **result.to_dict()})
    finally:
        parts.remove()
    return result


def analyse_batches(
    frames: Iterable[pd.DataFrame],
    table: str = "notes",
    options: BatchOptions | None = None,
    key: bytes | None = None,
) -> Iterator[pd.DataFrame]:
    """Yield one table of each frame of notes, where it has rows: what Spark's ``mapInPandas`` calls.

    Each frame is by itself: doubles are not seen.

    Parameters
    ----------
    frames : one note a row, with a text column and a ``note_id``.
    table : ``"notes"``, ``"sentences"``, ``"findings"`` or ``"rejected"``.
    options : what to do.
    key : for the pseudonyms of ids that are identifiers; make it once, with ``secrets.token_bytes(32)``, and give it to
        every call, so that an id has the same pseudonym in all frames and tables. At most 64 bytes; who has it can find
        out the ids.

    Raises
    ------
    InputError
        If there is no such table, no text or no ``note_id``, an id is an identifier and there is no key, or an argument
        is of another type.
    PrivacyError
        Under ``privacy="refuse"``, when identifiers were found.
    """
    options = _checked(options)
    _check_batches(frames, key)
    if table not in TABLES:
        raise InputError(f"There is no table '{table}'. Choose one of: {', '.join(TABLES)}.")
    for frame in frames:
        check_argument("each of frames", frame, pd.DataFrame, "a pandas frame with one note a row")
        if _column([str(name) for name in frame.columns], options, "note_id") is None:
            raise InputError("On a cluster the notes need a column note_id: row numbers are no ids there.")
        chunk = _chunk(frame, options, "frame", "")
        notes, hidden = chunk.notes, Counter[str]()
        if options.privacy != "off":
            notes, hidden = hide_ids(notes, key or b"")
        _, rows, failed = analyse_notes(_analyser_of(options), notes, options)
        rejected = [*chunk.rejected, *failed]
        if options.privacy == "refuse":
            refuse(BatchResult.of(rows, rejected, hidden))
        if hidden and not key:
            raise InputError(
                "Some ids are identifiers themselves and need a pseudonym: give key=secrets.token_bytes(32), "
                "the same one for all batches and tables."
            )
        made = table_frame(table, rows, rejected)
        if len(made):
            yield made


def _checked(options: Any) -> BatchOptions:
    """Return the options, the default ones for None; InputError where they cannot be used."""
    made = BatchOptions() if options is None else options
    check_argument("options", made, BatchOptions, "BatchOptions, such as BatchOptions(classifier='none')")
    made.check()
    return made


def _check_batches(frames: Any, key: Any) -> None:
    """Raise InputError where frames or key are of another type; the key is a secret, and not quoted."""
    if isinstance(frames, pd.DataFrame | str | Mapping) or not isinstance(frames, Iterable):
        raise InputError(f"frames are several frames, such as [frame]; they cannot be {kind_of(frames)}.")
    if key is not None:
        check_argument("key", key, bytes, "bytes, such as secrets.token_bytes(32)")
        if len(key) > LONGEST_KEY:
            raise InputError(f"key has {len(key)} bytes, but may have {LONGEST_KEY}: use secrets.token_bytes(32).")


def _column(names: list[str], options: BatchOptions, canonical: str) -> int | None:
    return recognise_columns(names, options.columns, "the frame").get(canonical)


def _current_client() -> "Client":
    from distributed import get_client  # noqa: PLC0415

    try:
        return get_client()
    except ValueError:
        raise InputError("There is no Dask client. Make one first: client = distributed.Client(...).") from None


def _analyse_partition(frame: pd.DataFrame, number: int, doubles: _Doubles, maker: PartMaker) -> dict[str, Any]:
    """Analyse one partition on a worker, write its tables, and return its counts; done again, it writes the same."""
    chunk = _chunk(frame, maker.options, f"partition {number}", f"{number}-")
    kept = [note for note in chunk.notes if note.row not in doubles]
    told = [
        Rejected(
            note.source, note.row, "duplicate_id", "same note_id as partition {}, row {}".format(*doubles[note.row])
        )
        for note in chunk.notes
        if note.row in doubles
    ]
    task = PartTask(number, Chunk(kept, [*chunk.rejected, *told]))
    return maker(_analyser_of(maker.options), task).to_dict()


def _chunk(frame: pd.DataFrame, options: BatchOptions, source: str, prefix: str) -> Chunk:
    names = [str(name) for name in frame.columns]
    return notes_from_records(frame.itertuples(index=False, name=None), names, options.columns, source, prefix)[0]


def _analyser_of(options: BatchOptions) -> Analyser:
    # a list is taken for what it is: the cache asks for a tuple
    rules = options.rules if isinstance(options.rules, str) else tuple(options.rules)
    return _analyser(options.pipeline, rules, options.classifier, options.counting)


def _check_worker(options: BatchOptions) -> None:
    """Make a worker's analyser: rules and models are files of its machine, and what is wrong with them is told here."""
    _analyser_of(options)
    if options.names:
        load_deduce()


_analyser = lru_cache(maxsize=1)(Analyser)  # of this worker, made once


def _find_doubles(partitions: list[Any], options: BatchOptions, client: Any) -> dict[int, dict[int, tuple[int, int]]]:
    """Return partition -> row -> where the id of that row was met first, for all rows but the first with an id."""
    import dask.dataframe as dd  # noqa: PLC0415
    from dask.delayed import delayed  # noqa: PLC0415

    meta = pd.DataFrame({"id": pd.Series(dtype=str), "place": pd.Series(dtype=int)})
    numbered = [delayed(_numbered_ids)(part, number, options) for number, part in enumerate(partitions)]
    ids = dd.from_delayed(numbered, meta=meta, verify_meta=False)
    found = client.compute(ids.shuffle(on="id").map_partitions(_doubles_of, meta=meta.assign(first=0)[:0])).result()
    doubles: dict[int, dict[int, tuple[int, int]]] = {}
    for place, first in zip(found["place"], found["first"], strict=True):
        doubles.setdefault(place >> _ROW_BITS, {})[place & _ROW_MASK] = (first >> _ROW_BITS, first & _ROW_MASK)
    return doubles


_ROW_BITS = 40
_ROW_MASK = (1 << _ROW_BITS) - 1


def _numbered_ids(frame: pd.DataFrame, number: int, options: BatchOptions) -> pd.DataFrame:
    """Return fingerprints of the ids, and where they stand: partition and row as one number."""
    notes = _chunk(frame, options, "frame", f"{number}-").notes  # a row that is rejected takes no id
    rows = [(_digest(note.note_id), (number << _ROW_BITS) | note.row) for note in notes]
    return pd.DataFrame(rows, columns=["id", "place"]).astype({"id": str, "place": int})


def _digest(note_id: str) -> str:
    return blake2b(note_id.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _doubles_of(ids: pd.DataFrame) -> pd.DataFrame:
    first = ids.groupby("id")["place"].transform("min")
    return ids.assign(first=first)[ids["place"] != first]
