{{ config(materialized='view') }}

with

ids as (
    select
        record_id,
        customer_id,
    from {{ ref('int_customer_ids') }}
    where is_present
),

places as (
    select
        record_id,
        commune_code,
    from {{ ref('int_person_places') }}
),

ignored_values as (
    select * from {{ ref('int_identity_values_ignored') }}
),

priorities as (
    select * from {{ ref('source_priorities') }}
),

possible_births as (
    select
        make_date(cast(thresholds.value as integer), 1, 1) as born_from,
        scoring_date.as_of_at as born_before,
    from {{ ref('int_scoring_date') }} as scoring_date
    cross join {{ ref('quality_thresholds') }} as thresholds
    where thresholds.threshold = 'earliest_year'
),

-- An impossible birth date is worse than none.
owned as (
    select
        records.* replace (
            case
                when
                    records.birth_date >= possible_births.born_from
                    and records.birth_date < possible_births.born_before
                    then records.birth_date
            end as birth_date
        ),
        places.commune_code,
        ids.customer_id,
        coalesce(priorities.priority, 1000) as priority,
        coalesce(records.updated_at, records.created_at) as changed_at,
        coalesce(changed_at, records.loaded_at) as dated_at,
    from {{ ref('int_person_records_standardised') }} as records
    inner join ids on records.record_id = ids.record_id
    cross join possible_births
    left join places on records.record_id = places.record_id
    left join priorities on records.record_source = priorities.record_source
),

-- An e-mail is also ignored if its part before the @ is.
told as (
    select
        *,
        list_filter(
            [
                {% for attribute, _, compared, _ in golden_attributes() -%}
                    case
                        when
                            {{ compared }} in (
                                select ignored_values.ignored_value
                                from ignored_values
                                where
                                    ignored_values.attribute
                                    = '{{ attribute }}'
                            )
                            {% if attribute == 'email' -%}
                                or email_name in (
                                    select ignored_values.ignored_value
                                    from ignored_values
                                    where
                                        ignored_values.attribute = 'email_name'
                                )
                            {% endif -%}
                            then '{{ attribute }}'
                    end,
                {% endfor -%}
            ],
            lambda attribute: attribute is not null
        ) as ignored_attributes,
    from owned
)

select
    record_id,
    customer_id,
    record_source,
    priority,
    changed_at,
    dated_at,
    {% for attribute, shown, compared, valid in golden_attributes() -%}
        {{ shown }} as {{ attribute }},
        {{ compared }} as compared_{{ attribute }},
        {{ valid }} as is_{{ attribute }}_valid,
    {% endfor -%}
    ignored_attributes,
from told
