"""Accuracy of the commune of an address, on the communes and postal codes of France."""

import re
import unicodedata

import duckdb
import numpy as np
import pandas as pd
import pytest
from shared_data import shared_file

ADDRESSES = 5_000
CEDEX = 500
CODED = 500


def plain(name):
    """Return the name in capitals without accents."""
    letters = unicodedata.normalize("NFD", name.replace("œ", "oe").replace("Œ", "OE"))
    return "".join(c for c in letters if not unicodedata.combining(c)).upper()


def short(name):
    name = re.sub(r"\bSainte\b", "Ste", re.sub(r"\bSaint\b", "St", name))
    return name.replace("-sur-", " s/ ").replace("-sous-", " s/s ")


def misspelt(draw, name):
    """Return the name with one letter lost, doubled, replaced or swapped."""
    place = int(draw.integers(1, max(len(name) - 1, 2)))
    before, letter, after = name[:place], name[place : place + 1], name[place + 1 :]
    other = "abcdefghijklmnoprstuvxyz"[draw.integers(24)]
    ways = [
        before + after,
        before + letter * 2 + after,
        before + other + after,
        before + after[:1] + letter + after[1:],
    ]
    return ways[draw.integers(len(ways))]


WAYS = {
    "as it is": lambda draw, name: name,
    "lower case": lambda draw, name: name.lower().replace("-", " "),
    "capitals": lambda draw, name: plain(name),
    "capitals, short": lambda draw, name: plain(short(name)).replace("-", " "),
    "short": lambda draw, name: short(name),
    "no apostrophe": lambda draw, name: name.replace("'", " ").replace("-", ""),
    "no article": lambda draw, name: re.sub(r"^(Les?|La) |^L'", "", name),
    "article behind": lambda draw, name: re.sub(r"^(Le|La|Les) (.*)", r"\2 (\1)", name),
    "cedex": lambda draw, name: f"{plain(name)} CEDEX",
    "misspelt": misspelt,
    "misspelt, short": lambda draw, name: misspelt(draw, plain(short(name))),
}


def as_called(name):
    """Return the usual name of an arrondissement: Paris 12e."""
    return name.removesuffix(" Arrondissement")


@pytest.fixture(scope="module")
def folder():
    return shared_file("fr_geo/codes_postaux.parquet").parent


@pytest.fixture(scope="module")
def pairs(folder):
    """All pairs of postal code and commune, in a fixed random order."""
    pairs = duckdb.sql(f"""
        select codePostal as postal_code, codeCommune as insee_code, nomCommune as name
        from '{folder}/codes_postaux.parquet' order by all
    """).df()
    return pairs.sample(frac=1, random_state=20)


@pytest.fixture(scope="module")
def addresses(pairs):
    """Addresses as people write them, with their true commune."""
    draw = np.random.default_rng(21)
    rows = []
    for row in pairs[:ADDRESSES].itertuples():
        way = list(WAYS)[draw.integers(len(WAYS))]
        city = WAYS[way](draw, as_called(row.name))
        code = row.postal_code.lstrip("0") if draw.random() < 0.5 else row.postal_code
        rows.append((way, code, city, None, row.insee_code))
    communes = pairs.drop_duplicates("insee_code")
    known = set(pairs["postal_code"])
    for row in communes[:CEDEX].itertuples():
        # A code of the same department that no commune has, as for CEDEX.
        code = next(
            code
            for number in range(999, 0, -1)
            if (code := row.postal_code[:2] + f"{number:03}") not in known
            and code[:3] in {other[:3] for other in known}
        )
        city = f"{as_called(row.name)} CEDEX"
        rows.append(("cedex code", code, city, None, row.insee_code))
    # The code of one commune, the address of another.
    for row, other in zip(
        communes[:CODED].itertuples(),
        communes[CODED : 2 * CODED].itertuples(),
        strict=True,
    ):
        city, truth = as_called(row.name), row.insee_code
        rows.append(("code alone", None, None, truth.lstrip("0"), truth))
        rows.append(("code, other city", row.postal_code, other.name, truth, truth))
        rows.append(("code, other postal code", other.postal_code, city, truth, truth))
        rows.append(("other code", row.postal_code, city, other.insee_code, truth))
    columns = ["way", "postal_code", "city", "insee_code", "truth"]
    return pd.DataFrame(rows, columns=columns)


@pytest.fixture(scope="module")
def found(make_warehouse, folder, addresses):
    """The addresses with the commune that was found."""
    warehouse = make_warehouse()
    warehouse.write(
        "geo_communes.parquet",
        f"""
        with parts as (
            select code, commune as parent_code
            from '{folder}/communes_2026.parquet'
            where type = 'arrondissement-municipal'
        ),
        named as (
            select
                codeCommune as insee_code, nomCommune as name, codePostal as postal_code
            from '{folder}/codes_postaux.parquet'
            union all
            select code, nom, null
            from '{folder}/communes_2026.parquet'
            where type = 'commune-actuelle' and code in (select parent_code from parts)
        )
        select
            named.*, parts.parent_code as parent_insee_code,
            zones.LIB_COMUU2020 as urban_class
        from named
        left join parts on named.insee_code = parts.code
        left join '{folder}/cogiter_table_passage_communes_zonages.parquet' as zones
            on coalesce(parts.parent_code, named.insee_code) = zones.DEPCOM
        """,
    )
    contacts = addresses.drop(columns=["way", "truth"])
    contacts.insert(0, "contact_id", contacts.index.astype(str))
    warehouse.write("crm_contacts.csv", contacts)
    warehouse.build("--select", "+int_person_places")
    codes = warehouse.query(
        "select records.record_key, places.commune_code "
        "from intermediate.int_person_records as records "
        "left join intermediate.int_person_places as places using (record_id)"
    )
    found = addresses.join(
        pd.Series({int(key): code for key, code in codes}, name="found", dtype=object)
    )
    found["is_right"] = found["found"] == found["truth"]
    found["is_wrong"] = found["found"].notna() & ~found["is_right"]
    return found


def shares(found, ways):
    """Return the shares of right and of wrong communes."""
    chosen = found[found["way"].isin(ways)]
    return chosen["is_right"].mean(), chosen["is_wrong"].mean()


def test_addresses_as_people_write_them_are_found(found):
    assert found["way"].isin(WAYS).sum() == ADDRESSES
    right, wrong = shares(found, WAYS)
    assert right > 0.985, right
    assert wrong < 0.002, wrong


def test_another_spelling_costs_nothing(found):
    """Except if two communes with one postal code have the same name."""
    right, wrong = shares(found, [way for way in WAYS if "misspelt" not in way])
    assert right > 0.998, right
    assert wrong < 0.001, wrong


def test_a_postal_code_of_no_commune_leaves_the_city_and_the_department(found):
    right, wrong = shares(found, ["cedex code"])
    assert right > 0.95, right
    assert wrong < 0.01, wrong


@pytest.mark.parametrize(
    "way", ["code alone", "code, other city", "code, other postal code", "other code"]
)
def test_two_that_agree_win(found, way):
    right, wrong = shares(found, [way])
    assert right > 0.99, right
    assert wrong < 0.01, wrong
