"""External data: attributes of people, places and companies, communes, series."""

import numpy as np
import pyarrow as pa

from strata.demo.arrays import frame, moments, number_text, pick
from strata.demo.people import People
from strata.demo.places import ARRONDISSEMENTS, COMMUNES
from strata.demo.seasons import DAYS, to_utc
from strata.demo.settings import END_DAY, Settings, stream


def make_person_attributes(
    settings: Settings, chunk: int, people: People, companies: pa.Table
) -> pa.Table:
    """Make the part of `external_attributes` on the people and companies of a chunk."""
    rng = stream(settings.seed, 50, chunk)
    index = np.flatnonzero(rng.random(len(people)) < 0.15)
    size = len(index)
    day = rng.integers(1, 600, size)
    band = np.digitize(people.income[index], (18_000, 26_000, 36_000, 50_000))
    known_at = moments(to_utc(day, np.full(size, 30_000)))
    none = np.zeros(size, int)
    email = people.emails[0].take(pa.array(index))
    parts = [
        frame(
            "external_attributes",
            identifier_type=pick(("email",), none),
            identifier=email,
            attribute=pick((name,), none),
            value=value,
            provider=pick(("panel-conso",), none),
            known_at=known_at,
            loaded_at=known_at,
        )
        for name, value in (
            ("income_band", pick(("A", "B", "C", "D", "E"), band)),
            ("household_size", number_text(1 + rng.binomial(5, 0.3, size))),
        )
    ]
    siren = companies["siren"].combine_chunks().drop_null()
    size = len(siren)
    none = np.zeros(size, int)
    known_at = moments(to_utc(rng.integers(1, 900, size), np.full(size, 32_000)))
    parts.append(
        frame(
            "external_attributes",
            identifier_type=pick(("siren",), none),
            identifier=siren,
            attribute=pick(("credit_score",), none),
            value=number_text(rng.integers(1, 101, size)),
            provider=pick(("credit-info",), none),
            known_at=known_at,
            loaded_at=known_at,
        )
    )
    return pa.concat_tables(parts).combine_chunks()


def make_place_attributes(settings: Settings) -> pa.Table:
    """Make the part of `external_attributes` on communes (invented incomes)."""
    rng = stream(settings.seed, 0, 50)
    size = len(COMMUNES)
    known_at = moments(np.full(2 * size, to_utc(np.array([60]), np.array([0]))[0]))
    code = np.tile(np.arange(size), 2)
    none = np.zeros(2 * size, int)
    income = rng.integers(18_000, 32_000, size)
    value = np.concatenate([income, np.array([row[3] * 1000 for row in COMMUNES])])
    return frame(
        "external_attributes",
        identifier_type=pick(("insee_code",), none),
        identifier=pick([row[0] for row in COMMUNES], code),
        attribute=pick(("median_income", "population"), np.repeat([0, 1], size)),
        value=number_text(value),
        provider=pick(("open-data",), none),
        known_at=known_at,
        loaded_at=known_at,
    )


def make_communes() -> pa.Table:
    """Make `geo_communes`; a commune with arrondissements has no postal code."""
    divided = {whole for *_, whole in ARRONDISSEMENTS}
    sizes = {code: inhabitants for code, _, _, inhabitants in COMMUNES}
    rows = [
        (code, name, None if code in divided else postal_code, None, sizes[code])
        for code, postal_code, name, _ in COMMUNES
    ]
    rows += [
        (code, name, postal_code, whole, sizes[whole])
        for code, postal_code, name, whole in ARRONDISSEMENTS
    ]
    code, name, postal_code, parent_code, size = zip(*rows, strict=True)
    return frame(
        "geo_communes",
        insee_code=pa.array(code),
        name=pa.array(name),
        postal_code=pa.array(postal_code, pa.string()),
        parent_insee_code=pa.array(parent_code, pa.string()),
        urban_class=pick(("rural", "town", "city"), np.digitize(size, (10, 100))),
        loaded_at=moments(np.full(len(rows), to_utc(np.array([0]), np.array([0]))[0])),
    )


def make_words() -> pa.Table:
    """Make `reference_words`: two words that the shop adds to the vocabularies."""
    return frame(
        "reference_words",
        vocabulary=pa.array(["sales_channel", "order_status"]),
        word=pa.array(["drive", "click and wait"]),
        meaning=pa.array(["online", "counts"]),
        loaded_at=moments(np.full(2, to_utc(np.array([0]), np.array([0]))[0])),
    )


def make_series(settings: Settings) -> pa.Table:
    """Make `context_series`: weekly temperature and fuel price, monthly confidence."""
    rng = stream(settings.seed, 0, 51)
    columns: list[list[str]] = [[], [], [], []]
    days: list[int] = []

    def add(series: str, area: str, day: int, value: str) -> None:
        row = (series, area, DAYS[day].isoformat(), value)
        for column, cell in zip(columns, row, strict=True):
            column.append(cell)
        days.append(day)

    fuel = 1.72
    for day in range(0, END_DAY, 7):
        season = -np.cos(2 * np.pi * (DAYS[day].timetuple().tm_yday - 15) / 365)
        for area, mean in (("11", 12.0), ("84", 11.5), ("93", 15.5)):
            warmth = mean + 8 * season + rng.normal(0, 1.5)
            add("temperature", area, day, f"{warmth:.1f}")
        fuel += rng.normal(0, 0.01)
        add("fuel_price", "FR", day, f"{fuel:.3f}")
    for day in range(END_DAY):
        if DAYS[day].day == 1:
            add("consumer_confidence", "FR", day, f"{rng.normal(90, 4):.0f}")
    # A value becomes known two days after its day.
    known_at = moments(to_utc(np.array(days) + 2, np.full(len(days), 28_800)))
    return frame(
        "context_series",
        series=pa.array(columns[0]),
        area_code=pa.array(columns[1]),
        observed_on=pa.array(columns[2]),
        value=pa.array(columns[3]),
        known_at=known_at,
        loaded_at=known_at,
    )
