{#-
    The population of each due as-of date: one row per individual and date at
    which it was known, with days_known. `known` has one row per individual with
    known_at. If `until` names a column of it, the individual is described until
    that time.
-#}
{% macro known_individuals(entity, known, until=none, condition='true') -%}
    {%- set key = entity ~ '_id' -%}
    select
        dates.as_of_date,
        dates.as_of_at,
        known.{{ key }},
        date_diff('second', known.known_at, dates.as_of_at) / 86400.0
            as days_known,
    from {{ known }} as known
    inner join {{ ref('int_as_of_dates') }} as dates
        on
            known.known_at < dates.as_of_at
            {%- if until %}
            and (known.{{ until }} is null or known.{{ until }} >= dates.as_of_at)
            {%- endif %}
    where {{ is_due('dates.as_of_date') }} and {{ condition }}
{%- endmacro %}
