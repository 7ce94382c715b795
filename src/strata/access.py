"""Collect all that is held of a person: the right of access, as JSON."""

import json
from pathlib import Path
from typing import Any

import duckdb

from strata.identity.phones import standardise_phone
from strata.reading import DatabaseError, connected

# Columns that hold what a kind of identifier names.
COLUMNS = {
    "customer_id": "customer_id",
    "record_id": "record_id",
    "contact_id": "contact_id",
    "account_id": "account_id",
    "lead_id": "lead_id",
    "visitor_id": "visitor_id",
    "email": "email",
    "raw_email": "email",
    "phone": "phone",
    "raw_phone": "phone",
    "handle": "social_handle",
    "social_handle": "social_handle",
}

HANDLE = "lower(trim(regexp_replace(handle, '^\\s*@', '')))"

# As a mail program writes it, in any case.
EMAIL = "lower(trim($1, ' <>\"'))"

# An e-mail or phone that is ignored, as nobody's, is not among the identifiers.
OWNERS = f"""
    with records as (
        select
            ids.customer_id, records.email, records.raw_email, records.phone,
            records.raw_phone
        from intermediate.int_person_records_standardised as records
        inner join intermediate.int_customer_ids as ids
            on records.record_id = ids.record_id and ids.is_present
        where records.email = {EMAIL} or list_contains($2, records.phone)
    ),
    owners as (
        select customer_id, identifier_type
        from intermediate.int_customer_identifiers
        where identifier in (trim($1), lower(ltrim(trim($1), '@')))
        union all
        select identifiers.customer_id, identifiers.identifier_type
        from intermediate.int_customer_identifiers as identifiers
        inner join records
            on identifiers.customer_id = records.customer_id
            and (
                (
                    identifiers.identifier_type = 'email'
                    and identifiers.identifier = records.raw_email
                    and records.email = {EMAIL}
                )
                or (
                    identifiers.identifier_type = 'phone'
                    and identifiers.identifier = records.raw_phone
                    and list_contains($2, records.phone)
                )
            )
        union all
        select ids.customer_id, 'customer_id'
        from intermediate.int_customer_ids as ids
        where ids.customer_id = trim($1) or ids.record_id = trim($1)
    )
    select customer_id, min(identifier_type)
    from owners
    group by customer_id
    order by customer_id
"""

IDENTIFIERS = """
    select identifier_type, identifier
    from intermediate.int_customer_identifiers
    where customer_id = $1 and not is_shared
    union
    select 'record_id', record_id
    from intermediate.int_customer_ids
    where customer_id = $1
    union
    select 'customer_id', $1
    union
    -- Ids that became this one, and are nobody's now.
    select 'customer_id', changes.previous_customer_id
    from intermediate.int_customer_id_changes as changes
    semi join intermediate.int_customer_ids as ids
        on changes.record_id = ids.record_id and ids.customer_id = $1
    anti join intermediate.int_customer_ids as others
        on changes.previous_customer_id = others.customer_id
    where changes.previous_customer_id is not null
    union
    select identifier_type, identifier
    from intermediate.int_external_attributes_attached
    where customer_id = $1
    union
    select 'email', emails.email
    from intermediate.int_emails_standardised as emails
    semi join intermediate.int_customer_identifiers as found
        on found.identifier_type = 'email' and emails.raw_email = found.identifier
        and found.customer_id = $1 and not found.is_shared
    where emails.email is not null
    union
    select 'phone', phones.phone
    from intermediate.int_phones_standardised as phones
    semi join intermediate.int_customer_identifiers as found
        on found.identifier_type = 'phone' and phones.raw_phone = found.identifier
        and found.customer_id = $1 and not found.is_shared
    where phones.phone is not null
"""

# Lines that could not be read have no columns. Nothing is told of a line that holds
# somebody else's e-mail, or that swallowed the next one.
REJECTED_LINES = """
    with lines as (
        select
            rejected.raw_table,
            rejected.file,
            rejected.line_number,
            bool_or(person.identifier is not null) as is_theirs,
            bool_or(
                rejected.identifier_type = 'email' and person.identifier is null
            ) as is_of_others
        from intermediate.int_rejected_identifiers as rejected
        left join (
            select
                identifier_type,
                case identifier_type
                    when 'email' then lower(identifier) else identifier
                end as identifier
            from person
        ) as person
            on rejected.identifier_type = person.identifier_type
            and rejected.identifier = person.identifier
        where not contains(rejected.line_text, chr(10))
        group by all
    )
    select distinct to_json(rejects)::varchar
    from raw.raw_rejects as rejects
    inner join lines
        on rejects.raw_table = lines.raw_table
        and rejects.file = lines.file
        and rejects.line = lines.line_number
    where lines.is_theirs and not lines.is_of_others
    order by all
"""


def person_data(database: Path, identifier: str) -> dict[str, Any]:
    """Return all rows of a built database that are about one person.

    Parameters
    ----------
    database : the DuckDB file that ``dbt build`` has filled.
    identifier : a key, e-mail, phone, social handle or customer id of the person
        As it is written in a raw table, or standardised; an e-mail in upper or lower
        case, a phone as it is dialled in any country that numbers are of.

    Returns
    -------
    dict
        ``customer_id``, ``identifiers`` (kind and value) and ``tables``: for each table
        of staging, intermediate, marts and restricted the rows that name the person.
        What several people share leads to no row. Of lines of csv files that could
        not be read there are those that hold an e-mail or a long key of the person and
        no e-mail of others.

    Raises
    ------
    DatabaseError
        If the database cannot be read, or if nobody or more than one has the
        identifier.
    """
    with connected(database) as connection:
        customer = _customer(connection, identifier)
        found = connection.execute(IDENTIFIERS, [customer]).fetchall()
        connection.execute(
            "create temp table person (identifier_type varchar, identifier varchar)"
        )
        connection.executemany("insert into person values ($1, $2)", found)
        tables = {}
        for table, columns in _tables(connection):
            condition = _condition(columns)
            if condition:
                rows = connection.execute(
                    f"select to_json(held)::varchar from {table} as held "
                    f"where {condition} order by all"
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
            f"Nobody has the identifier {identifier}: give a contact_id, account_id, "
            "lead_id, e-mail, phone, social handle, visitor_id or customer_id."
        )
    if len(customers) > 1:
        kinds = ", ".join(f"{customer} ({kind})" for customer, kind in customers)
        raise DatabaseError(
            f"{len(customers)} customers have the identifier {identifier}: ask which "
            f"of them it is and give that customer's id: {kinds}."
        )
    return customers[0][0]


def _phones(connection: duckdb.DuckDBPyConnection, identifier: str) -> list[str]:
    """Return what is meant, in E.164, in each country that a number is of."""
    countries = connection.execute(
        "select distinct country_code from intermediate.int_phones_standardised"
    ).fetchall()
    phones = {standardise_phone(identifier, country)[0] for (country,) in countries}
    return sorted(phones - {None})


def _tables(
    connection: duckdb.DuckDBPyConnection,
) -> list[tuple[str, list[str]]]:
    """Return each table or view that we made, with its columns of text."""
    return connection.execute(
        """
        select table_schema || '.' || table_name, list(column_name)
        from information_schema.columns
        where
            table_schema in ('staging', 'intermediate', 'marts', 'restricted')
            and data_type = 'VARCHAR'
        group by all
        order by all
        """
    ).fetchall()


def _condition(columns: list[str]) -> str:
    """Return the condition on a table's rows, empty where no column names a person."""

    def among(value: str, kind: str) -> str:
        return (
            f"{value} in (select identifier from person "
            f"where identifier_type = '{kind}')"
        )

    if {"record_id_l", "record_id_r"} <= set(columns):
        # Of a pair with a record of somebody else nothing is told.
        return " and ".join(
            among(side, "record_id") for side in ("record_id_l", "record_id_r")
        )
    conditions = [
        among(HANDLE if column == "handle" else column, kind)
        for column, kind in COLUMNS.items()
        if column in columns
    ]
    if "order_id" in columns and not {"account_id", "customer_id"} & set(columns):
        conditions.append(
            "order_id in (select order_id from staging.stg_shop__orders where "
            + among("account_id", "account_id")
            + ")"
        )
    if {"identifier_type", "identifier"} <= set(columns):
        conditions.append(
            "(identifier_type, identifier) in "
            "(select (identifier_type, identifier) from person)"
        )
    return " or ".join(conditions)
