"""Export all data held on a person (right of access, GDPR art. 15) as JSON."""

import json
from pathlib import Path
from typing import Any

import duckdb

from strata.identity.phones import standardise_phone
from strata.reading import DatabaseError, connected

# Social handles are written with or without @.
HANDLE = "lower(trim(regexp_replace({}, '^\\s*@', '')))"

# E-mail with a display name, as mail programs write it, in any case.
EMAIL = "lower(trim($1, ' <>\"'))"

# The forms in which an identifier is looked up: as written, as a handle, as an e-mail
# with a display name, as a phone number of any country, as a customer or record id.
# Ignored values identify no person.
OWNERS = f"""
    with wanted as (
        select unnest(
            [trim($1), {HANDLE.format("$1")}, {EMAIL}] || $2
        ) as identifier
        union
        select standard_identifier
        from intermediate.int_identifiers_standardised
        where identifier = trim($1)
    ),
    named as (
        select named.record_id, named.identifier_type
        from intermediate.int_record_identifiers as named
        semi join wanted on named.identifier = wanted.identifier
        anti join intermediate.int_identifiers_standardised as ignored
            on named.identifier_type = ignored.identifier_type
            and named.identifier = ignored.standard_identifier
            and ignored.is_ignored
    ),
    owners as (
        select ids.customer_id, named.identifier_type
        from named
        inner join intermediate.int_customer_ids as ids
            on named.record_id = ids.record_id and ids.is_present
        union all
        select customer_id, 'customer_id'
        from intermediate.int_customer_ids
        where trim($1) in (customer_id, record_id)
    )
    select customer_id, min(identifier_type)
    from owners
    group by customer_id
    order by customer_id
"""

IDENTIFIERS = """
    with named as (
        select identifier_type, identifier
        from intermediate.int_customer_identifiers
        where customer_id = $1 and not is_shared
    )
    from named
    union
    select identifier_type, standard_identifier
    from intermediate.int_identifiers_standardised
    semi join named using (identifier_type, identifier)
    union
    select identifier_type, identifier
    from intermediate.int_external_attributes_attached
    where customer_id = $1
    union
    select 'record_id', record_id
    from intermediate.int_customer_ids
    where customer_id = $1
    union
    select 'customer_id', $1
    union
    -- Ids that were merged into this one.
    select 'customer_id', changes.previous_customer_id
    from intermediate.int_customer_id_changes as changes
    semi join intermediate.int_customer_ids as ids
        on changes.record_id = ids.record_id and ids.customer_id = $1
    anti join intermediate.int_customer_ids as others
        on changes.previous_customer_id = others.customer_id
    where changes.previous_customer_id is not null
"""

# Keys of rows that other rows go with, such as the lines of an order.
FOLLOWED_ROWS = """
    insert into person
    select rows_named.raw_table, rows_named.row_key
    from intermediate.int_row_identifiers as rows_named
    semi join person using (identifier_type, identifier)
    where rows_named.raw_table in (
        select identifier_type from intermediate.int_identifying_columns
    )
"""

# Each table or view of the project, with its columns that identify people. Two views
# are left out: they repeat whole unreadable lines, which may contain other people.
TABLES = """
    select
        table_schema || '.' || table_name,
        map_from_entries(list((column_name, identifier_type)))
    from information_schema.columns
    inner join intermediate.int_identifying_columns using (column_name)
    where
        table_schema in ('staging', 'intermediate', 'marts', 'restricted')
        and data_type = 'VARCHAR'
        and table_name not in ('int_row_identifiers', 'int_rejected_identifiers')
    group by all
    order by all
"""

# Kinds of columns beside which another column says the kind of identifier.
TYPED = {"identifier_type": "identifier_type", "entity": "entity || '_id'"}

# Nothing is told of a line that holds somebody else's e-mail, or that swallowed the
# next one.
REJECTED_LINES = """
    select distinct to_json(rejects)::varchar
    from raw.raw_rejects as rejects
    semi join (
        select named.identifiers
        from intermediate.int_row_identifiers as named
        left join person
            on named.identifier_type = person.identifier_type
            and named.identifier in (person.identifier, lower(person.identifier))
        where named.raw_table = 'raw_rejects'
        group by all
        having
            bool_or(person.identifier is not null)
            and not bool_or(
                named.identifier_type = 'email' and person.identifier is null
            )
    ) as theirs
        on rejects.text = theirs.identifiers
    where not contains(rejects.text, chr(10))
    order by all
"""


def person_data(database: Path, identifier: str) -> dict[str, Any]:
    """Return all rows of a built database that are about one person.

    Parameters
    ----------
    database : the DuckDB file that ``dbt build`` has filled.
    identifier : a key, e-mail, phone, social handle or customer id of the person
        As written in a raw table, or standardised. E-mails in upper or lower case,
        phones as dialled in any country that occurs in the data.

    Returns
    -------
    dict
        ``customer_id``, ``identifiers`` (kind and value) and ``tables``: for each table
        of staging, intermediate, marts and restricted the rows that identify the
        person. Shared identifiers match no row. Unreadable lines of csv files are
        included if they hold an e-mail or a long key of the person and no e-mail of
        others.

    Raises
    ------
    DatabaseError
        If the database cannot be read, or if the identifier does not belong to exactly
        one person.
    """
    with connected(database) as connection:
        customer = _customer(connection, identifier)
        found = connection.execute(IDENTIFIERS, [customer]).fetchall()
        connection.execute(
            "create temp table person (identifier_type varchar, identifier varchar)"
        )
        connection.executemany("insert into person values ($1, $2)", found)
        connection.execute(FOLLOWED_ROWS)
        own = {*TYPED, *(kind for kind, _ in found)}
        tables = {}
        for table, named in connection.execute(TABLES).fetchall():
            # Rows that only go with the person's rows have no column that identifies
            # them.
            direct = {name: kind for name, kind in named.items() if kind in own}
            rows = connection.execute(
                f"select to_json(held)::varchar from {table} as held "
                f"where {_condition(direct or named)} order by all"
            ).fetchall()
            if rows:
                tables[table] = [json.loads(row) for (row,) in rows]
        lines = connection.execute(REJECTED_LINES).fetchall()
        if lines:
            tables["raw.raw_rejects"] = [json.loads(line) for (line,) in lines]
    return {
        "customer_id": customer,
        "identifiers": [
            {"identifier_type": kind, "identifier": value}
            for kind, value in sorted(found)
        ],
        "tables": tables,
    }


def _customer(connection: duckdb.DuckDBPyConnection, identifier: str) -> str:
    """Return the only customer who has an identifier."""
    customers = connection.execute(
        OWNERS, [identifier, _phones(connection, identifier)]
    ).fetchall()
    if not customers:
        raise DatabaseError(
            f"No person has the identifier {identifier}. Give a contact_id, "
            "account_id, lead_id, e-mail, phone, social handle, visitor_id or "
            "customer_id."
        )
    if len(customers) > 1:
        kinds = ", ".join(f"{customer} ({kind})" for customer, kind in customers)
        raise DatabaseError(
            f"{len(customers)} customers have the identifier {identifier}. Find out "
            f"which of them is meant, and give the customer_id: {kinds}."
        )
    return customers[0][0]


def _phones(connection: duckdb.DuckDBPyConnection, identifier: str) -> list[str]:
    """Return a number in E.164 for each country in which it is valid."""
    countries = connection.execute(
        "select distinct country_code from intermediate.int_phones_standardised"
    ).fetchall()
    phones = {standardise_phone(identifier, country)[0] for (country,) in countries}
    return sorted(phones - {None})


def _condition(columns: dict[str, str]) -> str:
    """Return the condition on a table's rows from its identifying columns."""

    def among(column: str, kind: str) -> str:
        if kind in TYPED:
            return (
                f"({TYPED[kind]}, {column}) in "
                "(select (identifier_type, identifier) from person)"
            )
        value = HANDLE.format(column) if kind == "social_handle" else column
        return (
            f"{value} in (select identifier from person "
            f"where identifier_type = '{kind}')"
        )

    if {"record_id_l", "record_id_r"} <= set(columns):
        # A pair with another person's record is left out.
        return " and ".join(among(f"record_id_{side}", "record_id") for side in "lr")
    return " or ".join(among(*column) for column in columns.items())
