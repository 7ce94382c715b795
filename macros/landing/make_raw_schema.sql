{% macro make_raw_schema() -%}
    {%- do run_query("
        create schema if not exists raw;

        -- The folder that the database was built from: one row.
        create table if not exists raw.raw_input (folder varchar);

        -- The file or folder of each raw table; a loader's tables have none.
        create table if not exists raw.raw_files (raw_table varchar, file varchar);

        create table if not exists raw.raw_rejects (
            raw_table varchar,
            file varchar,
            line bigint,
            text varchar,
            error varchar
        );

        -- What was mended in the files, in sentences without values.
        create table if not exists raw.raw_notes (raw_table varchar, note varchar);

        -- Number of rows erased from a landed csv, one row per erasure.
        create table if not exists raw.raw_erased (
            raw_table varchar,
            row_count bigint
        );
    ") -%}
{%- endmacro %}
