with

scoring_date as (

    select * from {{ ref('int_scoring_date') }}

),

-- One scan of each table. A date after the scoring date does not count: with an
-- earlier scoring date it was not known.
tables_profiled as (

    {%- for entity in raw_tables() %}
        select
            '{{ entity }}' as entity,
            count(*) as rows_clean,
            max(loaded_at) as newest_loaded_at,
            [
                {%- for column in contract_of(entity) %}
                    struct_pack(
                        column_name := '{{ column.name }}',
                        missing_count := count(*) - count({{ column.name }}),
                        newest_at :=
                        {%- if column.type == 'timestamp' %}
                            max({{ column.name }}) filter (
                                {{ column.name }} < as_of_at
                            )
                        {%- else %}
                            cast(null as timestamp)
                        {%- endif %}
                    ),
                {%- endfor %}
            ] as profiles,
        from {{ ref('int_' ~ entity ~ '_cleaned') }}
        cross join scoring_date
        {{ "union all" if not loop.last }}
    {%- endfor %}

),

unnested as (

    select
        entity,
        rows_clean,
        newest_loaded_at,
        unnest(profiles) as profile,
    from tables_profiled

),

clean_columns as (

    select
        entity,
        rows_clean,
        newest_loaded_at,
        unnested.profile.column_name,
        unnested.profile.missing_count,
        unnested.profile.newest_at,
    from unnested

)

select * from clean_columns
