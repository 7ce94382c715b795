{#-
    What names a raw row where rows are erased: its key. Where that holds an e-mail or
    a phone, its fingerprint, for what was erased must not stand in a list.
-#}
{% macro erasable_key(raw_table) -%}
    {%- set columns = erasable_columns(raw_table) -%}
    {{ return(
        columns[0] if columns | length == 1 else 'md5(' ~ record_key(columns) ~ ')'
    ) }}
{%- endmacro %}
