"""Blocking: choose the pairs of records that are compared.

Each blocking rule divides the records into blocks; within a block every pair is
compared. A rule leaves out its largest blocks, so the work grows linearly with the
records.
"""

import math
from functools import reduce

import duckdb

from strata.identity.comparing import BLOCKING_RULES, LOOSE_BLOCKING_RULES
from strata.identity.engine import count_records

# Maximum number of pairs per record for a blocking rule. A rule leaves out its largest
# blocks until it complies: a first name that nine in ten share blocks nothing. Small
# data may have more pairs per record, up to `FEW_RECORDS` and gradually fewer beyond
# it.
PAIRS_PER_RECORD = {"tight": 0.6, "loose": 0.05}
PAIRS_OF_FEW_RECORDS = 100_000
FEW_RECORDS = 50_000

RULES = [(parts, "tight") for parts in BLOCKING_RULES]
RULES += [(parts, "loose") for parts in LOOSE_BLOCKING_RULES]


def key_blocks(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the table `block_keys`: the block of each record by each rule, or null.

    Texts are read and hashed once, for all rules and queries. The tables of this module
    are temporary, so they may be created in the warehouse, too.
    """
    parts = sorted({part for rule, _ in RULES for part in rule})
    # Hashed again with a number per column, or the names of Martin Martin would cancel
    # each other out.
    hashes = ", ".join(
        f"case when {part} is not null "
        f"then hash(xor(hash({part}), {number}::ubigint)) end as part_{number}"
        for number, part in enumerate(parts)
    )
    # Null if one of its parts is null.
    keys = ", ".join(
        reduce("xor({}, {})".format, (f"part_{parts.index(part)}" for part in rule))
        + f" as block_{number}"
        for number, (rule, _) in enumerate(RULES)
    )
    connection.execute(f"""
        create temp table block_keys as
        select record_id, is_new, {keys}
        from (select record_id, is_new, {hashes} from records)
    """)


def largest_blocks(connection: duckdb.DuckDBPyConnection) -> list[int]:
    """Return the maximum number of records in a block for each rule.

    Reads the table of `key_blocks`.
    """
    size = count_records(connection)
    largest = []
    for number, (_, kind) in enumerate(RULES):
        most_pairs = max(
            PAIRS_PER_RECORD[kind] * size,
            PAIRS_OF_FEW_RECORDS / max(size / FEW_RECORDS, 1),
        )
        allowed, pairs, is_all = connection.execute(f"""
            with blocks as (
                select count(*) as records
                from block_keys
                where block_{number} is not null
                group by block_{number}
                having count(*) > 1
            ),

            cumulated as (
                select
                    records,
                    sum(count(*) * records * (records - 1) / 2) over (
                        order by records
                    ) as pairs,
                from blocks
                group by records
            )

            select
                coalesce(max(records) filter (where pairs <= {most_pairs}), 1),
                coalesce(max(pairs) filter (where pairs <= {most_pairs}), 0),
                count(*) filter (where pairs > {most_pairs}) = 0
            from cumulated
        """).fetchone()
        if is_all:
            # One more block with this many pairs is allowed.
            room = 2 * (most_pairs - float(pairs)) + 0.25
            allowed = max(allowed, math.floor(math.sqrt(room) + 0.5))
        largest.append(int(allowed))
    return largest


def find_candidates(
    connection: duckdb.DuckDBPyConnection,
    largest: list[int],
    is_wanted: str | None = None,
) -> None:
    """Make the table `candidates`: pairs with at least one wanted record.

    It has the columns of Splink's blocked pairs: ``match_key``, ``join_key_l`` and
    ``join_key_r``. Reads the table of `key_blocks`.

    Parameters
    ----------
    largest : what `largest_blocks` returned.
    is_wanted : condition on a row of `block_keys`, as SQL; None for all records.
    """
    connection.execute(
        "create or replace temp table candidates "
        "(join_key_l varchar, join_key_r varchar)"
    )
    if is_wanted:
        connection.execute(
            f"create or replace temp table wanted_keys as "
            f"from block_keys where {is_wanted}"
        )
    for number, allowed in enumerate(largest):
        if allowed < 2:
            continue
        block = f"block_{number}"
        # For few wanted records, only their blocks are counted.
        reached = (
            f"in (select {block} from wanted_keys where {block} is not null)"
            if is_wanted
            else "is not null"
        )
        connection.execute(f"""
            insert into candidates
            with keyed as (
                select record_id, {is_wanted or "true"} as is_wanted, {block} as block
                from block_keys
                where {block} {reached}
            ),

            blocks as (
                select block
                from keyed
                group by block
                having count(*) between 2 and {allowed}
            ),

            members as (
                select keyed.*
                from keyed
                semi join blocks using (block)
            )

            select l.record_id, r.record_id
            from members as l
            inner join members as r
                on l.block = r.block and l.record_id < r.record_id
            where l.is_wanted or r.is_wanted
        """)
    connection.execute("""
        create or replace temp table candidates as
        select distinct '0' as match_key, join_key_l, join_key_r
        from candidates
    """)
