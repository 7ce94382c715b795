{#- Stops the run with one message for all invalid vars. -#}
{% macro assert_vars_are_valid() %}
    {%- set choices = {
        'period': ['month', 'days'],
        'rfm_window': ['12_months', '24_months', 'lifetime'],
        'rfm_cut_points': ['quantile', 'fixed'],
    } -%}
    {%- set ranges = {
        'period_days': [1, 366],
        'history_periods': [1, 120],
        'horizon_days': [1, 730],
        'retrain_periods': [0, 120],
        'rfm_bins': [2, 10],
        'min_k': [2, 100],
        'max_k': [var('min_k') | float(2), 100],
        'sample_size': [100, 1000000],
        'retention_days': [1, 36500],
        'min_segment_share': [0, 1],
        'min_segment_size': [1, 1000000],
    } -%}
    {%- set problems = [] -%}
    {%- for name, allowed in choices.items() if var(name) not in allowed -%}
        {%- do problems.append(
            "var " ~ name ~ " is '" ~ var(name) ~ "': use one of "
            ~ allowed | join(', ')
        ) -%}
    {%- endfor -%}
    {%- for name, (least, most) in ranges.items()
        if not least <= var(name) | float(least - 1) <= most -%}
        {%- do problems.append(
            "var " ~ name ~ " is '" ~ var(name) ~ "': use a number from "
            ~ least ~ " to " ~ most
        ) -%}
    {%- endfor -%}
    {%- if var('allow_loss') | string | lower not in ['', 'true', 'false'] -%}
        {%- do problems.append(
            "var allow_loss is '" ~ var('allow_loss') ~ "': use true or false"
        ) -%}
    {%- endif -%}
    {%- if var('as_of_date')
        and not modules.re.match('^[0-9]{4}-[0-9]{2}-[0-9]{2}$', var('as_of_date') | string) -%}
        {%- do problems.append(
            "var as_of_date is '" ~ var('as_of_date') ~ "': write it as 2026-01-31"
        ) -%}
    {%- endif -%}
    {%- if problems -%}
        {%- do exceptions.raise_compiler_error(
            "These vars have invalid values (see dbt_project.yml):\n- "
            ~ problems | join("\n- ")
        ) -%}
    {%- endif -%}
{% endmacro %}
