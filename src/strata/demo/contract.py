"""The raw tables: their columns, column types and required columns.

The demo writes exactly the columns of the input contract.
"""

from dataclasses import dataclass

# Column types: in Arrow, and in text form.
TEXT, MONEY, INTEGER, TIMESTAMP = "text", "money", "integer", "timestamp"


@dataclass(frozen=True)
class RawTable:
    """One raw table.

    Attributes
    ----------
    key : columns that identify a row.
    time : the timestamp that dates a row; a table is cut at the last day by it.
    required : columns that may not be empty.
    columns : name and kind, in order; a name alone is text.
    is_fact : written with types in parquet, and as a folder when large.
    """

    key: tuple[str, ...]
    time: str
    required: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]
    is_fact: bool = False


def _columns(text: str) -> tuple[tuple[str, str], ...]:
    """Read "name name:kind …"; `loaded_at` is added to every table."""
    pairs = [part.partition(":") for part in text.split()]
    columns = tuple((name, kind or TEXT) for name, _, kind in pairs)
    return (*columns, ("loaded_at", TIMESTAMP))


TABLES: dict[str, RawTable] = {
    "crm_contacts": RawTable(
        ("contact_id",),
        "created_at",
        ("contact_id",),
        _columns(
            "contact_id email phone first_name last_name gender birth_date"
            " marital_status household_income address postal_code city country_code"
            " insee_code social_handle created_at:timestamp updated_at:timestamp"
        ),
    ),
    "crm_consents": RawTable(
        ("identifier_type", "identifier", "channel", "purpose", "recorded_at"),
        "recorded_at",
        (
            "identifier_type",
            "identifier",
            "channel",
            "purpose",
            "is_granted",
            "recorded_at",
        ),
        _columns(
            "identifier_type identifier channel purpose is_granted legal_basis proof"
            " recorded_at:timestamp"
        ),
    ),
    "crm_privacy_requests": RawTable(
        ("identifier_type", "identifier", "request_type", "requested_at"),
        "requested_at",
        ("identifier_type", "identifier", "request_type", "requested_at"),
        _columns("identifier_type identifier request_type requested_at:timestamp"),
    ),
    "crm_companies": RawTable(
        ("company_id",),
        "updated_at",
        ("company_id",),
        _columns(
            "company_id parent_company_id name domain siren vat_id naf_code"
            " employee_count:integer annual_revenue:money founded_on postal_code city"
            " country_code insee_code updated_at:timestamp"
        ),
    ),
    "crm_leads": RawTable(
        ("lead_id",),
        "created_at",
        ("lead_id", "created_at"),
        _columns(
            "lead_id company_id email phone first_name last_name job_title lead_source"
            " created_at:timestamp converted_at:timestamp lost_at:timestamp lost_reason"
        ),
    ),
    "crm_lead_activities": RawTable(
        ("activity_id",),
        "occurred_at",
        ("activity_id", "lead_id", "activity_type", "occurred_at"),
        _columns("activity_id lead_id activity_type occurred_at:timestamp"),
    ),
    "crm_opportunities": RawTable(
        ("opportunity_id", "stage"),
        "stage_entered_at",
        ("opportunity_id", "stage", "stage_entered_at"),
        _columns(
            "opportunity_id lead_id company_id owner stage stage_entered_at:timestamp"
            " amount:money currency"
        ),
    ),
    "shop_accounts": RawTable(
        ("account_id",),
        "created_at",
        ("account_id",),
        _columns(
            "account_id email phone first_name last_name address postal_code city"
            " country_code created_at:timestamp updated_at:timestamp"
        ),
    ),
    "shop_orders": RawTable(
        ("order_id",),
        "ordered_at",
        ("order_id", "ordered_at", "total_amount"),
        _columns(
            "order_id account_id ordered_at:timestamp order_status"
            " status_changed_at:timestamp refunded_order_id currency"
            " total_amount:money discount_amount:money tax_amount:money"
            " margin_amount:money sales_channel store_id email"
        ),
        is_fact=True,
    ),
    "shop_order_lines": RawTable(
        ("order_id", "line_number"),
        "",
        ("order_id", "line_number"),
        _columns(
            "order_id line_number:integer sku category quantity:integer"
            " unit_price:money"
        ),
        is_fact=True,
    ),
    "web_events": RawTable(
        ("event_id",),
        "occurred_at",
        ("event_id", "visitor_id", "event_name", "occurred_at"),
        _columns(
            "event_id visitor_id account_id session_id event_name page_url sku"
            " occurred_at:timestamp engaged_seconds:integer device_type utm_source"
            " utm_campaign"
        ),
        is_fact=True,
    ),
    "social_interactions": RawTable(
        ("interaction_id",),
        "occurred_at",
        ("interaction_id", "network", "interaction_type", "occurred_at"),
        _columns(
            "interaction_id network handle email interaction_type body"
            " occurred_at:timestamp"
        ),
    ),
    "survey_responses": RawTable(
        ("response_id", "item_id"),
        "responded_at",
        ("response_id", "survey_id", "item_id", "answer", "responded_at"),
        _columns(
            "response_id survey_id email contact_id item_id answer"
            " responded_at:timestamp"
        ),
    ),
    "feedback_comments": RawTable(
        ("comment_id",),
        "created_at",
        ("comment_id", "body", "created_at"),
        _columns(
            "comment_id email account_id channel language rating body"
            " created_at:timestamp"
        ),
    ),
    "marketing_sends": RawTable(
        ("send_id",),
        "sent_at",
        ("send_id", "campaign_id", "sent_at"),
        _columns(
            "send_id campaign_id variant channel email phone contact_id"
            " sent_at:timestamp opened_at:timestamp clicked_at:timestamp"
            " bounced_at:timestamp unsubscribed_at:timestamp complained_at:timestamp"
            " converted_at:timestamp revenue:money cost:money"
        ),
        is_fact=True,
    ),
    "external_attributes": RawTable(
        ("identifier_type", "identifier", "attribute", "provider", "known_at"),
        "known_at",
        (
            "identifier_type",
            "identifier",
            "attribute",
            "value",
            "provider",
            "known_at",
        ),
        _columns(
            "identifier_type identifier attribute value provider known_at:timestamp"
        ),
    ),
    "context_series": RawTable(
        ("series", "area_code", "observed_on"),
        "known_at",
        ("series", "observed_on", "value"),
        _columns("series area_code observed_on value known_at:timestamp"),
    ),
    "geo_communes": RawTable(
        ("insee_code", "postal_code"),
        "",
        ("insee_code", "name"),
        _columns("insee_code name postal_code parent_insee_code urban_class"),
    ),
    "reference_words": RawTable(
        ("vocabulary", "word"),
        "",
        ("vocabulary", "word", "meaning"),
        _columns("vocabulary word meaning"),
    ),
}
