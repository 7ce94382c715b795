"""Find likely mistakes in tables as staging understands them.

Each finding is a sentence that says what was found, in how many rows, and what to do.
The tables are temporary copies of the staging views, with the names of the raw tables.
"""

from collections import defaultdict

import duckdb

from strata.project import RawTable

# Columns with a small vocabulary.
WORD_COLUMNS = (
    "order_status",
    "currency",
    "sales_channel",
    "channel",
    "purpose",
    "is_granted",
    "identifier_type",
    "request_type",
    "stage",
    "event_name",
    "country_code",
)
MOST_WORDS = 12

# Tables with one row per key.
KEYS = {
    "shop_accounts": "account_id",
    "shop_orders": "order_id",
    "crm_contacts": "contact_id",
    "crm_companies": "company_id",
    "crm_leads": "lead_id",
    "web_events": "event_id",
}

# Keys of people: one value should not have most of the rows.
OWNERS = ("account_id", "contact_id", "lead_id", "visitor_id", "email")

# A table, its column, and the table and column that it refers to.
REFERENCES = (
    ("shop_orders", "account_id", "shop_accounts"),
    ("shop_order_lines", "order_id", "shop_orders"),
    ("web_events", "account_id", "shop_accounts"),
    ("crm_opportunities", "lead_id", "crm_leads"),
    ("crm_opportunities", "company_id", "crm_companies"),
    ("crm_leads", "company_id", "crm_companies"),
    ("crm_lead_activities", "lead_id", "crm_leads"),
)

# With fewer rows, equal values are no sign of a mistake.
LEAST_ROWS = 20
# Above these shares of the rows there is a finding.
MOST_OF_ONE_OWNER = 0.2
MOST_REPEATED = 0.1
MOST_DANGLING = 0.05
ALMOST_ALL = 0.95

# What a text is that could not be cast, and what to do about it; the first one counts.
UNCAST_KINDS = (
    (
        r"^\d{16}(\.0)?$",
        "microseconds since 1970: write to_timestamp(x / 1000000) in the mapping",
    ),
    (
        r"^\d{13}(\.0)?$",
        "milliseconds since 1970: write to_timestamp(x / 1000) in the mapping",
    ),
    (
        r"^\d{10}(\.0)?$",
        "seconds since 1970: write to_timestamp(x) in the mapping",
    ),
    (
        r"^\d{5}(\.\d+)?$",
        "days as Excel counts them: write date '1899-12-30' + x in the mapping",
    ),
    (
        r"^\d{1,2}[/.-](1[3-9]|2\d|3[01])[/.-]\d{2,4}",
        "month before day: all dates of this column are probably so, and those up to "
        "day 12 are read as day before month; use strptime(x, '%m/%d/%Y') in the "
        "mapping",
    ),
    (
        r"(?i)\d\s*[ap]\.?m\.?$",
        "a clock of 12 hours: use strptime(x, '%d/%m/%Y %I:%M %p') in the mapping",
    ),
    (r"(?i)^\d([.,]\d+)?e\+\d+$", "rounded by a spreadsheet: export it as text"),
    (r"(?i)^(null|nan|none|n/?a|-|\\n)$", "a word for nothing: leave the field empty"),
)

# Texts for a time zone behind a time of day.
OFFSET = r":\d\d(?:[.,]\d+)?\s*(Z|[A-Za-z][A-Za-z/_]{1,40}|[+-]\d\d(?::?\d\d)?)$"


def words_of(
    connection: duckdb.DuckDBPyConnection, table: RawTable, filled: dict[str, int]
) -> dict[str, dict[str, int]]:
    """Return the values of columns with a small vocabulary, and the time zones.

    Parameters
    ----------
    connection : to the checked database.
    table : raw table.
    filled : number of values by column.

    Returns
    -------
    dict
        Column or ``time zone of <column>`` to value to count, the most frequent first.
    """
    found = {}
    for column in WORD_COLUMNS:
        if filled.get(column):
            found[column] = _counted(
                connection,
                f"select coalesce({column}::varchar, 'empty') from {table.name}",
            )
    for column, kind in table.columns.items():
        if kind == "timestamp" and column != "loaded_at" and filled.get(column):
            found[f"time zone of {column}"] = _counted(
                connection,
                f"""
                select
                    case
                        when typeof({column}) = 'TIMESTAMP WITH TIME ZONE'
                            then 'with offset'
                        else coalesce(
                            nullif(
                                regexp_extract({column}::varchar, '{OFFSET}', 1), ''
                            ),
                            'none: reporting_timezone'
                        )
                    end
                from raw.{table.name}
                where {column} is not null
                """,
            )
    return found


def findings_of(
    connection: duckdb.DuckDBPyConnection,
    table: RawTable,
    filled: dict[str, int],
    rows: int,
) -> list[str]:
    """Return the likely mistakes in one table, in sentences.

    Parameters
    ----------
    connection, table, filled : as for :func:`words_of`.
    rows : number of rows.
    """
    if not rows:
        return ["The table has no row: is it the right file?"]
    found = _uncast_findings(connection, table, rows)
    for column in table.required:
        absent = rows - filled.get(column, 0)
        if absent:
            found.append(
                f"{column} is required and has no value in {_share(absent, rows)}."
            )
    found += _repeated_keys(connection, table, rows)
    for column in OWNERS:
        if column in table.columns and column != KEYS.get(table.name):
            found += _one_owner(connection, table.name, column, filled.get(column, 0))
    for column, kind in table.columns.items():
        if not filled.get(column) or column == "loaded_at":
            continue
        if kind.startswith("decimal"):
            found += _equal_amounts(connection, table.name, column)
        elif kind == "timestamp":
            found += _unlikely_times(connection, table.name, column)
        elif column in ("first_name", "last_name", "city"):
            found += _damaged_letters(connection, table.name, column)
        elif column == "email":
            found += _no_emails(connection, table.name, filled[column])
        elif column.endswith("_id") or column == "phone":
            found += _rounded_keys(connection, table.name, column)
    return found


def unknown_words(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """Return the words that no vocabulary knows, in sentences, by raw table.

    Parameters
    ----------
    connection : to the checked database.
    """
    found = defaultdict(list)
    for table, column, vocabulary, words in connection.execute(
        """
        select
            raw_table,
            column_name,
            vocabulary,
            string_agg(
                format('{} ({:,})', word, row_count), ', '
                order by row_count desc, word
            )
        from intermediate.int_words_unknown
        group by raw_table, column_name, vocabulary
        order by raw_table, column_name
        """
    ).fetchall():
        found[table].append(
            f"{column} has words that no vocabulary knows, with their rows: {words}. "
            f"Say in the raw table reference_words, vocabulary {vocabulary}, what they "
            "mean."
        )
    return found


def findings_across(
    connection: duckdb.DuckDBPyConnection, tables: list[str]
) -> dict[str, list[str]]:
    """Return the likely mistakes between tables, by table.

    Parameters
    ----------
    connection : to the checked database.
    tables : raw tables that are there.
    """
    found = defaultdict(list)
    for table, column, other in REFERENCES:
        if table in tables and other in tables:
            total, dangling = connection.execute(
                f"""
                select count(*), count(*) filter (not is_there)
                from (
                    select {column} in (
                        select {column} from {other} where {column} is not null
                    ) as is_there
                    from {table}
                    where {column} is not null
                )
                """
            ).fetchone()
            if total and dangling / total > MOST_DANGLING:
                found[table].append(
                    f"{column} names no row of {other} in {_share(dangling, total)}: "
                    "are both files of the same system and day?"
                )
    return found


def _counted(connection: duckdb.DuckDBPyConnection, query: str) -> dict[str, int]:
    rows = connection.execute(
        f"select word, count(*) from ({query}) as words (word) "
        "group by word order by 2 desc, 1"
    ).fetchall()
    counted = dict(rows[:MOST_WORDS])
    if len(rows) > MOST_WORDS:
        rest = sum(count for _, count in rows[MOST_WORDS:])
        counted[f"{len(rows) - MOST_WORDS} others"] = rest
    return counted


def _uncast_findings(
    connection: duckdb.DuckDBPyConnection, table: RawTable, rows: int
) -> list[str]:
    """Say which columns have values that cannot be read, and what these look like."""
    kinds = " ".join(
        f"when regexp_matches(value, '{pattern}') then {place}"
        for place, (pattern, _) in enumerate(UNCAST_KINDS)
    )
    found = connection.execute(
        f"""
        select
            column_name,
            case {kinds} end as kind,
            count(*),
            mode(shape),
        from (
            select
                split_part(uncast, ': ', 1) as column_name,
                substr(uncast, length(column_name) + 3) as value,
                left(
                    regexp_replace(
                        regexp_replace(value, '\\d', '9', 'g'), '\\pL', 'A', 'g'
                    ),
                    40
                ) as shape,
            from (select unnest(uncast_columns) as uncast from {table.name})
        )
        group by all
        order by 3 desc, 1, 2
        """
    ).fetchall()
    return [
        f"{column} cannot be read in {_share(count, rows)}, such as {shape}"
        + (": " + UNCAST_KINDS[kind][1] if kind is not None else "")
        + "."
        for column, kind, count, shape in found
    ]


def _repeated_keys(
    connection: duckdb.DuckDBPyConnection, table: RawTable, rows: int
) -> list[str]:
    key = KEYS.get(table.name)
    if not key:
        return []
    # Exact duplicates are counted by the build and do no harm. Looking for them takes
    # long, so it is done only if keys repeat.
    for rows_of in (table.name, f"(select distinct * from {table.name})"):
        total, keys = connection.execute(
            f"select count({key}), count(distinct {key}) from {rows_of}"
        ).fetchone()
        repeated = total - keys
        if not total or repeated / total <= MOST_REPEATED:
            return []
    return [
        f"{key} repeats in {_share(repeated, rows)}, with other values: a row of "
        f"{table.name} must be one {key.removesuffix('_id')}, not one of its lines."
    ]


def _one_owner(
    connection: duckdb.DuckDBPyConnection, table: str, column: str, filled: int
) -> list[str]:
    if filled < LEAST_ROWS:
        return []
    (most,) = connection.execute(
        f"select max(n) from (select count(*) as n from {table} "
        f"where {column} is not null group by {column})"
    ).fetchone()
    if most / filled <= MOST_OF_ONE_OWNER:
        return []
    return [
        f"One {column} has {_share(most, filled)}: if it stands for guests or for "
        "unknown, leave it empty."
    ]


def _equal_amounts(
    connection: duckdb.DuckDBPyConnection, table: str, column: str
) -> list[str]:
    rows, least, most, whole, middle = connection.execute(
        f"""
        select
            count(*),
            min({column}),
            max({column}),
            count(*) filter ({column} = floor({column})),
            median(abs({column})),
        from {table}
        where {column} is not null
        """
    ).fetchone()
    if rows < LEAST_ROWS or column.endswith("discount_amount"):
        return []
    if least == most:
        return [f"Every {column} is {least}: is it the right column?"]
    if whole == rows and middle >= 1000 and column in ("total_amount", "unit_price"):
        return [
            f"Every {column} is a whole number and half are above {middle:,.0f}: "
            "divide by 100 if it is in cents."
        ]
    return []


def _unlikely_times(
    connection: duckdb.DuckDBPyConnection, table: str, column: str
) -> list[str]:
    rows, midnight, future, old, epoch = connection.execute(
        f"""
        select
            count(*),
            count(*) filter (
                minute({column}) = 0 and second({column}) = 0
                and hour({column}) in (0, 22, 23)
            ),
            count(*) filter ({column} > now()::timestamp + interval 1 day),
            count(*) filter (
                {column} < timestamp '1990-01-01'
                and abs(epoch({column})) > 86400
            ),
            count(*) filter (abs(epoch({column})) <= 86400),
        from {table}
        where {column} is not null
        """
    ).fetchone()
    found = []
    if future:
        found.append(f"{column} is in the future in {_share(future, rows)}.")
    if old:
        found.append(f"{column} is before 1990 in {_share(old, rows)}.")
    if epoch:
        found.append(
            f"{column} is 1970-01-01 in {_share(epoch, rows)}: an empty value that a "
            "tool wrote as 0; leave it empty."
        )
    if rows >= LEAST_ROWS and midnight / rows > ALMOST_ALL:
        found.append(
            f"{column} is at midnight in {_share(midnight, rows)}: the time of day is "
            "missing; export it if the source has it."
        )
    return found


def _damaged_letters(
    connection: duckdb.DuckDBPyConnection, table: str, column: str
) -> list[str]:
    damaged = _count(
        connection,
        table,
        # Staging mends what can be undone without doubt.
        f"regexp_matches({column}, 'Ã[\\x{{80}}-\\x{{BF}}]|â€|\\x{{FFFD}}')",
    )
    if not damaged:
        return []
    return [
        f"{column} has damaged letters (such as �) in {damaged:,} rows: export as "
        "UTF-8, or name the encoding to strata map."
    ]


def _no_emails(
    connection: duckdb.DuckDBPyConnection, table: str, filled: int
) -> list[str]:
    without = _count(connection, table, "not contains(email, '@')")
    if without / filled <= MOST_DANGLING:
        return []
    return [f"email has no @ in {_share(without, filled)}: is it the right column?"]


def _rounded_keys(
    connection: duckdb.DuckDBPyConnection, table: str, column: str
) -> list[str]:
    rounded = _count(
        connection,
        table,
        f"regexp_matches({column}, '(?i)^\\d([.,]\\d+)?e\\+?\\d+$')",
    )
    if not rounded:
        return []
    return [
        f"{column} was rounded by a spreadsheet in {rounded:,} rows (such as "
        "7.41E+12): export it as text."
    ]


def _count(connection: duckdb.DuckDBPyConnection, table: str, condition: str) -> int:
    """Return the number of rows for which a condition holds."""
    (rows,) = connection.execute(
        f"select count(*) from {table} where {condition}"
    ).fetchone()
    return rows


def _share(part: int, rows: int) -> str:
    return f"{part:,} of {rows:,} rows ({part / rows:.0%})"
