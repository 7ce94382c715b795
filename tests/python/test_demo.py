"""The demo data has the properties that the generator documents."""

import hashlib
import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from strata.demo.__main__ import app
from strata.demo.arrays import moments
from strata.demo.build import generate
from strata.demo.contract import TABLES
from strata.demo.damage import DAMAGES, KINDS
from strata.demo.groups import SMALLEST_SHARE, adjusted_rand_index, plan_groups
from strata.demo.settings import ANCHOR, HORIZON, Settings

# Tables whose rows include later events, as known on the last day.
RETOLD = {"crm_leads", "marketing_sends"}


def make(out: Path, customers=500, seed=3, file_format="mixed", **options) -> dict:
    return generate(Settings(customers, seed, **options), file_format, out)


def read(out: Path, table: str) -> pd.DataFrame:
    """Read a table in any format; csv as text."""
    path = out / f"{table}.csv"
    if path.exists():
        return pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""])
    path = out / f"{table}.parquet"
    return pq.read_table(path if path.exists() else out / table).to_pandas()


def hashes(out: Path) -> dict[str, str]:
    return {
        str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }


def key_of(rows: pd.DataFrame, table: str) -> pd.Series:
    first, *others = TABLES[table].key
    rows = rows[[first, *others]].dropna()
    if table == "shop_order_lines":
        rows = rows.assign(line_number=rows["line_number"].astype(int))
    text = rows.astype(str)
    return text[first].str.cat([text[other] for other in others], sep="/")


@pytest.fixture(scope="module")
def mixed(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("mixed")
    make(out)
    return out


@pytest.fixture(scope="module")
def day_later(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("later")
    make(out, until=date(2026, 7, 1))
    return out


@pytest.fixture(scope="module")
def large(tmp_path_factory) -> Path:
    """Enough people for statistics, and facts up to the horizon."""
    out = tmp_path_factory.mktemp("large")
    make(out, customers=3000, file_format="parquet", until=HORIZON)
    return out


def test_same_seed_gives_the_same_bytes(mixed, tmp_path):
    make(tmp_path)
    assert hashes(tmp_path) == hashes(mixed)


def test_another_seed_gives_other_rows(mixed, tmp_path):
    make(tmp_path, seed=4)
    first, second = hashes(mixed), hashes(tmp_path)
    assert first.keys() == second.keys()
    # The place of a commune is not random.
    names = first.keys() - {"geo_communes.csv", "reference_words.csv"}
    assert not any(first[name] == second[name] for name in names)


def test_processes_change_no_byte(tmp_path):
    settings = Settings(900, 5, chunk_people=500)
    for processes in (1, 2):
        generate(settings, "mixed", tmp_path / str(processes), processes)
    assert hashes(tmp_path / "1") == hashes(tmp_path / "2")
    parts = sorted(path.name for path in (tmp_path / "1" / "shop_orders").iterdir())
    assert parts == ["part-0000.parquet", "part-0001.parquet"]
    contacts = read(tmp_path / "1", "crm_contacts")
    assert not (contacts["contact_id"] == "contact_id").any()
    orders = read(tmp_path / "1", "shop_orders")
    damage = read(tmp_path / "1" / "truth", "damage")
    twice = set(orders.loc[orders["order_id"].duplicated(), "order_id"].dropna())
    assert twice <= set(damage.loc[damage["table"] == "shop_orders", "key"])


@pytest.mark.parametrize("table", TABLES)
def test_a_later_last_day_only_adds_rows(mixed, day_later, table):
    now, later = read(mixed, table), read(day_later, table)
    if table in RETOLD:
        columns = [*TABLES[table].key, TABLES[table].time]
        now, later = now[columns], later[columns]
    now_rows = pd.util.hash_pandas_object(now.astype(str), index=False)
    later_rows = pd.util.hash_pandas_object(later.astype(str), index=False)
    missing = now_rows.value_counts().subtract(later_rows.value_counts(), fill_value=0)
    assert missing.max() <= 0
    if TABLES[table].is_fact and table != "marketing_sends":
        assert len(later) > len(now)


def test_an_earlier_last_day_only_lacks_rows(mixed, tmp_path):
    make(tmp_path, until=ANCHOR - timedelta(days=20))
    for table in ("shop_orders", "shop_order_lines", "web_events"):
        before, now = read(tmp_path, table), read(mixed, table)
        assert len(before) < len(now)
        before = pd.util.hash_pandas_object(before.astype(str), index=False)
        assert before.isin(
            pd.util.hash_pandas_object(now.astype(str), index=False)
        ).all()


def test_new_rows_are_of_the_new_day(mixed, day_later):
    now, later = read(mixed, "shop_orders"), read(day_later, "shop_orders")
    new = later[~later["order_id"].isin(now["order_id"])]
    days = new["ordered_at"].dt.tz_convert("Europe/Paris").dt.date.value_counts()
    assert days.idxmax() == date(2026, 7, 1)
    assert days.iloc[0] >= len(new) - 1


@pytest.mark.parametrize("file_format", ["mixed", "csv"])
def test_every_column_of_the_contract_and_none_besides(mixed, tmp_path, file_format):
    out = mixed
    if file_format == "csv":
        out = tmp_path
        make(out, file_format="csv")
    found = {path.stem for path in out.iterdir()} - {"truth"}
    assert found == set(TABLES)
    for name, table in TABLES.items():
        if (out / f"{name}.csv").exists():
            columns = pa_csv.read_csv(out / f"{name}.csv").column_names
        else:
            columns = pq.read_schema(out / f"{name}.parquet").names
        assert columns == [column for column, _ in table.columns]


@pytest.mark.parametrize("file_format", ["csv", "parquet", "mixed"])
@pytest.mark.parametrize("seed", [1, 2])
def test_every_kind_of_damage_is_there_and_told(tmp_path, file_format, seed):
    summary = make(tmp_path, seed=seed, file_format=file_format)
    damage = read(tmp_path / "truth", "damage")
    assert set(damage["kind"]) == set(KINDS)
    for row in DAMAGES:
        if row.always:
            assert summary["damage"].get(f"{row.table}.{row.kind}", 0) > 0, row
    share = len(damage) / sum(summary["rows"].values())
    assert 0.005 < share < 0.02


def test_damage_looks_as_told(mixed):
    damage = read(mixed / "truth", "damage").set_index(["table", "kind"])["key"]

    def told(table, kind):
        return damage.loc[[(table, kind)]]

    orders = read(mixed, "shop_orders").set_index("order_id")
    nameless = orders.loc[told("shop_orders", "order_without_account")]
    assert nameless["account_id"].isna().all()
    strange = orders.loc[told("shop_orders", "unknown_currency")]
    assert set(strange["currency"]) == {"XPT"}
    contacts = read(mixed, "crm_contacts").set_index("contact_id")
    emails = contacts.loc[told("crm_contacts", "impossible_email"), "email"]
    assert not emails.str.contains("@").any()
    incomes = contacts.loc[told("crm_contacts", "unparsable_number")]
    assert set(incomes["household_income"]) == {"n/c"}
    events = read(mixed, "web_events")
    for robot in told("web_events", "robot_like_visitor"):
        seen = events.loc[events["visitor_id"] == robot, "occurred_at"]
        seen = seen.sort_values().iloc[5:-5]
        assert len(seen) > 300
        assert seen.max() - seen.min() < pd.Timedelta(minutes=10)


@pytest.mark.parametrize("table", ["shop_orders", "web_events"])
def test_wrong_dates_are_wrong(large, table):
    rows = read(large, table)
    key, time = TABLES[table].key[0], TABLES[table].time
    when = pd.to_datetime(
        rows.set_index(key)[time], format="ISO8601", utc=True, errors="coerce"
    )
    damage = read(large / "truth", "damage").query(f"table == '{table}'")
    kinds = damage.set_index("kind")["key"]
    future = when.loc[when.index.isin(kinds.get(["date_in_future"], []))]
    old = when.loc[when.index.isin(kinds.get(["date_too_old"], []))]
    assert len(future)
    assert (future > pd.Timestamp(HORIZON, tz="UTC")).all()
    assert (old < pd.Timestamp(1900, 1, 1, tz="UTC")).all()


def test_old_accounts_can_have_future_dates():
    (damage,) = (
        row
        for row in DAMAGES
        if (row.table, row.kind) == ("shop_accounts", "date_in_future")
    )
    opened = moments(np.array([1_550_000_000, 1_700_000_000]))
    assert min(damage.value(opened).to_pylist()).date() > HORIZON


def test_accounts_unknown_to_the_shop_are_damage(large):
    orders, accounts = read(large, "shop_orders"), read(large, "shop_accounts")
    damage = read(large / "truth", "damage")
    known = set(
        read(large / "truth", "records").query("table == 'shop_accounts'")["key"]
    )
    named = orders.dropna(subset=["account_id", "order_id"])
    strange = named[~named["account_id"].isin(known)]
    told = damage.query("table == 'shop_orders' and kind == 'unknown_account'")["key"]
    assert set(strange["order_id"]) == set(told)
    assert set(accounts["account_id"].dropna()) <= known


def test_keys_are_unique_but_for_damage(large):
    damage = read(large / "truth", "damage").groupby("table")["key"].agg(set)
    timed_keys = {"crm_consents", "crm_privacy_requests", "external_attributes"}
    for name in TABLES.keys() - timed_keys:
        key = key_of(read(large, name), name)
        assert set(key[key.duplicated()]) <= damage.get(name, set()), name


def test_lines_add_up_but_for_damage(large):
    orders, lines = read(large, "shop_orders"), read(large, "shop_order_lines")
    damage = read(large / "truth", "damage").groupby("table")["key"].agg(set)
    broken = damage["shop_orders"] | {
        key.partition("/")[0] for key in damage["shop_order_lines"]
    }
    sound = orders[~orders["order_id"].isin(broken)]
    amount = lines["quantity"] * lines["unit_price"].astype(float)
    total = amount.groupby(lines["order_id"]).sum().reindex(sound["order_id"])
    away = total.to_numpy() - sound["total_amount"].astype(float).to_numpy()
    assert np.abs(away).max() < 0.001
    is_refund = sound["total_amount"] < 0
    assert (is_refund == (sound["order_status"] == "refunded")).all()
    returned = set(lines.loc[lines["quantity"] < 0, "order_id"].dropna())
    assert returned <= set(sound.loc[is_refund, "order_id"]) | broken


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_groups_overlap_as_wanted(tmp_path, seed):
    summary = make(
        tmp_path,
        customers=3000,
        seed=seed,
        file_format="parquet",
        events_per_customer=1,
    )
    assert 3 <= summary["groups"] <= 9
    assert 0.88 <= summary["oracle_ari"] <= 0.93
    persons = read(tmp_path / "truth", "persons")
    seen = persons.dropna(subset=["group_id", "oracle_group_id"])
    table = pd.crosstab(seen["group_id"], seen["oracle_group_id"])
    assert adjusted_rand_index(table.to_numpy()) == pytest.approx(
        summary["oracle_ari"], abs=1e-4
    )
    smallest = persons["group_id"].value_counts(normalize=True).min()
    assert 0.008 < smallest < 0.024


def test_groups_are_planned_as_told():
    for seed in range(6):
        groups = plan_groups(seed, 20.0)
        assert 3 <= len(groups) <= 9
        assert groups.share.min() == SMALLEST_SHARE
        assert groups.share.sum() == pytest.approx(1)


def test_purchase_probability_is_calibrated(large):
    """The ground truth at a date before the last day, against later purchases."""
    chance = read(large / "truth", "purchase_probability")
    days = chance["as_of_date"]
    day = days[days <= HORIZON - timedelta(days=89)].max()
    chance = chance[days == day]
    assert len(chance) > 2000
    orders = read(large, "shop_orders")
    is_bought = (orders["total_amount"] > 0) & (orders["order_status"] == "completed")
    orders = orders[is_bought]
    when = orders["ordered_at"].dt.tz_convert("Europe/Paris").dt.tz_localize(None)
    since = pd.Timestamp(day)
    within = orders[(when >= since) & (when < since + pd.Timedelta(days=90))]
    has_bought = chance["account_id"].isin(within["account_id"])
    assert has_bought.mean() == pytest.approx(chance["probability"].mean(), abs=0.025)
    band = pd.cut(chance["probability"], [-0.01, 0.2, 0.4, 0.6, 0.8, 1.0])
    told = chance["probability"].groupby(band, observed=True).mean()
    seen = has_bought.groupby(band, observed=True).mean()
    assert (told - seen).abs().max() < 0.08


def test_orders_and_events_per_customer(large):
    orders, events = read(large, "shop_orders"), read(large, "web_events")
    until = pd.Timestamp(ANCHOR, tz="Europe/Paris")
    assert (orders["ordered_at"] < until).sum() / 3000 == pytest.approx(20, rel=0.12)
    assert (events["occurred_at"] < until).sum() / 3000 == pytest.approx(30, rel=0.12)


def test_records_name_the_person_behind(mixed):
    records = read(mixed / "truth", "records")
    persons = set(read(mixed / "truth", "persons")["person_id"])
    assert set(records["person_id"]) <= persons
    assert not records.duplicated(["table", "key"]).any()


def test_every_address_is_in_the_list_of_communes(mixed):
    communes = read(mixed, "geo_communes")
    divided = communes.set_index("insee_code")["parent_insee_code"].dropna()
    for table in ("crm_contacts", "crm_companies", "shop_accounts"):
        assert set(read(mixed, table)["postal_code"].dropna()) <= set(
            communes["postal_code"]
        )
    assert set(read(mixed, "crm_contacts")["insee_code"].dropna()) <= set(
        communes["insee_code"]
    )
    assert set(divided) <= set(communes["insee_code"])
    assert communes["postal_code"].isna().sum() == divided.nunique()


def test_summary_tells_the_rows(mixed):
    summary = json.loads((mixed / "truth" / "summary.json").read_text("utf-8"))
    for table, rows in summary["rows"].items():
        assert len(read(mixed, table)) == rows


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--customers", "0"], "customers must be at least 1"),
        (["--seed", "-1"], "seed must be 0 or more"),
        (["--format", "xlsx"], "xlsx"),
        (["--until", "2020-01-01"], "until must lie between"),
        (["--until", "soon"], "is no date"),
        (["--orders-per-customer", "0"], "orders per customer"),
    ],
)
def test_wrong_options_are_refused(tmp_path, arguments, message):
    result = CliRunner().invoke(app, ["--out", str(tmp_path / "out"), *arguments])
    assert result.exit_code == 2
    assert message in result.output
    assert not (tmp_path / "out").exists()


def test_a_full_folder_is_not_overwritten_unless_asked(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    small = ["--out", str(tmp_path), "--customers", "20"]
    refused = CliRunner().invoke(app, small)
    assert refused.exit_code == 2
    assert "not empty" in refused.output
    accepted = CliRunner().invoke(app, [*small, "--overwrite"])
    assert accepted.exit_code == 0
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert (tmp_path / "shop_orders.parquet").exists()


def test_days_more_is_a_later_last_day(tmp_path, day_later):
    arguments = ["--customers", "500", "--seed", "3", "--days-more", "1"]
    result = CliRunner().invoke(app, ["--out", str(tmp_path), *arguments])
    assert result.exit_code == 0
    assert hashes(tmp_path) == hashes(day_later)
