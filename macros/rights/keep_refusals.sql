{#-
    Runs after the last model and stores the latest refusal per identifier,
    channel and purpose, by its keyed hash. It holds until a later consent, also
    if its source is gone (int_refusals_restored).
-#}
{% macro keep_refusals(results) -%}
    {%- if execute and 'int_refusals_read' in results
        | selectattr('status', 'equalto', 'success') | map(attribute='node.name') -%}
        {%- set refusals = relation_of('int_refusals_read') -%}
        {%- do run_query(
            "begin transaction;
            delete from state.refusals_kept as kept
            using " ~ refusals ~ " as refusals
            where kept.identifier_hash = refusals.identifier_hash
                and kept.channel = refusals.channel
                and kept.purpose = refusals.purpose
                and kept.recorded_at < refusals.recorded_at;
            insert into state.refusals_kept by name
            from " ~ refusals ~ "
            anti join state.refusals_kept
                using (identifier_hash, channel, purpose);
            commit"
        ) -%}
    {%- endif -%}
{%- endmacro %}
