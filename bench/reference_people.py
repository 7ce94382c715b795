"""Find people as a script in pandas would, with bare Splink and the project's settings.

What is compared, which pairs are looked at and what is trained on comes from
`strata.identity.comparing`, so that both compare the same; all else is written here.
"""

import logging
from contextlib import suppress

import numpy as np
import pandas as pd
import phonenumbers
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink.internals.exceptions import EMTrainingException

from strata.identity.comparing import (
    BLOCKING_RULES,
    COLUMNS,
    COMPARISONS,
    NEARLY_CERTAIN_RECALL,
    NEARLY_CERTAIN_RULES,
    TRAINING_RULES,
)

COUNTRY = "FR"
# A cluster holds what is likelier one person than this.
THRESHOLD = 0.95
# On more records than this a value is no person's own.
SHARED = 20
RANDOM_PAIRS = 200_000
TRAINING_PAIRS = 30_000
GOLDEN = [
    *("email", "phone", "first_name", "last_name", "gender", "birth_date", "address"),
    *("postal_code", "city", "country_code"),
]
STREETS = {
    **{r"\br\b": "rue", r"\bav\b": "avenue", r"\bbd\b": "boulevard"},
    **{r"\bbld\b": "boulevard", r"\bpl\b": "place", r"\ball\b": "allee"},
    **{r"\bch\b": "chemin", r"\brte\b": "route", r"\bst\b": "saint"},
}


def folded(text: pd.Series) -> pd.Series:
    """Lower case without accents, signs and double spaces; nothing left is null."""
    text = text.str.normalize("NFKD").str.encode("ascii", "ignore").str.decode("ascii")
    text = text.str.lower().str.replace(r"[^a-z0-9]+", " ", regex=True).str.strip()
    return text.mask(text == "")


def by_value(values: pd.Series, change) -> pd.Series:
    """Change each different value once."""
    codes, uniques = pd.factorize(values)
    changed = change(pd.Series(uniques, dtype="str")).to_numpy(object)
    return pd.Series(np.append(changed, None)[codes], index=values.index, dtype="str")


def e164(numbers: pd.Series, countries: pd.Series) -> pd.Series:
    """Bring phone numbers to E.164; what is none is null."""

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


def standardised(records: pd.DataFrame) -> pd.DataFrame:
    """Bring the records' values to one form, and drop what many people share."""
    birth_date = pd.to_datetime(records["birth_date"])
    email = records["email"].str.lower().str.replace(r"\s", "", regex=True)
    result = pd.DataFrame(
        {
            "record_id": records["record_id"],
            "first_name": by_value(records["first_name"], folded),
            "last_name": by_value(records["last_name"], folded),
            "gender": records["gender"].str.lower().str[:1],
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
    for column in ("email", "phone"):
        shared = result.groupby(column)["record_id"].transform("size") > SHARED
        result[column] = result[column].mask(shared)
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
        # Pairs that are too few or too clear teach nothing.
        with suppress(EMTrainingException, ValueError):
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


def golden_values(records: pd.DataFrame, clusters: pd.Series) -> pd.DataFrame:
    """Return each person's most recent value of each attribute."""
    changed = records["updated_at"].fillna(records["created_at"])
    newest = records.assign(changed=changed, cluster_id=clusters).sort_values(
        ["changed", "record_id"], ascending=[False, True]
    )
    golden = newest.groupby("cluster_id", sort=False)[GOLDEN].first()
    return golden.assign(birth_date=pd.to_datetime(golden["birth_date"]))


def find_people(records: pd.DataFrame) -> tuple[pd.Series, pd.DataFrame]:
    """Return the cluster of each record, and the values that were brought to one form.

    Parameters
    ----------
    records : DataFrame
        ``record_id`` and the attributes of `GOLDEN`.
    """
    standard = standardised(records)
    return linked(standard), standard[["email", "phone", "gender"]]
