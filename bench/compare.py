"""Compare the outputs of `dbt build` and of the reference script.

A ratio of times is meaningful only if both outputs are equal. Everything except learnt
results is compared row by row: counts, checks, order features, RFM, tiers, lifecycle.
Learnt results (k-means, propensity) come from different samples and only need the same
customers and dates.
"""

from pathlib import Path
from typing import Annotated

import duckdb
import pandas as pd
import typer

# Shares and quotients of sums differ in their last digits.
TOLERANCE = 1e-9

# If rows tie for one key, either may be kept, so their customers are left out.
TIED_CUSTOMERS = """
    select distinct ids.customer_id
    from intermediate.int_customer_ids as ids
    inner join (
        select 'shop_accounts:' || account_id as record_id, failed_checks
        from intermediate.int_shop_orders_suspected
        union all
        select 'shop_accounts:' || account_id, failed_checks
        from intermediate.int_shop_accounts_suspected
        union all
        select 'crm_contacts:' || contact_id, failed_checks
        from intermediate.int_crm_contacts_suspected
        union all
        select 'crm_leads:' || lead_id, failed_checks
        from intermediate.int_crm_leads_suspected
    ) as suspected on ids.record_id = suspected.record_id
    where list_contains(
        list_transform(failed_checks, lambda failed: failed.detail[1:3]), 'tie'
    )
"""

# These attributes are standardised equally in both.
GOLDEN = (
    *("gender", "birth_date", "marital_status", "household_income"),
    *("postal_code", "country_code", "insee_code"),
)

# Golden records, and results of consents, requests and logins: of the build, and of the
# script.
PEOPLE = {
    "int_golden_values": (
        f"""
        select
            customer_id, attribute, replace(golden_value, '-', '') as golden_value,
            record_id, dated_at, candidates
        from intermediate.int_golden_values
        where attribute in {GOLDEN}
        """,
        f"""
        select
            customer_id, attribute, golden_value, record_id,
            dated_at::timestamp as dated_at, candidates
        from '{{reference}}/golden_values.parquet'
        where attribute in {GOLDEN}
        """,
    ),
    "int_customer_permissions": (
        """
        select
            customer_id, channel, purpose, relation, status, is_permitted,
            legal_basis, recorded_at
        from intermediate.int_customer_permissions
        """,
        """
        select
            customer as customer_id, channel, purpose, relation, status, is_permitted,
            legal_basis, recorded_at::timestamp as recorded_at
        from '{reference}/customer_permissions.parquet'
        """,
    ),
    "int_web_visitors": (
        """
        select coalesce(customer_id, '') as customer_id, visitor_id, status, known_at
        from intermediate.int_web_visitors
        """,
        """
        select
            coalesce(customer, '') as customer_id, visitor_id, status,
            known_at::timestamp as known_at
        from '{reference}/web_visitors.parquet'
        """,
    ),
    "int_customers_due": (
        "select customer_id, last_contact_at from intermediate.int_customers_due",
        """
        select customer as customer_id, last_contact_at::timestamp
        from '{reference}/customers_due.parquet'
        """,
    ),
}

# The reference builds these and their inputs: all compared outputs, and outputs that
# differ in form or in the sample that they are learnt from.
OUTPUTS = (
    *("fct_customer_features", "fct_rfm_scores", "dim_rfm_cut_points"),
    *("fct_customer_segments", "fct_customer_scores", "dim_segments"),
    *("fct_segment_profiles", "fct_segment_migrations", "fct_model_registry"),
    *("dim_customers", "fct_data_quality", "int_failed_checks_unioned"),
    *PEOPLE,
)

# Of what those are made from, the build alone has these, with all that only they need:
# communes, companies, leads, external attributes, history and erasure.
NOT_IN_REFERENCE = (
    *("int_places_written", "int_places_by_postal_code", "int_places_standardised"),
    *("int_person_places", "int_communes_standardised"),
    *("int_companies_standardised", "int_company_ids", "int_companies_known"),
    *("int_leads_known", "int_lead_features", "int_lead_segments"),
    *("int_external_values_standardised", "int_external_attributes_attached"),
    *("int_customer_attributes_dated", "int_customer_id_changes"),
    *("int_people_suppressed", "int_records_erased", "int_rows_erased"),
    *("int_identifiers_erased", "int_identifiers_returned"),
    *("int_privacy_requests_open", "int_privacy_requests_traced"),
    *("int_privacy_requests_matched", "int_privacy_requests_standardised"),
    *("int_refusals_read", "int_refusals_restored"),
)


def differences(database: Path, reference: Path) -> pd.DataFrame:
    """Return the differences between a database and the reference's folder.

    Parameters
    ----------
    database : a database after `dbt build`.
    reference : the folder that the reference script wrote from the same raw tables.

    Returns
    -------
    DataFrame, one row per table and column that differ
        ``table``, ``column`` (``(row)`` if a row is on one side only), ``rows`` (number
        of differences) and ``example``. Empty if both are equal.
    """
    with duckdb.connect(str(database), read_only=True) as connection:
        connection.sql("set TimeZone = 'UTC'")
        found = [_counts(connection, reference), _checks(connection, reference)]
        connection.sql(f"create temp table tied as {TIED_CUSTOMERS}")
        for table in ("fct_customer_features", "fct_rfm_scores"):
            noted = f"select * from '{reference}/{table}/*.parquet'"
            found.append(
                _rows(
                    connection,
                    table,
                    f"select * from marts.{table}",
                    noted,
                    _values(connection, noted),
                )
            )
        for scheme in ("rfm", "value_tier", "lifecycle"):
            where = f"where scheme = '{scheme}'"
            found.append(
                _rows(
                    connection,
                    f"fct_customer_segments, {scheme}",
                    f"select * from marts.fct_customer_segments {where}",
                    f"select * from '{reference}/fct_customer_segments/*.parquet' "
                    + where,
                    ["segment_id", "is_current"],
                )
            )
        found.append(
            _rows(
                connection,
                "fct_customer_scores",
                "select * from marts.fct_customer_scores",
                f"select * from '{reference}/fct_customer_scores/*.parquet'",
                [],
            )
        )
        for table, (built, noted) in PEOPLE.items():
            found.append(
                _sets(connection, table, built, noted.format(reference=reference))
            )
    names = ["table", "column", "rows", "example"]
    return pd.DataFrame([row for rows in found for row in rows], columns=names)


def _counts(connection, reference: Path) -> list[tuple]:
    """Compare rows in, clean, quarantined and duplicate of each raw table."""
    counted = pd.read_json(reference / "counts.json").T
    found = []
    for table, counts in counted.iterrows():
        clean, quarantined, duplicates = connection.sql(f"""
            select
                (select count(*) from intermediate.int_{table}_cleaned),
                (
                    select count(*) from intermediate.int_{table}_suspected
                    where len(quarantine_reasons) > 0
                ),
                (
                    select coalesce(sum(row_count), 0)
                    from intermediate.int_failed_checks_unioned
                    where entity = '{table}' and consequence = 'drop'
                )
        """).fetchone()
        for name, built in (
            ("rows_clean", clean),
            ("rows_quarantined", quarantined),
            ("rows_duplicate", duplicates),
        ):
            if built != counts[name]:
                example = f"build {built}, reference {counts[name]}"
                found.append((table, name, abs(int(built) - counts[name]), example))
    return found


def _checks(connection, reference: Path) -> list[tuple]:
    """Compare the number of rows that fail each check."""
    tables = list(pd.read_json(reference / "counts.json").columns)
    rows = connection.sql(f"""
        with built as (
            select
                entity, check_name, coalesce(column_name, '') as column_name,
                sum(row_count) as failures,
            from intermediate.int_failed_checks_unioned
            where list_contains({tables}, entity) and consequence != 'drop'
            group by all
        ),
        noted as (
            select
                entity, "check" as check_name,
                coalesce("column", '') as column_name,
                sum(row_count) as failures,
            from '{reference}/failed_checks.parquet' group by all
        )
        select entity, check_name, column_name, built.failures, noted.failures
        from built full join noted using (entity, check_name, column_name)
        where built.failures is distinct from noted.failures
        order by all
    """).fetchall()
    return [
        (
            f"{entity}_checked",
            f"{check} of {column}" if column else check,
            abs(int(built or 0) - int(noted or 0)),
            f"build {built}, reference {noted}",
        )
        for entity, check, column, built, noted in rows
    ]


def _rows(
    connection, table: str, built: str, noted: str, columns: list[str]
) -> list[tuple]:
    """Compare two queries row by row; keys are the customer and the date."""
    sides = "".join(
        f"built.{name} as b_{name}, noted.{name} as n_{name}," for name in columns
    )
    connection.sql(f"""
        create or replace temp table compared as
        select
            coalesce(built.customer_id, noted.customer_id)
            || ' at ' || coalesce(built.as_of_date, noted.as_of_date) as key,
            built.customer_id is null or noted.customer_id is null as is_alone,
            {sides}
        from (select * from ({built}) anti join tied using (customer_id)) as built
        full join (
            select * replace (cast(as_of_date as date) as as_of_date)
            from ({noted}) anti join tied using (customer_id)
        ) as noted
            on built.customer_id = noted.customer_id
            and built.as_of_date = noted.as_of_date
    """)
    found = []
    tests = [("(row)", "is_alone", "''")]
    for name in columns:
        kind = connection.sql(f"select typeof(b_{name}) from compared limit 1")
        left, right = f"b_{name}", f"n_{name}"
        if kind.fetchone()[0] not in ("VARCHAR", "BOOLEAN", "DATE"):
            left, right = (
                f"nullif({side}::double, 'nan'::double)" for side in (left, right)
            )
            test = (
                f"({left} is null) != ({right} is null) or abs({left} - {right})"
                f" > {TOLERANCE} * greatest(1, abs({left}))"
            )
        else:
            test = f"{left} is distinct from {right}"
        example = f"concat('build ', {left}, ', reference ', {right})"
        tests.append((name, f"not is_alone and ({test})", example))
    for name, test, example in tests:
        rows, key = connection.sql(
            f"select count(*), min(concat(key, ': ', {example})) "
            f"from compared where {test}"
        ).fetchone()
        if rows:
            found.append((table, name, rows, key))
    return found


def _sets(connection, table: str, built: str, noted: str) -> list[tuple]:
    """Compare two queries of the same columns as sets of rows."""
    found = []
    for side, here, there in (("build", built, noted), ("reference", noted, built)):
        connection.sql(f"""
            create or replace temp table alone as
            (from ({here}) anti join tied using (customer_id))
            except
            (from ({there}) anti join tied using (customer_id))
        """)
        rows, example = connection.sql(
            "select count(*), min(alone::varchar) from alone"
        ).fetchone()
        if rows:
            found.append((table, f"(only in the {side})", rows, example))
    return found


def _values(connection, noted: str) -> list[str]:
    """Return the columns of the reference, which the build must have, too."""
    columns = connection.sql(noted).columns
    return [name for name in columns if name not in ("customer_id", "as_of_date")]


def main(
    database: Annotated[Path, typer.Argument(exists=True)],
    reference: Annotated[Path, typer.Argument(exists=True, file_okay=False)],
) -> None:
    """Compare a built database with the folder of the reference script."""
    found = differences(database, reference)
    if found.empty:
        typer.echo("equal")
        return
    typer.echo(found.to_string(index=False, max_colwidth=100))
    raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
