{#-
    dbt's check strategy with the scoring date as its clock: a change counts
    only at a date later than that of every existing version. A second run as of
    the same or an earlier date leaves all versions unchanged; an earlier date
    is logged.
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
    {%- set ahead = run_query(
        "select cast(max(dbt_valid_from) as date) from " ~ this
        ~ " having max(dbt_valid_from) > (select max(" ~ strategy.updated_at
        ~ ") from (" ~ node.compiled_code ~ "))"
    ).columns[0].values() if target_exists else [] -%}
    {%- if ahead -%}
        {%- do exceptions.warn(
            "No change is kept in " ~ node.name ~ ", because it has versions of "
            ~ ahead[0] ~ ", after the scoring date. If this is not a run for a past "
            ~ "date, delete its rows of later dates."
        ) -%}
    {%- endif -%}
    {{ return(strategy) }}
{%- endmacro %}
