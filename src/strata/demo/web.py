"""The web's table: events of visitors, robots among them."""

import numpy as np
import pyarrow as pa

from strata.demo.arrays import frame, loaded_after, moments, number_text, pick
from strata.demo.behaviour import Sessions, id_room
from strata.demo.people import People, plain
from strata.demo.seasons import draw_seconds, to_utc
from strata.demo.settings import ANCHOR_DAY, Settings, stream
from strata.demo.shop import CATEGORIES, SKUS

EVENT_NAMES = (
    "page_view",
    "view_item",
    "add_to_cart",
    "search",
    "begin_checkout",
    "purchase",
    "login",
    "newsletter_signup",
)
_AFTER_FIRST = np.array([30, 38, 12, 9, 4, 3, 3, 1]) / 100
_SOURCES = ("google", "newsletter", "facebook", "instagram", "affiliation")
_CAMPAIGNS = ("soldes", "nouveautes", "noel", "fidelite")
_DEVICES = ("mobile", "desktop", "tablet")
_PAGES = ("/", "/magasins", "/compte", "/recherche", "/panier", "/commande")
_URLS = (
    *_PAGES,
    *(f"/c/{plain(category)}" for category in CATEGORIES),
    *(f"/p/{sku}" for sku in SKUS),
)
_FIRST_SKU = len(_PAGES) + len(CATEGORIES)

# People per robot. A robot reads hundreds of pages in minutes.
ROBOT_EVERY = 10_000
_ROBOT_EVENTS = 400


def visitor_numbers(people: People, index: np.ndarray, device) -> np.ndarray:
    """Return visitor ids as numbers: a person has one per device."""
    return 3 * people.number[index] + device + 1_000_000


def make_events(
    settings: Settings, chunk: int, people: People, sessions: Sessions, block: int
) -> tuple[pa.Table, np.ndarray]:
    """Make `web_events` of one block; return the rows and their epoch seconds."""
    rng = stream(settings.seed, 12, chunk, block)
    session = np.repeat(np.arange(len(sessions.at)), sessions.events)
    starts = np.concatenate([[0], np.cumsum(sessions.events)[:-1]]).astype(int)
    position = np.arange(len(session)) - np.repeat(starts, sessions.events)
    size = len(session)
    at = sessions.at[session] + position * 45 + rng.integers(0, 45, size)

    name = np.searchsorted(np.cumsum(_AFTER_FIRST)[:-1], rng.random(size), "right")
    name = np.where(position == 0, 0, name)
    sku = (len(SKUS) * rng.random(size) ** 1.5).astype(np.int64)
    has_sku = (name == 1) | (name == 2)
    page = np.where(
        has_sku,
        _FIRST_SKU + sku,
        np.select(
            [name == 3, name == 4, name == 5, name == 6],
            [3, 4, 5, 2],
            rng.integers(0, _FIRST_SKU, size),
        ),
    )
    room = id_room(settings.events_per_customer)
    first_id = 100_000_000 + chunk * room + (0 if block == 0 else int(room * 0.7))
    if size > room * (0.7 if block == 0 else 0.3):
        raise OverflowError("more events than ids: fewer events per customer")
    person = sessions.person[session]
    source = sessions.source[session]
    rows = frame(
        "web_events",
        event_id=number_text(first_id + np.arange(size)),
        visitor_id=number_text(
            visitor_numbers(people, person, sessions.device[session]), "v"
        ),
        account_id=number_text(
            people.number[person] + 1_000_001, valid=sessions.is_known[session]
        ),
        session_id=number_text(first_id + starts[session], "s"),
        event_name=pick(EVENT_NAMES, name),
        page_url=pick(_URLS, page),
        sku=pick(SKUS, sku, has_sku),
        occurred_at=moments(at),
        engaged_seconds=pa.array(
            np.where(rng.random(size) < 0.06, 0, 1 + rng.exponential(25, size)).astype(
                np.int32
            ),
            mask=rng.random(size) < 0.04,
        ),
        device_type=pick(_DEVICES, sessions.device[session]),
        utm_source=pick(_SOURCES, np.maximum(source - 1, 0), (source > 0)),
        utm_campaign=pick(
            _CAMPAIGNS, (sessions.at[session] // 2_592_000) % 4, source > 1
        ),
        loaded_at=loaded_after(at),
    )
    return rows, at


def make_robots(
    settings: Settings, chunk: int, size: int
) -> tuple[pa.Table, np.ndarray]:
    """Make the events of robots; every chunk has at least one, in the first year."""
    rng = stream(settings.seed, 13, chunk)
    robots = max(1, size // ROBOT_EVERY)
    day = rng.integers(ANCHOR_DAY // 10, ANCHOR_DAY, robots)
    day[0] = rng.integers(30, 330)
    robot = np.repeat(np.arange(robots), _ROBOT_EVENTS)
    at = to_utc(day, draw_seconds(rng, robots))[robot]
    at = at + np.tile(np.arange(_ROBOT_EVENTS), robots) * 3 // 4
    room = id_room(settings.events_per_customer)
    number = 100_000_000 + (chunk + 1) * room - 1 - np.arange(len(robot))
    sku = rng.integers(0, len(SKUS), len(robot))
    rows = frame(
        "web_events",
        event_id=number_text(number),
        visitor_id=number_text(chunk * 1000 + robot + 100, "v"),
        session_id=number_text(chunk * 1000 + robot + 100, "s"),
        event_name=pick(("view_item",), np.zeros(len(robot), int)),
        page_url=pick(_URLS, _FIRST_SKU + sku),
        sku=pick(SKUS, sku),
        occurred_at=moments(at),
        engaged_seconds=pa.array(np.zeros(len(robot), np.int32)),
        device_type=pick(("desktop",), np.zeros(len(robot), int)),
        loaded_at=loaded_after(at),
    )
    return rows, at


def visitor_ids(numbers: np.ndarray) -> pa.Array:
    """Return visitor ids as text."""
    return number_text(numbers, "v")
