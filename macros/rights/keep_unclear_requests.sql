{#-
    Runs after the last model: keeps which requests said not whose they are. Who is left
    when the others have gone has not asked for anything.
-#}
{% macro keep_unclear_requests(results) -%}
    {%- set built = results | selectattr('status', 'equalto', 'success')
        | map(attribute='node.name') | list if execute else [] -%}
    {%- if 'int_privacy_requests_matched' in built -%}
        {%- do run_query(
            "insert into state.requests_unclear
            select distinct " ~ erasable_key('crm_privacy_requests') ~ " as row_key, status
            from " ~ relation_of('int_privacy_requests_matched') ~ " as matched
            where status in ('several', 'ignored')
                and row_key not in (
                    select requests_unclear.row_key from state.requests_unclear
                )"
        ) -%}
    {%- endif -%}
{%- endmacro %}
