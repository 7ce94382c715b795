{#-
    Runs after the last model and stores the requests that matched no single
    person. Later, if only one of several people remains, the request still does
    not count as theirs.
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
