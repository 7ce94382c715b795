{#-
    dbt's check strategy with the scoring date for a clock: a version is followed by
    another only as of a later date. A second run as of the same date, or one as of an
    earlier date, leaves it as it is.
-#}
{% macro snapshot_as_of_strategy(
    node, snapshotted_rel, current_rel, model_config, target_exists
) -%}
    {%- set strategy = snapshot_check_strategy(
        node, snapshotted_rel, current_rel, model_config, target_exists
    ) -%}
    {%- do strategy.update({
        'row_changed': '(' ~ strategy.row_changed ~ ' and '
            ~ snapshotted_rel ~ '.dbt_valid_from < '
            ~ current_rel ~ '.dbt_updated_at)'
    }) -%}
    {{ return(strategy) }}
{%- endmacro %}
