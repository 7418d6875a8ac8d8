"""Writing and reading the tables of a run: Parquet, JSON Lines or CSV, each with the same types."""

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from boundary_nlp.errors import InputError
from boundary_nlp.io.atomic import atomic_file
from boundary_nlp.io.formula import neutralise_formula, restore_formula
from boundary_nlp.io.missing import is_missing
from boundary_nlp.io.notes import plain_id
from boundary_nlp.io.schemas import SCHEMAS, table_schema

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "FORMATS",
    "RUN_FILE",
    "SCHEMAS",
    "TableWriter",
    "neutralise_formula",
    "read_table",
    "write_table",
    "write_table_file",
]

Format = Literal["parquet", "jsonl", "csv"]
Rows = Sequence[Mapping[str, Any]]
FORMATS: tuple[Format, ...] = ("parquet", "jsonl", "csv")
RUN_FILE = "run.json"  # beside the tables of a run: how they came about
_SURROGATES = re.compile("[\ud800-\udfff]")


class TableWriter:
    """Writes one table, chunk by chunk; the file takes its name when the block ends without an error.

    Examples
    --------
    >>> with TableWriter(folder, "rejected", "jsonl") as writer:  # doctest: +SKIP
    ...     writer.write([{"source": "notes.csv", "row": 3, "reason": "too_long", "detail": "…"}])
    """

    def __init__(self, folder: Path, name: str, format: Format = "parquet") -> None:
        self.path = folder / f"{name}.{_check_format(format)}"
        self.n_rows = 0
        self._schema, self._name, self._format = table_schema(name), name, format
        self._stack = ExitStack()

    def __enter__(self) -> "TableWriter":
        self._sink = self._stack.enter_context(_open_sink(self.path, self._schema, self._format))
        return self

    def write(self, rows: "Rows | pd.DataFrame") -> None:
        """Append rows: dictionaries or a DataFrame, with the columns of the table; others are left out.

        Raises
        ------
        InputError
            When a column is missing or a value does not fit its column.
        """
        self.write_arrow(_to_arrow(rows, self._name, self._schema))

    def write_arrow(self, table: pa.Table) -> None:
        """Append an Arrow table that has the schema of this one already, as the parts of a run have."""
        if table.num_rows:
            self._sink.write_table(table)
            self.n_rows += table.num_rows

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)


def write_table(rows: "Rows | pd.DataFrame", folder: Path, name: str, format: Format = "parquet") -> Path:
    """Write a whole table to ``folder/name.format`` and return that path."""
    with TableWriter(folder, name, format) as writer:
        writer.write(rows)
    return writer.path


def write_table_file(rows: "Rows | pd.DataFrame", path: Path, name: str) -> Path:
    """Write the table ``name`` to a file of any name, whose extension tells the format, and return its path."""
    format = _check_format(path.suffix.lstrip(".").lower())
    schema = table_schema(name)
    with _open_sink(path, schema, format) as sink:
        sink.write_table(_to_arrow(rows, name, schema))
    return path


def read_table(
    path: Path, name: str | None = None, optional: Collection[str] = (), columns: Collection[str] | None = None
) -> "pd.DataFrame":
    """Read a table as a DataFrame whose types do not depend on the format, nor on what is in it.

    Parameters
    ----------
    path : a file, or a folder of parts; its extension tells the format.
    name : which table it is; by default what the file is called.
    optional : columns that may lack, as in a table made by another program.
    columns : those to read, all by default; the others cost no memory in the end, and in Parquet none at all.

    Returns
    -------
    pandas.DataFrame
        In the table's order. Dates are datetime64, whole numbers int64 (Int8 where one can be missing).

    Raises
    ------
    InputError
        When the path is missing or of an unknown format, a column lacks, or a value does not fit.
    """
    import pandas as pd  # noqa: PLC0415  writing needs none

    format = path.suffix.lstrip(".").lower()
    if format not in _READERS:
        raise InputError(f"{path}: a table is a .parquet, .jsonl or .csv file.")
    if not path.exists():
        raise InputError(f"{path} does not exist. Check the name and the folder.")
    schema = table_schema(name or path.name.split(".")[0])
    wanted = schema if columns is None else pa.schema([field for field in schema if field.name in columns])
    parts = sorted(path.glob(f"*.{format}")) if path.is_dir() else [path]
    try:
        tables = [
            _typed(_READERS[format](part, schema, wanted.names), schema, wanted, part, optional) for part in parts
        ]
        table = pa.concat_tables(tables) if tables else wanted.empty_table()
    except (pa.ArrowException, OSError, ValueError, TypeError, OverflowError, RecursionError) as error:
        raise InputError(f"{path}: not readable as a table '{schema_name(schema)}'. {_column_of(error)}") from error
    frame: pd.DataFrame = table.to_pandas(date_as_object=False, types_mapper={pa.int8(): pd.Int8Dtype()}.get)
    return frame


def schema_name(schema: pa.Schema) -> str:
    """Return the name of the table that has this schema."""
    return next(name for name, known in SCHEMAS.items() if known is schema)


def _check_format(format: str) -> Format:
    if format not in FORMATS:
        raise InputError(f"'{format}' is no format of a table. Choose from: {', '.join(FORMATS)}.")
    return format


@contextmanager
def _open_sink(path: Path, schema: pa.Schema, format: Format) -> Iterator[Any]:
    with atomic_file(path) as stream, _SINKS[format](stream, schema) as sink:
        yield sink


def _to_arrow(rows: "Rows | pd.DataFrame", name: str, schema: pa.Schema) -> pa.Table:
    columns: dict[str, list[Any]]
    if isinstance(rows, Sequence):
        lacking = [column for column in schema.names if any(column not in row for row in rows)]
        columns = {column: [row.get(column) for row in rows] for column in schema.names}
    else:
        lacking = [column for column in schema.names if column not in rows.columns]
        columns = {column: rows[column].tolist() for column in schema.names if column in rows.columns}
    if lacking:
        raise InputError(f"The table '{name}' lacks the column(s) {', '.join(lacking)}.")
    arrays = [_array(columns[field.name], field, name) for field in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


def _array(values: list[Any], field: pa.Field, name: str) -> pa.Array:
    clean = [None if is_missing(value) else value for value in values]
    if pa.types.is_date32(field.type):
        clean = [value.date() if isinstance(value, datetime) else value for value in clean]
    if pa.types.is_string(field.type):
        clean = [_SURROGATES.sub("\ufffd", value) if isinstance(value, str) else value for value in clean]
    try:
        array = pa.array(clean, type=field.type)
    except (pa.ArrowException, ValueError, TypeError, OverflowError) as error:
        raise InputError(f"The table '{name}': a value in column '{field.name}' is no {field.type}.") from error
    if array.null_count and not field.nullable:
        raise InputError(f"The table '{name}': column '{field.name}' has {array.null_count} empty cell(s).")
    return array


class _JsonLines:
    """A sink with the shape of pyarrow's writers."""

    def __init__(self, stream: BinaryIO, schema: pa.Schema) -> None:
        self._stream = stream

    def __enter__(self) -> "_JsonLines":
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to close: the stream is its owner's."""

    def write_table(self, table: pa.Table) -> None:
        for row in table.to_pylist():
            self._stream.write(json.dumps(row, ensure_ascii=False, default=date.isoformat).encode() + b"\n")


class _Csv:
    """pyarrow's CSV writer, strings neutralised. It quotes every string: "" and nothing stay apart."""

    def __init__(self, stream: BinaryIO, schema: pa.Schema) -> None:
        self._writer = pa_csv.CSVWriter(stream, schema)

    def __enter__(self) -> "_Csv":
        return self

    def __exit__(self, *_: object) -> None:
        self._writer.close()

    def write_table(self, table: pa.Table) -> None:
        self._writer.write_table(_map_strings(table, neutralise_formula))


_SINKS: dict[str, Callable[[BinaryIO, pa.Schema], Any]] = {
    "parquet": pq.ParquetWriter,
    "jsonl": _JsonLines,
    "csv": _Csv,
}


def _map_strings(table: pa.Table, change: Callable[[str], str]) -> pa.Table:
    for position, field in enumerate(table.schema):
        if pa.types.is_string(field.type):
            values = [None if value is None else change(value) for value in table.column(position).to_pylist()]
            table = table.set_column(position, field, pa.array(values, type=field.type))
    return table


def _read_parquet(path: Path, schema: pa.Schema, wanted: Sequence[str]) -> pa.Table:
    with pq.ParquetFile(path) as file:
        return file.read([column for column in file.schema_arrow.names if column in wanted])


def _read_jsonl(path: Path, schema: pa.Schema, wanted: Sequence[str]) -> pa.Table:
    with path.open(encoding="utf-8", newline="\n") as stream:
        rows = [json.loads(line) for line in stream if line.strip()]
    if not all(isinstance(row, dict) for row in rows):
        raise ValueError("a line is no object")
    names = [column for column in wanted if not rows or any(column in row for row in rows)]
    arrays = []
    for column in names:
        values = [row.get(column) for row in rows]
        if pa.types.is_date32(schema.field(column).type):
            values = [None if value is None else date.fromisoformat(value) for value in values]
        elif pa.types.is_string(schema.field(column).type):  # a number is an id, as in the other formats
            values = [plain_id(value) if type(value) in (int, float) else value for value in values]
        arrays.append(pa.array(values, type=schema.field(column).type))
    return pa.Table.from_arrays(arrays, names=names)


def _read_csv(path: Path, schema: pa.Schema, _: Sequence[str]) -> pa.Table:
    table = pa_csv.read_csv(
        path,
        read_options=pa_csv.ReadOptions(block_size=min(max(path.stat().st_size, 1 << 16), 2**31 - 1)),
        parse_options=pa_csv.ParseOptions(newlines_in_values=True),
        convert_options=pa_csv.ConvertOptions(
            column_types=schema, strings_can_be_null=True, quoted_strings_can_be_null=False, null_values=[""]
        ),
    )
    return _map_strings(table, restore_formula)


_READERS: dict[str, Callable[[Path, pa.Schema, Sequence[str]], pa.Table]] = {
    "parquet": _read_parquet,
    "jsonl": _read_jsonl,
    "csv": _read_csv,
}


def _typed(table: pa.Table, schema: pa.Schema, wanted: pa.Schema, path: Path, optional: Collection[str]) -> pa.Table:
    lacking = [name for name in wanted.names if name not in table.column_names and name not in optional]
    if lacking:
        raise InputError(
            f"{path}: the column(s) {', '.join(lacking)} are missing in this table '{schema_name(schema)}'."
        )
    doubled = [name for name in wanted.names if table.column_names.count(name) > 1]
    if doubled:
        raise InputError(
            f"{path}: the column(s) {', '.join(doubled)} stand in it more than once. Leave one of each in the file."
        )
    present = [field for field in wanted if field.name in table.column_names]
    return table.select([field.name for field in present]).cast(pa.schema([f.with_nullable(True) for f in present]))


def _column_of(error: Exception) -> str:
    """Tell the column where the error is, if pyarrow says so; the rest of its words can quote a cell."""
    column = re.search(r"In CSV column #(\d{1,4})", str(error))
    return f"A value in column {int(column[1]) + 1} does not fit." if column else "Make it with `boundary-nlp analyse`."
