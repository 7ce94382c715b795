{#-
    Runs after the last model and stores the identifiers of requests that matched
    no single person. Later, if only one of several people remains, a request by
    the identifier still does not count as theirs, however it is spelled.
-#}
{% macro keep_unclear_requests(results) -%}
    {%- if execute and 'int_privacy_requests_matched' in results
        | selectattr('status', 'equalto', 'success') | map(attribute='node.name') -%}
        {%- do run_query(
            "insert into state.requests_unclear by name
            select identifier_hash as request_hash, min(status) as status
            from " ~ relation_of('int_privacy_requests_matched') ~ "
            inner join " ~ relation_of('int_privacy_requests_standardised') ~ "
                using (request_hash)
            where status in ('several', 'ignored') and is_sure
                and identifier_hash not in (
                    select request_hash from state.requests_unclear
                )
            group by all"
        ) -%}
    {%- endif -%}
{%- endmacro %}
