{%- set attributes = [
    'email', 'phone', 'first_name', 'last_name', 'gender', 'birth_date',
    'address', 'postal_code', 'city', 'country_code', 'insee_code',
] -%}

with

clusters as (
    select
        clusters.cluster_id,
        count(*) as records,
        min(records.known_at) as known_at,
        max(coalesce(records.updated_at, records.created_at)) as updated_at,
        list_sort(list(distinct records.record_source)) as record_sources,
    from {{ ref('int_identity_clusters') }} as clusters
    inner join {{ ref('int_person_records_standardised') }} as records
        on clusters.record_id = records.record_id
    group by clusters.cluster_id
),

golden_values as (
    select
        cluster_id,
        {% for attribute in attributes %}
            max(golden_value) filter (where attribute = '{{ attribute }}')
                as {{ attribute }},
        {% endfor %}
    from {{ ref('int_golden_values') }}
    group by cluster_id
),

merged as (
    select
        clusters.cluster_id,
        {% for attribute in attributes %}
            {{ "try_cast(golden_values.birth_date as date) as birth_date"
                if attribute == 'birth_date'
                else "golden_values." ~ attribute }},
        {% endfor %}
        clusters.records,
        clusters.record_sources,
        clusters.known_at,
        clusters.updated_at,
    from clusters
    left join golden_values
        on clusters.cluster_id = golden_values.cluster_id
)

select * from merged
