"""The values of a column and of its table tell what its separators mean."""

from decimal import Decimal

import pytest

FILES = {
    # The column has decimal commas.
    "shop_orders.csv": "order_id;ordered_at;total_amount;tax_amount\n"
    "a;05.02.2025 10:00;12,50;\n"
    "b;06.02.2025 10:00;3.750;1.000\n"
    "c;07.02.2025 10:00;1.299,00;7,5\n",
    # The column tells nothing, another one of the table does.
    "shop_order_lines.csv": "order_id;line_number;quantity;unit_price\n"
    "a;1;2.000;9,95\n"
    "b;1;1;8,00\n",
    # Nothing tells.
    "marketing_sends.csv": "send_id,campaign_id,sent_at,revenue,cost\n"
    "a,k,2025-02-05,1.250,2\n"
    "b,k,2025-02-05,30,\n",
    # Decimal points; the other column has both kinds.
    "feedback_comments.csv": "comment_id,body,created_at,rating\n"
    "a,good,2025-02-05,4.5\n"
    "b,bad,2025-02-05,1.125\n",
    "crm_contacts.csv": "contact_id;household_income\n"
    "a;30.500\nb;30000.50\nc;41000,25\n",
}


@pytest.fixture(scope="module")
def staged(make_warehouse):
    warehouse = make_warehouse()
    for name, content in FILES.items():
        warehouse.write(name, content)
    models = [
        f"stg_{source}__{rest}"
        for source, _, rest in (name[:-4].partition("_") for name in FILES)
    ]
    run = warehouse.dbt("run", "--select", *models)
    assert run.success, run.log
    return warehouse


@pytest.mark.parametrize(
    ("table", "column", "expected"),
    [
        ("shop__orders", "total_amount", ["12.50", "3750", "1299"]),
        ("shop__orders", "tax_amount", [None, "1000", "7.5"]),
        ("shop__order_lines", "quantity", [2000, 1]),
        ("marketing__sends", "revenue", [None, "30"]),
        ("feedback__comments", "rating", ["4.5", "1.13"]),
        ("crm__contacts", "household_income", [None, "30000.5", "41000.25"]),
    ],
)
def test_a_separator_means_what_its_column_tells(staged, table, column, expected):
    key = {
        "shop__orders": "order_id", "shop__order_lines": "order_id",
        "marketing__sends": "send_id", "feedback__comments": "comment_id",
        "crm__contacts": "contact_id",
    }[table]  # fmt: skip
    found = staged.query(f"select {column} from staging.stg_{table} order by {key}")
    assert [value for (value,) in found] == [
        one if one is None else Decimal(one) for one in expected
    ]


def test_what_is_unclear_is_named(staged):
    assert staged.query(
        "select uncast_columns from staging.stg_marketing__sends where send_id = 'a'"
    ) == [(["revenue: 1.250"],)]
