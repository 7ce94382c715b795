{#-
    A table of text columns. An unreadable line would stop every query on the
    file itself. Here it goes to raw_rejects, once for all its errors.
-#}
{% macro land_csv(table) %}
{%- set dialect = csv_dialect(table.files[0]) -%}
create table raw.{{ table.raw_table }} (
    {%- for column in table.columns %}
    {{ column }} varchar,
    {%- endfor %}
);

comment on table raw.{{ table.raw_table }} is 'strata: unfinished';

drop table if exists temp.rejected_lines;

drop table if exists temp.rejecting_scans;

insert into raw.{{ table.raw_table }}
select
    {%- for column in table.columns %}
    {{ 'column_' ~ dialect.columns.index(column)
        if column in dialect.columns else 'null' }},
    {%- endfor %}
from read_csv(
    '{{ glob_text(table.files[0]) }}',
    auto_detect = false,
    columns = {
        {%- for _ in dialect.columns %}
        'column_{{ loop.index0 }}': 'varchar',
        {%- endfor %}
    },
    delim = '{{ dialect.delimiter }}',
    header = true,
    quote = '"',
    escape = '"',
    nullstr = '',
    strict_mode = true,
    store_rejects = true,
    rejects_table = 'rejected_lines',
    rejects_scan = 'rejecting_scans'
);

insert into raw.raw_rejects
select
    '{{ table.raw_table }}' as raw_table,
    '{{ table.input | replace("'", "''") }}' as file,
    line,
    trim(min(csv_line), chr(10) || chr(13)) as text,
    string_agg(error_message, '; ' order by error_message) as error,
from temp.rejected_lines
group by line;
{% endmacro %}
