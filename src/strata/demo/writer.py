"""Write files: one per table for few people, folders of parts or joined parts for
many."""

import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from strata.demo.contract import TABLES

FORMATS = ("csv", "parquet", "mixed")


def is_parquet(table: str, file_format: str) -> bool:
    """Whether a raw table is written as parquet: facts are, in the mixed format."""
    return file_format == "parquet" or (
        file_format == "mixed" and TABLES[table].is_fact
    )


def is_typed(table: str, file_format: str) -> bool:
    """Whether a raw table keeps types; all other tables are text only."""
    return TABLES[table].is_fact and is_parquet(table, file_format)


def write_parquet(folder: Path, name: str, rows: pa.Table, chunk: int, chunks: int):
    """Write a table, or a part of it, as parquet."""
    path = folder / f"{name}.parquet"
    if chunks > 1:
        (folder / name).mkdir(parents=True, exist_ok=True)
        path = folder / name / f"part-{chunk:04d}.parquet"
    pq.write_table(
        rows,
        path,
        compression="zstd",
        compression_level=9 if chunks == 1 else 1,
        store_schema=False,
        store_decimal_as_integer=True,
        coerce_timestamps="us",
    )


def write_csv(folder: Path, name: str, rows: pa.Table, chunk: int, chunks: int):
    """Write a table, or a part of it that `join_csv` joins, as csv."""
    path = folder / f"{name}.csv"
    if chunks > 1:
        (folder / ".parts").mkdir(exist_ok=True)
        path = folder / ".parts" / f"{name}-{chunk:04d}.csv"
    options = pa_csv.WriteOptions(include_header=chunk == 0, quoting_style="needed")
    pa_csv.write_csv(rows, path, options)


def join_csv(folder: Path) -> None:
    """Join the parts of csv tables in order."""
    parts = folder / ".parts"
    if not parts.exists():
        return
    for name in sorted({path.name[:-9] for path in parts.iterdir()}):
        with (folder / f"{name}.csv").open("wb") as whole:
            for part in sorted(parts.glob(f"{name}-????.csv")):
                with part.open("rb") as file:
                    shutil.copyfileobj(file, whole, 1 << 20)
    shutil.rmtree(parts)


def write_rows(
    folder: Path, name: str, rows: pa.Table, file_format: str, chunk: int, chunks: int
) -> None:
    """Write a raw table, or a part of it, in its format."""
    if is_parquet(name, file_format):
        write_parquet(folder, name, rows, chunk, chunks)
    else:
        write_csv(folder, name, rows, chunk, chunks)
