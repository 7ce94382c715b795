"""Small vectorised builders of Arrow columns."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from strata.demo.contract import INTEGER, MONEY, TABLES, TEXT, TIMESTAMP
from strata.demo.seasons import offsets_of

TYPES = {
    TEXT: pa.string(),
    MONEY: pa.decimal128(14, 2),
    INTEGER: pa.int32(),
    TIMESTAMP: pa.timestamp("us", tz="UTC"),
}


def pick(values, codes: np.ndarray, valid: np.ndarray | None = None) -> pa.Array:
    """Return `values[codes]` as text; null if not `valid`."""
    mask = None if valid is None else ~valid
    values = pa.array(values, pa.string())
    return values.take(pa.array(codes.astype(np.int32), mask=mask))


def number_text(numbers: np.ndarray, prefix: str = "", valid=None) -> pa.Array:
    """Return whole numbers as text after a prefix; null if not `valid`."""
    mask = None if valid is None else ~valid
    text = pc.cast(pa.array(numbers, mask=mask), pa.string())
    return pc.binary_join_element_wise(prefix, text, "") if prefix else text


def join(*parts, separator: str = "") -> pa.Array:
    """Join texts row by row; null if a part is null."""
    return pc.binary_join_element_wise(*parts, separator)


def blank(text: pa.Array, keep: np.ndarray) -> pa.Array:
    """Return the text; null if not `keep`."""
    return pc.if_else(pa.array(keep), text, pa.scalar(None, text.type))


def money(cents: np.ndarray, valid: np.ndarray | None = None) -> pa.Array:
    """Return cents as decimals with two places."""
    words = np.empty((len(cents), 2), np.int64)
    words[:, 0] = cents
    words[:, 1] = words[:, 0] >> 63
    column = pa.Array.from_buffers(
        TYPES[MONEY], len(cents), [None, pa.py_buffer(words.tobytes())]
    )
    return column if valid is None else blank(column, valid)


def moments(epoch: np.ndarray, valid: np.ndarray | None = None) -> pa.Array:
    """Return UTC epoch seconds as timestamps."""
    mask = None if valid is None else ~valid
    return pa.array(np.asarray(epoch, np.int64) * 1_000_000, mask=mask).cast(
        TYPES[TIMESTAMP]
    )


def loaded_after(epoch: np.ndarray) -> pa.Array:
    """Return when a row was loaded: at the next full hour."""
    return moments((epoch // 3600 + 1) * 3600)


def seconds_of(column: pa.Array) -> np.ndarray:
    """Return timestamps as UTC epoch seconds; 0 for null."""
    return column.cast(pa.int64()).fill_null(0).to_numpy() // 1_000_000


def moment_text(column: pa.Array) -> pa.Array:
    """Return timestamps as ISO text in three forms: Z, +02:00, none (Paris).

    The form depends on the timestamp, so a row is the same in every output.
    """
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    epoch = seconds_of(column)
    ahead = offsets_of(epoch)
    form = epoch % 10
    # Without an offset, the hour that is repeated in autumn is ambiguous.
    form = np.where((form == 9) & (offsets_of(epoch + 43_200) != ahead), 0, form)
    local = np.where(form < 6, epoch, epoch + ahead)
    text = pa.array(np.datetime_as_string(local.astype("datetime64[s]")))
    endings = ("Z", "+01:00", "+02:00", "")
    ending = np.where(form < 6, 0, np.where(form < 9, np.where(ahead == 3600, 1, 2), 3))
    text = join(text, pick(endings, ending))
    return blank(text, ~np.asarray(column.is_null()))


def frame(table: str, **columns) -> pa.Table:
    """Make a raw table in the contract's order; columns not given are null."""
    size = len(next(iter(columns.values())))
    wanted = TABLES[table].columns
    unknown = set(columns) - {name for name, _ in wanted}
    if unknown:
        raise KeyError(f"{table} has no columns {sorted(unknown)}")
    arrays = []
    for name, kind in wanted:
        column = columns.get(name)
        if column is None:
            column = pa.nulls(size, TYPES[kind])
        elif isinstance(column, pa.ChunkedArray):
            column = column.combine_chunks()
        arrays.append(column.cast(TYPES[kind]))
    return pa.table(arrays, names=[name for name, _ in wanted])


def as_text(table: str, rows: pa.Table) -> pa.Table:
    """Return the table with every column as text."""
    kinds = dict(TABLES[table].columns)
    columns = []
    for name in rows.column_names:
        column = rows[name].combine_chunks()
        if kinds[name] == TIMESTAMP:
            column = moment_text(column)
        elif kinds[name] != TEXT:
            column = column.cast(pa.string())
        columns.append(column)
    return pa.table(columns, names=rows.column_names)
