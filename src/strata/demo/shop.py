"""The shop's tables: accounts, orders with their refunds, order lines."""

import numpy as np
import pyarrow as pa

from strata.demo.arrays import (
    blank,
    frame,
    loaded_after,
    moments,
    money,
    number_text,
    pick,
)
from strata.demo.behaviour import (
    CHANNELS,
    CURRENCIES,
    DRIFT_LOG_AMOUNT,
    EXCHANGE_RATES,
    ORDER_STATUSES,
    Orders,
    id_room,
)
from strata.demo.people import NEVER, People, write_people
from strata.demo.seasons import draw_seconds, to_utc
from strata.demo.settings import Settings, stream

CATEGORIES = (
    "Mode femme",
    "Mode homme",
    "Enfant",
    "Chaussures",
    "Maison",
    "Cuisine",
    "Bricolage",
    "Jardin",
    "High-tech",
    "Beauté",
    "Sport",
    "Jeux",
)
_CATEGORY_WEIGHTS = (16, 10, 9, 9, 12, 8, 6, 5, 8, 9, 5, 3)
_STORES = 40
_PRICE_BANDS = 60
SKUS = [f"{code + 10}{band:02d}" for code in range(12) for band in range(_PRICE_BANDS)]
# Share of completed orders that are refunded later, and the days until then.
REFUND_SHARE = 0.03
_REFUND_DAYS = (3, 25)
_TAX_RATE = 0.20


def account_numbers(people: People, index: np.ndarray, second) -> np.ndarray:
    """Return account ids as numbers."""
    return people.number[index] + np.where(second, 6_000_001, 1_000_001)


def make_accounts(
    settings: Settings, chunk: int, people: People, limit: int
) -> tuple[pa.Table, np.ndarray]:
    """Make `shop_accounts`; return the rows and the person of each."""
    rng = stream(settings.seed, 10, chunk)
    first = np.flatnonzero(people.is_buyer)
    second = np.flatnonzero(people.second_account_day < NEVER)
    index = np.concatenate([first, second])
    is_second = np.arange(len(index)) >= len(first)
    now = min(limit, int(people.moved_at.max(initial=0)) + 1)
    written = write_people(rng, people, index, now)
    opened_at = to_utc(people.second_account_day[second], np.full(len(second), 60))
    created = np.concatenate([people.joined_at[first], opened_at])
    updated = np.maximum(
        created, np.where(people.moved_at[index] < limit, people.moved_at[index], 0)
    )
    rows = frame(
        "shop_accounts",
        account_id=number_text(account_numbers(people, index, is_second)),
        email=written.email,
        phone=written.phone,
        first_name=written.first_name,
        last_name=written.last_name,
        address=written.address,
        postal_code=written.postal_code,
        city=written.city,
        country_code=pick(("FR",), np.zeros(len(index), int)),
        created_at=moments(created),
        updated_at=moments(updated),
        loaded_at=loaded_after(updated),
    )
    return rows, index


def _draw_lines(rng: np.random.Generator, amount: np.ndarray):
    """Split amounts into lines; return per line: order, number, quantity, cents.

    Prices are whole cents, so an order's total is the sum of its lines.
    """
    size = len(amount)
    lines = 1 + np.minimum(rng.poisson(1.0, size), 9)
    order = np.repeat(np.arange(size), lines)
    starts = np.concatenate([[0], np.cumsum(lines)[:-1]])
    number = np.arange(len(order)) - np.repeat(starts, lines) + 1
    weight = 0.4 + rng.random(len(order))
    weight /= np.repeat(np.add.reduceat(weight, starts), lines) if size else 1
    quantity = np.array([1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3], np.int64)[
        rng.integers(0, 11, len(order))
    ]
    price = np.maximum(np.rint(100 * amount[order] * weight / quantity), 10)
    price = price.astype(np.int64)
    total = np.add.reduceat(price * quantity, starts) if size else np.zeros(0, int)
    return order, number, quantity, price, total


def make_orders(
    settings: Settings, chunk: int, people: People, orders: Orders, block: int
) -> tuple[pa.Table, pa.Table, np.ndarray, np.ndarray, np.ndarray]:
    """Make `shop_orders` and `shop_order_lines` of one block, refunds included.

    Returns
    -------
    orders, lines, the epoch second of each order row, the row that each line
    belongs to, and the cents of each order row (euros' equivalent not taken).
    """
    rng = stream(settings.seed, 11, chunk, block)
    size = len(orders)
    person = orders.person
    currency = people.currency[person]
    amount = np.exp(orders.log_amount + DRIFT_LOG_AMOUNT * orders.drifted)
    line_order, number, quantity, price, total = _draw_lines(
        rng, amount * EXCHANGE_RATES[currency]
    )
    category = rng.choice(
        len(CATEGORIES), len(line_order), p=np.array(_CATEGORY_WEIGHTS) / 100
    )
    band = np.clip((np.log(price) - 2.3) * 7, 0, _PRICE_BANDS - 1).astype(int)

    reduction = np.where(orders.discounted, 0.05 + 0.3 * rng.random(size), 0)
    discount = np.rint(total * reduction / (1 - reduction)).astype(np.int64)
    discount = np.where(orders.discounted, np.maximum(discount, 1), 0)
    tax = np.rint(total * _TAX_RATE / (1 + _TAX_RATE)).astype(np.int64)
    margin = np.rint((total - tax) * (0.22 + 0.22 * rng.random(size))).astype(np.int64)
    # Phone orders rarely have a margin.
    margin_known = rng.random(size) > np.where(orders.channel == 2, 0.4, 0.02)
    discount_known = orders.discounted | (rng.random(size) > 0.05)
    store = (people.commune[person] + (rng.random(size) < 0.15) * 3) % _STORES

    # The status of an order is final on the same day, except for refunds.
    day_end = to_utc(orders.day, np.full(size, 86_399))
    settled = np.minimum(orders.at + rng.integers(600, 20_000, size), day_end)
    settled = np.maximum(settled, orders.at)

    # Refunds are separate rows, for the whole order or its first line.
    refunded = np.flatnonzero(orders.is_purchase & (rng.random(size) < REFUND_SHARE))
    refund_day = orders.day[refunded] + rng.integers(*_REFUND_DAYS, len(refunded))
    refund_at = to_utc(refund_day, draw_seconds(rng, len(refunded)))
    is_whole = rng.random(len(refunded)) < 0.6
    link_known = rng.random(len(refunded)) < 0.9
    room = id_room(settings.orders_per_customer)
    refund_number = (
        100_000_000
        + chunk * room
        + int(room * (0.9 if block == 0 else 0.97))
        + np.arange(len(refunded))
    )
    is_refunded = np.zeros(size, bool)
    is_refunded[refunded] = True
    whole = np.zeros(size, bool)
    whole[refunded] = is_whole
    back = np.flatnonzero(is_refunded[line_order] & (whole[line_order] | (number == 1)))
    back_row = np.searchsorted(refunded, line_order[back])
    back_total = -np.bincount(
        back_row, weights=price[back] * quantity[back], minlength=len(refunded)
    ).astype(np.int64)
    back_tax = np.rint(back_total * _TAX_RATE / (1 + _TAX_RATE)).astype(np.int64)
    share = np.divide(back_total, total[refunded])
    back_margin = np.rint(margin[refunded] * share).astype(np.int64)

    def both(first, second):
        return np.concatenate([first, second])

    row = both(np.arange(size), refunded)
    at = both(orders.at, refund_at)
    order_id = number_text(both(orders.number, refund_number))
    rows = frame(
        "shop_orders",
        order_id=order_id,
        account_id=number_text(
            account_numbers(people, person[row], orders.second_account[row])
        ),
        ordered_at=moments(at),
        order_status=pick(
            (*ORDER_STATUSES, "refunded"),
            both(orders.status, np.full(len(refunded), 3)),
        ),
        status_changed_at=moments(both(settled, refund_at)),
        refunded_order_id=number_text(
            orders.number[row], valid=both(np.zeros(size, bool), link_known)
        ),
        currency=pick(CURRENCIES, currency[row]),
        total_amount=money(both(total, back_total)),
        discount_amount=money(
            both(discount, np.zeros(len(refunded), np.int64)),
            both(discount_known, np.zeros(len(refunded), bool)),
        ),
        tax_amount=money(both(tax, back_tax)),
        margin_amount=money(both(margin, back_margin), margin_known[row]),
        sales_channel=pick(CHANNELS, orders.channel[row]),
        store_id=blank(
            pick([f"S{store + 1:02d}" for store in range(_STORES)], store[row]),
            orders.channel[row] == 1,
        ),
        loaded_at=loaded_after(at),
    )
    line_row = both(line_order, size + back_row)
    line = both(np.arange(len(line_order)), back)
    lines = frame(
        "shop_order_lines",
        order_id=order_id.take(pa.array(line_row)),
        line_number=pa.array(number[line], pa.int32()),
        sku=pick(SKUS, (category * _PRICE_BANDS + band)[line]),
        category=pick(CATEGORIES, category[line]),
        quantity=pa.array(
            np.where(line_row < size, quantity[line], -quantity[line]), pa.int32()
        ),
        unit_price=money(price[line]),
        loaded_at=loaded_after(at[line_row]),
    )
    return rows, lines, at, line_row, both(total, back_total)
