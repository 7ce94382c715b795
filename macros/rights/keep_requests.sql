{#-
    Runs after the erasure. Stores the open privacy requests, and when a request
    without a readable date was first loaded; forgets answered ones. Reports the
    open ones in each run until they are answered.
-#}
{% macro keep_requests(results) -%}
    {%- set built = results | selectattr('status', 'equalto', 'success')
        | map(attribute='node.name') | list if execute else [] -%}
    {%- if 'int_privacy_requests_open' in built -%}
        {%- set requests_open = relation_of('int_privacy_requests_open') -%}
        {#- A request that no run could answer yet is not forgotten. -#}
        {%- set is_pending = "false" if 'int_people_suppressed' in built
            and 'int_rows_erased' in built else "kept.identifier is not null" -%}
        {%- do run_query(
            "begin transaction;
            create or replace temp table requests_to_keep as
            select
                read.request_hash,
                read.identifier_type,
                case
                    when requests_open.status <> 'unknown' or " ~ is_pending ~ "
                        then read.identifier
                end as identifier,
                read.request_type,
                read.requested_at,
            from " ~ relation_of('int_privacy_requests_read') ~ " as read
            left join " ~ requests_open ~ " as requests_open using (request_hash)
            left join state.requests_kept as kept using (request_hash)
            where requests_open.status <> 'unknown'
                or not read.is_dated
                or coalesce(read.request_type = 'erasure' and " ~ is_pending ~ ", false);
            truncate state.requests_kept;
            insert into state.requests_kept by name from requests_to_keep;
            drop table requests_to_keep;
            commit"
        ) -%}
        {%- set counts = run_query(
            "select
                count(*) filter (status = 'nobody'),
                count(*) filter (status in ('several', 'ignored')),
                count(*) filter (status = 'unknown')
            from " ~ requests_open
        ).rows[0] -%}
        {%- if counts[0] + counts[1] + counts[2] > 0 -%}
            {%- do exceptions.warn(
                (counts[0] + counts[1] + counts[2]) ~ " privacy requests are open: "
                ~ counts[0] ~ " with an identifier that nobody has, " ~ counts[1]
                ~ " with one that several people have or that is a placeholder, "
                ~ counts[2] ~ " unreadable. intermediate.int_privacy_requests_open "
                ~ "lists them. Correct them in crm_privacy_requests, or close them by a "
                ~ "row with the same identifier and the request_type 'answered'. Until "
                ~ "then they are kept, and take effect when their person appears."
            ) -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
