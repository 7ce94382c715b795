"""Records share a block if and only if they agree in all parts of its rule."""

from hypothesis import given, settings
from hypothesis import strategies as st
from identity_records import table

from strata.identity.blocking import RULES, find_candidates, key_blocks
from strata.identity.comparing import COLUMNS
from strata.identity.engine import engine, load_records

# Few values, the same in all columns, so that values collide across columns.
values = st.sampled_from([None, "martin", "durand", "19700101", "martinez"])
rows = st.lists(st.fixed_dictionaries(dict.fromkeys(COLUMNS, values)), max_size=12)


def numbered(drawn):
    return [row | {"record_id": f"{number:02d}"} for number, row in enumerate(drawn)]


@settings(max_examples=30, deadline=None)
@given(rows)
def test_a_block_is_what_agrees_in_all_parts(drawn):
    with engine("1GB", 1) as connection:
        load_records(connection, table(numbered(drawn)))
        key_blocks(connection)
        for number, (parts, _) in enumerate(RULES):
            is_known = " and ".join(f"{part} is not null" for part in parts)
            (are_null, blocks, agreements, both) = connection.execute(f"""
                select
                    count(*) filter (
                        where (block is null) <> coalesce(not ({is_known}), true)
                    ),
                    count(distinct block),
                    count(distinct agreement) filter (where {is_known}),
                    count(distinct (agreement, block)) filter (where {is_known})
                from (
                    select
                        *,
                        block_{number} as block,
                        row({", ".join(parts)}) as agreement,
                    from records
                    inner join block_keys using (record_id)
                )
            """).fetchone()
            assert are_null == 0
            assert blocks == agreements == both


@settings(max_examples=30, deadline=None)
@given(rows, st.sets(st.integers(0, 11)))
def test_candidates_of_some_records_are_the_pairs_with_one_of_them(drawn, wanted):
    """The pairs of blocks that are small enough among all records."""
    largest = [3 if number % 2 else 1 for number in range(len(RULES))]
    ids = {f"{number:02d}" for number in wanted}
    with engine("1GB", 1) as connection:
        load_records(connection, table(numbered(drawn)))
        key_blocks(connection)
        found = {}
        for name, condition in {
            "all": None,
            "wanted": f"record_id in ({', '.join(map(repr, sorted(ids)))})"
            if ids
            else "false",
        }.items():
            find_candidates(connection, largest, condition)
            found[name] = connection.execute(
                "select join_key_l, join_key_r from candidates"
            ).fetchall()
    assert len(set(found["all"])) == len(found["all"])
    assert all(left < right for left, right in found["all"])
    assert set(found["wanted"]) == {pair for pair in found["all"] if ids & set(pair)}
