{#-
    One row per raw table, and per file that is not a raw table: what exists,
    the action and the problem. Reads only names, sizes and dates.
-#}
{% macro landing_plan(contract, folder) %}
with

contract as (

    select unnest(
        from_json(
            '{{ tojson(contract) }}',
            '[{
                "raw_table": "varchar",
                "columns": ["varchar"],
                "required": ["varchar"]
            }]'
        ),
        recursive := true
    )

),

-- DuckDB's ** does not enter linked folders. The two levels below the raw
-- folder are listed, so that a linked table or partition is found as well.
files as (

    select distinct
        filename as file,
        filename[len('{{ folder | replace("'", "''") }}') + 2:] as name,
        concat_ws(' ', filename, os_file_stamp(filename)) as fingerprint,
        size,
    from read_blob(
        [
            '{{ glob_text(folder) if folder else "/nowhere" }}' || steps
            for steps in ['/**/*', '/*/**/*', '/*/*/**/*']
        ]
    )

),

-- Hidden files and files that are still being written are not input. truth/ is
-- the generator's ground truth, which no model may read.
inputs as (

    select
        lower(regexp_extract(name, '^([^/.]*)', 1)) as raw_table,
        case
            when contains(name, '/') then 'folder'
            else lower(regexp_extract(name, '\.([^/]*)$', 1))
        end as kind,
        case
            when contains(name, '/') then regexp_extract(name, '^[^/]*/')
            else name
        end as input,
        list(file order by file) as files,
        md5(string_agg(fingerprint, chr(10) order by file)) as fingerprint,
        min(size) as smallest_size,
    from files
    where
        not regexp_matches(name, '(^|/)[._]')
        and not regexp_matches(name, '^truth/|\.(md|txt)$')
        and (not contains(name, '/') or name ilike '%.parquet')
    group by all

),

tables as (

    select
        table_name as raw_table,
        'table' as object_type,
        comment,
        estimated_size,
    from duckdb_tables()
    where database_name = current_database() and schema_name = 'raw'

),

views as (

    select
        view_name as raw_table,
        'view' as object_type,
        comment,
        null as estimated_size,
    from duckdb_views()
    where database_name = current_database() and schema_name = 'raw'

),

-- A loader may have filled the empty table that an earlier run created.
objects as (

    select
        raw_table,
        object_type,
        comment,
        coalesce(starts_with(comment, 'strata: '), false)
        and not (
            starts_with(comment, 'strata: empty') and estimated_size > 0
        ) as is_ours,
    from (from tables union all by name from views)

),

loaded_columns as (

    select
        table_name as raw_table,
        list(lower(column_name) order by column_index) as loaded_columns,
    from duckdb_columns()
    where database_name = current_database() and schema_name = 'raw'
    group by all

),

readable_inputs as (

    select
        raw_table,
        list(input order by input) as input_names,
        min_by(kind, input) as kind,
        min_by(input, input) as input,
        min_by(files, input) as files,
        min_by(fingerprint, input) as fingerprint,
        min(smallest_size) as smallest_size,
    from inputs
    where kind in ('parquet', 'csv', 'folder')
    group by all

),

compared as (

    select
        contract.raw_table,
        contract.columns,
        contract.required,
        readable_inputs.kind,
        readable_inputs.input,
        readable_inputs.input_names,
        readable_inputs.smallest_size,
        coalesce(readable_inputs.files, []) as files,
        objects.object_type,
        objects.comment,
        coalesce(not objects.is_ours, false) as is_loaded,
        coalesce(loaded_columns.loaded_columns, []) as loaded_columns,
        concat(
            'strata: ', coalesce(readable_inputs.kind, 'empty'), ' ',
            md5(
                concat(readable_inputs.fingerprint, contract.columns::varchar)
            )
        ) as mark,
    from contract
    left join readable_inputs using (raw_table)
    left join objects using (raw_table)
    left join loaded_columns using (raw_table)

),

planned as (

    select
        raw_table,
        columns,
        required,
        files,
        object_type,
        mark,
        case
            when is_loaded then 'loaded'
            when comment = mark then 'keep'
            else coalesce(kind, 'empty')
        end as action,
        '{{ folder | replace("'", "''") }}/' || input as input,
        list_filter(
            required,
            lambda required_column:
                not list_contains(loaded_columns, lower(required_column))
        ) as not_loaded,
        case
            when len(input_names) > 1
                then format(
                    '{}: {} are two inputs for one table; keep one of them.',
                    raw_table, array_to_string(input_names, ' and ')
                )
            when is_loaded and input is not null
                then format(
                    '{}: the {} raw.{} was made by a loader, and {} is there '
                    || 'as well; remove the file, or drop the {}.',
                    raw_table, object_type, raw_table, input, object_type
                )
            when is_loaded and len(not_loaded) > 0
                then format(
                    '{}: the {} raw.{} lacks the required column(s) {}; '
                    || 'found: {}. Have the loader write them.',
                    raw_table, object_type, raw_table,
                    array_to_string(not_loaded, ', '),
                    array_to_string(loaded_columns, ', ')
                )
            when smallest_size = 0
                then format(
                    '{}: {} is empty (0 bytes); write it again, or remove it '
                    || 'if there is no such data.',
                    raw_table, array_to_string(input_names, ', ')
                )
        end as problem,
    from compared

),

strangers as (

    select
        'unknown' as action,
        format(
            '{} (nearest raw table: {})',
            inputs.input,
            arg_max(
                contract.raw_table,
                (
                    jaro_winkler_similarity(
                        inputs.raw_table, contract.raw_table
                    ),
                    contract.raw_table
                )
            )
        ) as input,
    from inputs, contract
    where
        inputs.kind not in ('parquet', 'csv', 'folder')
        or inputs.raw_table not in (select raw_table from contract)
    group by inputs.input

)

select to_json(list(landing order by action, raw_table, input)) as plan
from (from planned union all by name from strangers) as landing
{% endmacro %}
