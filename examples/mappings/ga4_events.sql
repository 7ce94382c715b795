-- Google Analytics 4: the tables events_YYYYMMDD of BigQuery, as parquet.

create view events as
select
    -- GA4 has no key of an event. Events that are alike in all of this are
    -- numbered, so that none is lost; a table that is exported twice gives the
    -- same keys.
    md5(
        concat_ws(
            '|',
            user_pseudo_id,
            event_timestamp,
            event_name,
            event_bundle_sequence_id,
            to_json(event_params)
        )
    ) as content,
    list_filter(
        event_params, lambda param: param.key = 'ga_session_id'
    )[1].value.int_value as ga_session_id,
    list_filter(
        event_params, lambda param: param.key = 'page_location'
    )[1].value.string_value as page_location,
    list_filter(
        event_params, lambda param: param.key = 'engagement_time_msec'
    )[1].value.int_value as engagement_time_msec,
    list_filter(
        event_params, lambda param: param.key = 'source'
    )[1].value.string_value as visit_source,
    list_filter(
        event_params, lambda param: param.key = 'campaign'
    )[1].value.string_value as visit_campaign,
    *,
from source;

create view web_events as
select
    concat_ws(
        '-', content, row_number() over (partition by content)
    ) as event_id,
    user_pseudo_id as visitor_id,
    -- The mappings of shops name accounts by e-mail in lower case.
    case
        when contains(user_id, '@') then lower(trim(user_id))
        else user_id
    end as account_id,
    user_pseudo_id || '.' || ga_session_id as session_id,
    event_name,
    page_location as page_url,
    items[1].item_id as sku,
    to_timestamp(event_timestamp / 1000000) as occurred_at,
    engagement_time_msec / 1000 as engaged_seconds,
    device.category as device_type,
    coalesce(
        visit_source,
        nullif(regexp_extract(page_location, '[?&]utm_source=([^&#]*)', 1), '')
    ) as utm_source,
    coalesce(
        visit_campaign,
        nullif(
            regexp_extract(page_location, '[?&]utm_campaign=([^&#]*)', 1), ''
        )
    ) as utm_campaign,
from events;
