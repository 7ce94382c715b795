{#- The tables of state that are no models: staging and linking read them before any
    model of the run could write them. -#}
{% macro make_state_schema() -%}
    {%- if execute -%}
        {%- do run_query("
            create schema if not exists state;

            -- One row per key of raw rows that were erased; row_at is the time of
            -- rows whose key holds a hash.
            create table if not exists state.rows_erased (
                raw_table varchar,
                row_key varchar,
                row_at timestamp
            );

            -- One row per identifier of the erased, as a keyed hash.
            create table if not exists state.people_suppressed (
                identifier_type varchar,
                identifier_hash varchar,
                erased_on date
            );

            -- One row per privacy request that said not whose it is.
            create table if not exists state.requests_unclear (
                row_key varchar,
                status varchar
            );
        ") -%}
    {%- endif -%}
{%- endmacro %}
