"""Identity resolution of the reference: pandas, and Splink with the project's settings.

The comparisons, blocking rules and training rules come from
`strata.identity.comparing`, so that both compare the same; everything else is written
here.
"""

import logging
from contextlib import suppress

import numpy as np
import pandas as pd
import phonenumbers
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from strata.identity.comparing import (
    BLOCKING_RULES,
    COLUMNS,
    COMPARISONS,
    NEARLY_CERTAIN_RECALL,
    NEARLY_CERTAIN_RULES,
    TRAINING_RULES,
)

COUNTRY = "FR"
# Match probability above which two records are in one cluster.
THRESHOLD = 0.95
# A value on more records than this is shared.
SHARED = 20
RANDOM_PAIRS = 200_000
TRAINING_PAIRS = 30_000
GOLDEN = [
    *("email", "phone", "first_name", "last_name", "gender", "birth_date"),
    *("marital_status", "household_income", "address", "postal_code", "city"),
    *("country_code", "insee_code"),
]
# These are shown as written, and compared in standardised form.
AS_WRITTEN = ["first_name", "last_name", "address", "city"]
NOT_TOLD = ["unknown", "inconnu", "inconnue", "none", "n a", "nc", "nd", "na"]
LONG_AGO = np.datetime64("1900-01-01", "us")
STREETS = {
    **{r"\br\b": "rue", r"\bav\b": "avenue", r"\bbd\b": "boulevard"},
    **{r"\bbld\b": "boulevard", r"\bpl\b": "place", r"\ball\b": "allee"},
    **{r"\bch\b": "chemin", r"\brte\b": "route", r"\bst\b": "saint"},
}


def folded(text: pd.Series) -> pd.Series:
    """Lower case without accents, punctuation and double spaces; an empty rest is
    null."""
    text = text.str.normalize("NFKD").str.encode("ascii", "ignore").str.decode("ascii")
    text = text.str.lower().str.replace(r"[^a-z0-9]+", " ", regex=True).str.strip()
    return text.mask(text == "")


def by_value(values: pd.Series, change) -> pd.Series:
    """Change each different value once."""
    codes, uniques = pd.factorize(values)
    changed = change(pd.Series(uniques, dtype="str")).to_numpy(object)
    return pd.Series(np.append(changed, None)[codes], index=values.index, dtype="str")


def e164(numbers: pd.Series, countries: pd.Series) -> pd.Series:
    """Convert phone numbers to E.164; invalid ones become null."""

    def standard(key: str) -> str | None:
        country, _, number = key.partition(" ")
        try:
            parsed = phonenumbers.parse(number, country)
        except phonenumbers.NumberParseException:
            return None
        if not phonenumbers.is_valid_number(parsed):
            return None
        form = phonenumbers.PhoneNumberFormat.E164
        return phonenumbers.format_number(parsed, form)

    keys = countries.astype("str").fillna(COUNTRY) + " " + numbers
    return by_value(keys, lambda unique: unique.map(standard))


def standardised(
    records: pd.DataFrame, placeholders: dict[str, set[str]]
) -> pd.DataFrame:
    """Standardise the records' values, and drop values that many people share."""
    birth_date = pd.to_datetime(records["birth_date"])
    email = records["email"].str.lower().str.replace(r"\s", "", regex=True)
    result = pd.DataFrame(
        {
            "record_id": records["record_id"],
            "first_name": by_value(records["first_name"], folded),
            "last_name": by_value(records["last_name"], folded),
            "gender": records["gender"].str.lower().str[:1],
            "marital_status": by_value(
                records["marital_status"],
                lambda text: folded(text).mask(folded(text).isin(NOT_TOLD)),
            ),
            # Whole cents.
            "household_income": (records["household_income"] / 100).map(
                "{:.2f}".format, na_action="ignore"
            ),
            "country_code": records["country_code"].astype("str").str.upper(),
            "insee_code": records["insee_code"].astype("str").str.upper(),
            "birth_date": birth_date.dt.strftime("%Y%m%d").astype("str"),
            "email": email,
            "email_name": email.str.split("@").str[0],
            "phone": e164(records["phone"], records["country_code"]),
            "address": by_value(
                records["address"],
                lambda text: folded(text).replace(STREETS, regex=True),
            ),
            "postal_code": records["postal_code"].astype("str").str.strip(),
            "city": by_value(records["city"], folded),
        }
    )
    result["place"] = result["postal_code"] + " " + result["city"]
    # A form's default value identifies no person.
    frequency = result.groupby("birth_date")["record_id"].transform("size")
    known = result["birth_date"].notna().sum()
    is_default = (frequency > max(20, known / 100)) | result["birth_date"].isin(
        placeholders["birth_date"]
    )
    result["birth_date"] = result["birth_date"].mask(is_default)
    for column in ("email", "phone"):
        shared = result.groupby(column)["record_id"].transform("size") > SHARED
        result[column] = result[column].mask(shared)
    # Placeholders reach no person. Names are kept.
    for column in ("phone", "address"):
        result[column] = result[column].mask(result[column].isin(placeholders[column]))
    is_nobodys = result["email_name"].isin(placeholders["email_name"])
    for column in ("email", "email_name"):
        result[column] = result[column].mask(is_nobodys)
    return result


def linked(records: pd.DataFrame) -> pd.Series:
    """Return the cluster of each record by Splink."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    different = records[list(COLUMNS)].nunique()
    told = [
        name
        for name in COMPARISONS
        if different["postal_code" if name == "place" else name] > 1
    ]
    if not told:
        return records["record_id"]
    database = DuckDBAPI()
    linker = Linker(
        database.register(records),
        SettingsCreator(
            link_type="dedupe_only",
            unique_id_column_name="record_id",
            comparisons=[COMPARISONS[name]() for name in told],
            blocking_rules_to_generate_predictions=[
                block_on(*rule) for rule in BLOCKING_RULES
            ],
            retain_matching_columns=False,
            em_convergence=0.001,
        ),
        log_level=logging.ERROR,
    )
    linker.training.estimate_probability_two_random_records_match(
        [block_on(*rule) for rule in NEARLY_CERTAIN_RULES],
        recall=NEARLY_CERTAIN_RECALL,
    )
    linker.training.estimate_u_using_random_sampling(RANDOM_PAIRS, seed=1)
    for rule in TRAINING_RULES:
        if not records.dropna(subset=list(rule)).duplicated(list(rule)).any():
            continue
        # Training fails if pairs are too clear.
        with suppress(ValueError):
            linker.training.estimate_parameters_using_expectation_maximisation(
                block_on(*rule),
                estimate_without_term_frequencies=True,
                max_pairs=TRAINING_PAIRS,
            )
    predicted = linker.inference.predict(threshold_match_probability=THRESHOLD)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
        predicted, THRESHOLD
    )
    found = clusters.as_duckdbpyrelation().project("record_id, cluster_id").df()
    return records["record_id"].map(found.set_index("record_id")["cluster_id"])


def golden_values(
    records: pd.DataFrame,
    standard: pd.DataFrame,
    customers: pd.Series,
    rules: pd.DataFrame,
    priorities: pd.DataFrame,
) -> pd.DataFrame:
    """Return the surviving value of each customer and attribute, with its record.

    Parameters
    ----------
    records : as they are written, and when.
    standard : their values in the form in which they are compared.
    customers : whose each record is.
    rules : which rule decides on an attribute, and which one after it.
    priorities : which source is believed first.
    """
    dated = records["updated_at"].fillna(records["created_at"])
    dated = dated.fillna(records["loaded_at"])
    ranks = priorities.set_index("record_source")["priority"]
    codes, customer_ids = pd.factorize(customers)
    of_records = pd.DataFrame(
        {
            "customer": codes,
            "record_id": records["record_id"],
            "dated_at": dated,
            "most_recent": dated.fillna(LONG_AGO),
            "source_priority": -records["record_source"].map(ranks).fillna(1000),
        }
    ).sort_values(
        ["most_recent", "source_priority", "record_id"], ascending=[False, False, True]
    )
    found = []
    for attribute in GOLDEN:
        compared, different = pd.factorize(standard[attribute].loc[of_records.index])
        told = of_records[compared >= 0].assign(compared=compared[compared >= 0])
        # One row per customer and value: integers are compared fast.
        told["key"] = told["customer"] * len(different) + told["compared"]
        values = told.drop_duplicates("key")
        counts = np.bincount(values["customer"], minlength=len(customer_ids))
        values = values.assign(candidates=counts[values["customer"]])
        # Customers with one value, as most, need no rule.
        contested = values[values["candidates"] > 1]
        same = told[told["key"].isin(contested["key"])].groupby("key")
        texts = pd.Series(different, dtype="str").iloc[contested["compared"]]
        contested = contested.assign(
            most_recent=same["most_recent"].max().loc[contested["key"]].to_numpy(),
            source_priority=same["source_priority"]
            .max()
            .loc[contested["key"]]
            .to_numpy(),
            most_frequent=same.size().loc[contested["key"]].to_numpy(),
            longest=texts.str.len().to_numpy(),
            text=texts.to_numpy(),
        )
        # All values are from records, and invalid ones were removed before.
        named = rules[rules["attribute"] == attribute].sort_values("place")["rule"]
        order = [rule for rule in named if rule in contested]
        contested = contested.sort_values(
            [*order, "text"], ascending=[*[False] * len(order), True]
        ).drop_duplicates("customer")
        values = pd.concat([values[values["candidates"] == 1], contested])
        shown = (records if attribute in AS_WRITTEN else standard)[attribute]
        found.append(
            pd.DataFrame(
                {
                    "customer_id": customer_ids[values["customer"]],
                    "attribute": attribute,
                    "golden_value": shown.loc[values.index].astype("str"),
                    "record_id": values["record_id"],
                    "dated_at": values["dated_at"],
                    "candidates": values["candidates"],
                }
            )
        )
    return pd.concat(found, ignore_index=True)


def find_people(
    records: pd.DataFrame, placeholders: pd.DataFrame
) -> tuple[pd.Series, pd.DataFrame]:
    """Return the cluster of each record, and the standardised values.

    Parameters
    ----------
    records : DataFrame
        ``record_id`` and the attributes of `GOLDEN`.
    placeholders : DataFrame
        Placeholder values, by attribute.
    """
    by_attribute = (
        placeholders["value"].astype("str").groupby(placeholders["attribute"])
    )
    standard = standardised(records, by_attribute.agg(set).to_dict())
    return linked(standard), standard
