"""Parquet as rows, batch by batch and only the columns that are wanted."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from boundary_nlp.errors import InputError
from boundary_nlp.io.columns import recognise_columns
from boundary_nlp.io.decode import decode_marked
from boundary_nlp.io.notes import RawRow, Rejected
from boundary_nlp.io.sources import Source

if TYPE_CHECKING:
    import pyarrow as pa

_BATCH = 1000


def read_parquet(source: Source, overrides: Mapping[str, str], max_length: int) -> Iterator[RawRow | Rejected]:
    """Yield the rows of a Parquet file."""
    import pyarrow as pa  # noqa: PLC0415  only Parquet needs it
    import pyarrow.parquet as pq  # noqa: PLC0415

    number = 0
    try:
        with pq.ParquetFile(source.path) as file:
            header = file.schema_arrow.names
            columns = recognise_columns(header, overrides, source.name)
            wanted = [header[position] for position in columns.values()]
            for batch in file.iter_batches(batch_size=_BATCH, columns=wanted):
                lists = [_values(batch.column(name)) for name in wanted]
                for cells in zip(*lists, strict=True):
                    number += 1
                    filled = any(cell not in (None, "") for cell in cells)
                    yield RawRow(source.name, number, dict(zip(columns, cells, strict=True)), filled)
    except (pa.ArrowException, OSError, ValueError, KeyError, OverflowError) as error:
        place = f"after row {number}" if number else "from its start"
        raise InputError(f"{source.path}: not readable as Parquet {place}. Export or copy it again.") from error


def _values(column: "pa.Array") -> list[Any]:
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.compute as pc  # noqa: PLC0415

    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_timestamp(column.type):
        # The calendar day where the note was written, not the one in Greenwich.
        local = pc.local_timestamp(column) if column.type.tz else column
        return list(local.cast(pa.timestamp("s"), safe=False).cast(pa.date32()).to_pylist())
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        column = column.cast(pa.large_binary())
    if pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
        return [None if value is None else decode_marked(value) for value in column.to_pylist()]
    return list(column.to_pylist())
