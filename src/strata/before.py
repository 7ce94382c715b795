"""Rows of earlier runs, for incremental Python models."""

from typing import Any

import duckdb


def rows_before(session: Any, relation: Any) -> duckdb.DuckDBPyRelation | None:
    """Return the rows of a model's own table from earlier runs.

    Parameters
    ----------
    session : the DuckDB connection that dbt gives a Python model.
    relation : its ``dbt.this``.

    Returns
    -------
    DuckDBPyRelation, or None if the table does not exist yet.
    """
    try:
        return session.sql(f"from {relation}")
    except duckdb.CatalogException:
        return None
