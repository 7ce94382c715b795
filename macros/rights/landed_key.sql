{#- The erasable key of a raw row, whose columns are text as they were written. -#}
{% macro landed_key(raw_table) -%}
    {%- set casts = {
        'recorded_at': as_timestamp('recorded_at'),
        'requested_at': as_timestamp('requested_at'),
        'known_at': as_timestamp('known_at'),
    } -%}
    {%- set key = erasable_columns(raw_table) -%}
    {%- set columns = [] -%}
    {%- for column in key -%}
        {%- do columns.append(casts[column] if column in casts else as_text(column)) -%}
    {%- endfor -%}
    {{ return(columns[0] if key | length == 1 else 'md5(' ~ record_key(columns) ~ ')') }}
{%- endmacro %}
