"""Compare the results of two runs, row by row."""

TABLES = """
    select table_schema || '.' || table_name
    from information_schema.tables
    where table_schema in ('intermediate', 'marts') and table_type = 'BASE TABLE'
    order by all
"""


def differing_tables(one, other) -> dict[str, tuple[int, int]]:
    """Return the number of rows of each table that only one of two warehouses has.

    Tables without a difference are left out; both must have the same tables.
    """
    tables = [table for (table,) in one.query(TABLES)]
    assert tables
    assert other.query(TABLES) == [(table,) for table in tables]
    differences = {}
    for table in tables:
        # Each row by the hash of its values, with its number of occurrences.
        count = f"select hash(rows), count(*) from {table} as rows group by all"
        ours, theirs = set(one.query(count)), set(other.query(count))
        if ours != theirs:
            differences[table] = (len(ours - theirs), len(theirs - ours))
    return differences
