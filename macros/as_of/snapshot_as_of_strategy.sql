{#-
    dbt's check strategy with the scoring date for a clock: changes count only as of a
    later date than any version has. A second run as of the same date, or one as of an
    earlier date, leaves all versions as they are.
-#}
{% macro snapshot_as_of_strategy(
    node, snapshotted_rel, current_rel, model_config, target_exists
) -%}
    {%- set strategy = snapshot_check_strategy(
        node, snapshotted_rel, current_rel, model_config, target_exists
    ) -%}
    {%- do strategy.update({
        'row_changed': '(' ~ strategy.row_changed ~ ' and '
            ~ current_rel ~ '.dbt_updated_at > '
            ~ '(select max(dbt_valid_from) from ' ~ snapshotted_rel ~ '))'
    }) -%}
    {{ return(strategy) }}
{%- endmacro %}
