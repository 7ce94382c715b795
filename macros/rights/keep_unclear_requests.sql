{#-
    Runs after the last model: keeps which requests said not whose they are. Who is left
    when the others have gone has not asked for anything.
-#}
{% macro keep_unclear_requests(results) -%}
    {%- if execute and 'int_privacy_requests_matched' in results
        | selectattr('status', 'equalto', 'success') | map(attribute='node.name') -%}
        {%- do run_query(
            "insert into state.requests_unclear by name
            select distinct request_hash, status
            from " ~ relation_of('int_privacy_requests_matched') ~ "
            anti join state.requests_unclear using (request_hash)
            where status in ('several', 'ignored')"
        ) -%}
    {%- endif -%}
{%- endmacro %}
