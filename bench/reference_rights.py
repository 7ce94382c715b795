"""Attach consents, requests and browsers to people.

The reference of `int_customer_identifiers` and the models after it: identifiers of
customers, latest consent per purpose, permissions, customers of browsers, and last
contacts.
"""

import numpy as np
import pandas as pd

from bench.reference_people import COUNTRY, e164

RETENTION_DAYS = 1095
KEYS = {
    "crm_contacts": "contact_id",
    "shop_accounts": "account_id",
    "crm_leads": "lead_id",
}
OBJECTIONS = {
    "object_marketing": ["marketing", "ads_user_data", "ads_personalization"],
    "object_profiling": ["profiling"],
}
# Columns of the clean tables that are read here: identifiers and times.
KEPT = {
    "survey_responses": ["email", "contact_id", "responded_at"],
    "feedback_comments": ["email", "account_id", "created_at"],
    "social_interactions": ["email", "handle", "occurred_at"],
    "marketing_sends": [
        *("email", "phone", "contact_id"),
        *("sent_at", "opened_at", "clicked_at", "converted_at"),
    ],
    "crm_lead_activities": ["lead_id", "occurred_at"],
    "web_events": ["visitor_id", "account_id", "occurred_at"],
    "crm_consents": [
        *("identifier_type", "identifier", "channel", "purpose"),
        *("is_granted", "legal_basis", "proof", "recorded_at"),
    ],
    "crm_privacy_requests": [
        *("identifier_type", "identifier", "request_type", "requested_at"),
    ],
}


def standard_email(emails: pd.Series) -> pd.Series:
    """Lower case without spaces."""
    return emails.str.lower().str.replace(r"\s", "", regex=True)


def standard_handle(handles: pd.Series) -> pd.Series:
    """Lower case without @."""
    return handles.str.strip().str.removeprefix("@").str.strip().str.lower()


def standard(kinds: pd.Series, identifiers: pd.Series) -> pd.Series:
    """Standardise identifiers of several types."""
    result = identifiers.astype("str")
    for kind, change in {
        "email": standard_email,
        "phone": lambda numbers: e164(
            numbers, pd.Series(COUNTRY, index=numbers.index, dtype="str")
        ),
        "social_handle": standard_handle,
    }.items():
        rows = kinds == kind
        if rows.any():
            result[rows] = change(result[rows])
    return result


def written_emails(kept: dict) -> pd.DataFrame:
    """Return each e-mail in other tables, with the record in the same row, and the
    time."""
    survey, comment = kept["survey_responses"], kept["feedback_comments"]
    social, sends = kept["social_interactions"], kept["marketing_sends"]
    parts = [
        (survey, "crm_contacts:" + survey["contact_id"], "responded_at", True),
        (comment, "shop_accounts:" + comment["account_id"], "created_at", True),
        (social, None, "occurred_at", True),
        (sends, "crm_contacts:" + sends["contact_id"], "sent_at", False),
    ]
    written = pd.concat(
        [
            pd.DataFrame(
                {
                    "email": frame["email"],
                    "beside": beside,
                    "handle": frame.get("handle"),
                    "at": frame[at],
                    "is_by_person": is_by_person,
                }
            )
            for frame, beside, at, is_by_person in parts
        ],
        ignore_index=True,
    ).dropna(subset="email")
    return (
        written.groupby(["email", "beside", "handle", "is_by_person"], dropna=False)[
            "at"
        ]
        .agg(["min", "max"])
        .reset_index()
    )


def email_records(written: pd.DataFrame, records: pd.DataFrame) -> pd.DataFrame:
    """Return records for e-mails that no contact, account or lead has."""
    own = written["is_by_person"] | written["beside"].isin(records["record_id"])
    emails = written[own].groupby("email").agg({"min": "min", "max": "max"})
    emails = emails.reset_index()
    known = set(standard_email(records["email"].dropna().astype("str")))
    emails = emails[~standard_email(emails["email"]).isin(known)]
    return pd.DataFrame(
        {
            "record_id": "emails:" + emails["email"],
            "record_key": emails["email"],
            "record_source": "emails",
            "email": emails["email"],
            "created_at": emails["min"],
            "updated_at": emails["max"],
        }
    )


def identifiers_of(
    records: pd.DataFrame,
    values: pd.DataFrame,
    customers: np.ndarray,
    written: pd.DataFrame,
    contacts: pd.DataFrame,
    kept: dict,
) -> pd.DataFrame:
    """Return the identifiers of customers: ``kind``, ``identifier``, ``customer``."""
    keys = records["record_source"].map(KEYS)

    def table(kind, identifier, customer):
        return pd.DataFrame(
            {"kind": kind, "identifier": identifier, "customer": customer}
        )

    of_record = pd.Series(customers, index=records["record_id"])
    emails = table("email", values["email"], customers)
    declared = table(
        "social_handle",
        standard_handle(contacts["social_handle"].astype("str")),
        ("crm_contacts:" + contacts["contact_id"]).map(of_record),
    )
    beside = written.dropna(subset="handle")
    beside = pd.DataFrame(
        {
            "identifier": standard_email(beside["email"].astype("str")),
            "handle": standard_handle(beside["handle"].astype("str")),
        }
    ).merge(emails.dropna(subset="identifier"), on="identifier")
    logins = kept["web_events"].dropna(subset="account_id")
    logins = logins[["visitor_id", "account_id"]].drop_duplicates()
    parts = [
        table(keys, records["record_key"], customers).dropna(subset="kind"),
        emails,
        table("phone", values["phone"], customers),
        declared,
        table("social_handle", beside["handle"], beside["customer"]),
        table(
            "visitor_id",
            logins["visitor_id"],
            ("shop_accounts:" + logins["account_id"].astype("str")).map(of_record),
        ),
    ]
    found = pd.concat(
        [part.astype({"identifier": "str"}) for part in parts], ignore_index=True
    )
    found = found.dropna(subset=["identifier", "customer"]).drop_duplicates()
    shared = found.duplicated(["kind", "identifier"], keep=False)
    return found.assign(is_shared=shared)


def attach(frame: pd.DataFrame, identifiers: pd.DataFrame) -> pd.DataFrame:
    """Add the customers who have a row's identifier."""
    keyed = frame.assign(
        kind=frame["identifier_type"],
        identifier=standard(frame["identifier_type"], frame["identifier"]),
    )
    return keyed.merge(identifiers, on=["kind", "identifier"])


def last_words(consents: pd.DataFrame, identifiers: pd.DataFrame, as_of_at):
    """Return the latest consent per customer, channel and purpose."""
    order = ["recorded_at", "is_granted", "legal_basis", "proof"]
    ascending = [False, True, True, True]
    what = ["channel", "purpose"]
    words = consents[consents["recorded_at"] < as_of_at]
    words = words.sort_values(order, ascending=ascending, kind="stable")
    words = words.drop_duplicates(["identifier_type", "identifier", *what])
    words = attach(words, identifiers)
    words = words[~(words["is_granted"].astype(bool) & words["is_shared"])]
    order.insert(2, "identifier_type")
    words = words.sort_values(order, ascending=[*ascending, True], kind="stable")
    return words.drop_duplicates(["customer", *what])


def last_requests(requests: pd.DataFrame, identifiers: pd.DataFrame) -> pd.DataFrame:
    """Return the time of each customer's latest request of each type."""
    attached = attach(requests, identifiers)
    times = attached.groupby(["customer", "request_type"])["requested_at"]
    return times.max().reset_index()


def who_is_profiled(words: pd.DataFrame, requests: pd.DataFrame) -> pd.Series:
    """Return the latest statement on profiling of each customer who made one."""
    said = words[words["purpose"] == "profiling"]
    objected = requests[requests["request_type"] == "object_profiling"]
    both = pd.concat(
        [
            said[["customer", "is_granted", "recorded_at"]],
            objected.rename(columns={"requested_at": "recorded_at"}).assign(
                is_granted=False
            )[["customer", "is_granted", "recorded_at"]],
        ]
    ).sort_values(["recorded_at", "is_granted"], ascending=[False, True])
    return both.drop_duplicates("customer").set_index("customer")["is_granted"]


def permissions_of(
    customers: pd.DataFrame,
    words: pd.DataFrame,
    requests: pd.DataFrame,
    defaults: pd.DataFrame,
) -> pd.DataFrame:
    """Return the permissions per customer, channel and purpose."""
    asked = customers.merge(defaults.drop(columns="reason"), on="relation")
    asked = asked.merge(
        words[["customer", "channel", "purpose", "is_granted", "recorded_at"]].assign(
            basis=words["legal_basis"].fillna("consent")
        ),
        on=["customer", "channel", "purpose"],
        how="left",
    )
    objections = requests.assign(
        purpose=requests["request_type"].map(OBJECTIONS)
    ).explode("purpose")
    objections = objections.dropna(subset="purpose")
    objections = objections.groupby(["customer", "purpose"])["requested_at"].max()
    asked = asked.merge(
        objections.reset_index(), on=["customer", "purpose"], how="left"
    )
    objected = asked["requested_at"].notna() & ~(
        asked["requested_at"] < asked["recorded_at"]
    )
    granted = asked["is_granted"].astype("boolean")
    status = np.select(
        [objected, granted.fillna(False), granted.notna()],
        ["objected", "granted", "refused"],
        "silent",
    )
    permitted = np.select(
        [status == "granted", status == "silent"],
        [True, asked["is_permitted"]],
        False,
    )
    basis = np.select(
        [status == "granted", status == "silent"],
        [asked["basis"], asked["legal_basis"]],
        "none",
    )
    return pd.DataFrame(
        {
            "customer": asked["customer"],
            "channel": asked["channel"].astype("category"),
            "purpose": asked["purpose"].astype("category"),
            "relation": asked["relation"].astype("category"),
            "status": pd.Categorical(status),
            "is_permitted": permitted,
            "legal_basis": pd.Categorical(basis),
            "recorded_at": asked["recorded_at"].where(
                status != "objected", asked["requested_at"]
            ),
        }
    )


def web_visitors(
    identifiers: pd.DataFrame, consents: pd.DataFrame, words: pd.DataFrame, kept: dict
) -> pd.DataFrame:
    """Return the customer of each browser with a login, and since when."""
    logins = identifiers[identifiers["kind"] == "visitor_id"]
    visitors = logins.groupby("identifier")["customer"].agg(["nunique", "first"])
    events = kept["web_events"].dropna(subset="account_id")
    times = events.groupby("visitor_id", observed=True)["occurred_at"]
    visitors = visitors.join(times.agg(["min", "max"]))
    alone = visitors["nunique"] == 1
    only = visitors.loc[alone, "first"].rename("customer").reset_index()
    said = pd.concat(
        [
            consents[consents["identifier_type"] == "visitor_id"],
            words.drop(columns="identifier").merge(only, on="customer"),
        ]
    )
    said = said.loc[
        said["channel"] == "trackers",
        ["identifier", "purpose", "is_granted", "recorded_at"],
    ].sort_values(["recorded_at", "is_granted"], ascending=[False, True])
    said = said.drop_duplicates(["identifier", "purpose"])
    said = said.groupby("identifier").agg({"is_granted": "min", "recorded_at": "max"})
    said = said.reindex(visitors.index)
    granted = said["is_granted"].astype("boolean").fillna(False).astype(bool)
    visitors["status"] = np.select(
        [~alone, ~granted],
        ["shared_device", "trackers_not_granted"],
        "identified",
    )
    visitors["customer"] = visitors["first"].where(alone & granted)
    since = pd.concat([visitors["min"], said["recorded_at"]], axis=1).max(axis=1)
    visitors["known_at"] = since.where(alone & granted)
    return visitors.reset_index(names="visitor_id")


def social_handles(kept: dict, identifiers: pd.DataFrame) -> pd.DataFrame:
    """Return the customer of each handle with interactions."""
    social = kept["social_interactions"]
    seen = social.groupby(standard_handle(social["handle"].astype("str")))
    handles = seen["occurred_at"].agg(["size", "min", "max"])
    declared = identifiers[identifiers["kind"] == "social_handle"]
    owners = declared.groupby("identifier")["customer"].agg(["nunique", "first"])
    handles = handles.join(owners)
    handles["customer"] = handles["first"].where(handles["nunique"] == 1)
    return handles.reset_index(names="social_handle")


def last_contacts(
    kept: dict, orders: pd.DataFrame, identifiers: pd.DataFrame
) -> pd.Series:
    """Return the time of each customer's last contact."""
    survey, comment = kept["survey_responses"], kept["feedback_comments"]
    social, sends = kept["social_interactions"], kept["marketing_sends"]
    events = kept["web_events"].dropna(subset="account_id")
    consents = kept["crm_consents"]
    read = sends[["opened_at", "clicked_at", "converted_at"]].max(axis=1)
    sources = [
        ("email", survey["email"], survey["responded_at"]),
        ("contact_id", survey["contact_id"], survey["responded_at"]),
        ("email", comment["email"], comment["created_at"]),
        ("account_id", comment["account_id"], comment["created_at"]),
        ("email", social["email"], social["occurred_at"]),
        ("social_handle", social["handle"], social["occurred_at"]),
        ("email", sends["email"], read),
        ("phone", sends["phone"], read),
        ("contact_id", sends["contact_id"], read),
        (
            "lead_id",
            kept["crm_lead_activities"]["lead_id"],
            kept["crm_lead_activities"]["occurred_at"],
        ),
        ("account_id", orders["account_id"], orders["ordered_at"]),
        ("account_id", events["account_id"], events["occurred_at"]),
    ]
    parts = []
    for kind, identifier, at in sources:
        last = at.groupby(identifier.astype("str")).max().dropna()
        parts.append(
            pd.DataFrame(
                {
                    "identifier_type": kind,
                    "identifier": last.index.astype("str"),
                    "at": last.to_numpy(),
                }
            )
        )
    parts.append(
        consents[["identifier_type", "identifier", "recorded_at"]].rename(
            columns={"recorded_at": "at"}
        )
    )
    contacts = pd.concat(parts, ignore_index=True)
    # Activity on a shared identifier counts for every customer who has it.
    return attach(contacts, identifiers).groupby("customer")["at"].max()
