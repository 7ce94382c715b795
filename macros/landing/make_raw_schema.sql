{% macro make_raw_schema() -%}
    {%- do run_query("
        create schema if not exists raw;

        -- The folder that the database was built from: one row.
        create table if not exists raw.raw_input (folder varchar);

        -- The file or folder that each raw table comes from; none of a loader's.
        create table if not exists raw.raw_files (raw_table varchar, file varchar);

        create table if not exists raw.raw_rejects (
            raw_table varchar,
            file varchar,
            line bigint,
            text varchar,
            error varchar
        );

        -- How many rows of a landed csv were erased from it: a row per erasure.
        create table if not exists raw.raw_erased (
            raw_table varchar,
            row_count bigint
        );
    ") -%}
{%- endmacro %}
