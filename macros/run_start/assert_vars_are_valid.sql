{#-
    Stops the run with one message for all invalid vars. What a var may be is
    checked in full, so that none can bring anything else into a statement.
-#}
{% macro assert_vars_are_valid() %}
    {%- set choices = {
        'period': ['month', 'days'],
        'rfm_window': ['12_months', '24_months', 'lifetime'],
        'rfm_cut_points': ['quantile', 'fixed'],
    } -%}
    {%- set whole_numbers = {
        'period_days': [1, 366],
        'history_periods': [1, 120],
        'horizon_days': [1, 730],
        'retrain_periods': [0, 120],
        'rfm_bins': [2, 10],
        'min_k': [2, 100],
        'max_k': [var('min_k') | int(2), 100],
        'sample_size': [100, 1000000],
        'retention_days': [1, 36500],
        'min_segment_size': [1, 1000000],
    } -%}
    {%- set shares = ['min_segment_share'] -%}
    {%- set codes = {
        'reporting_currency': ['^[A-Z]{3}$', 'three capital letters, such as EUR'],
        'default_country': ['^[A-Z]{2}$', 'two capital letters, such as FR'],
    } -%}
    {%- set problems = [] -%}
    {%- for name, allowed in choices.items() if var(name) not in allowed -%}
        {%- do problems.append([name, "one of " ~ allowed | join(', ')]) -%}
    {%- endfor -%}
    {%- for name, (least, most) in whole_numbers.items()
        if not modules.re.match('^[0-9]{1,9}$', var(name) | string)
        or not least <= var(name) | int <= most -%}
        {%- do problems.append(
            [name, "a whole number from " ~ least ~ " to " ~ most]
        ) -%}
    {%- endfor -%}
    {%- for name in shares
        if not modules.re.match('^[0-9]?[.]?[0-9]{1,9}$', var(name) | string)
        or not 0 <= var(name) | float <= 1 -%}
        {%- do problems.append([name, "a number from 0 to 1, such as 0.01"]) -%}
    {%- endfor -%}
    {%- for name, (pattern, allowed) in codes.items()
        if not modules.re.match(pattern, var(name) | string) -%}
        {%- do problems.append([name, allowed]) -%}
    {%- endfor -%}
    {%- if var('allow_loss') | string | lower not in ['', 'true', 'false'] -%}
        {%- do problems.append(['allow_loss', "true or false"]) -%}
    {%- endif -%}
    {%- if execute -%}
        {%- set date = var('as_of_date') | string | trim -%}
        {%- if date and not is_scoring_date(date) -%}
            {%- do problems.append([
                'as_of_date',
                "a date from 1990-01-01 to 2100-12-31, written like 2026-01-31"
            ]) -%}
        {%- endif -%}
        {%- if not is_time_zone(var('reporting_timezone') | string) -%}
            {%- do problems.append(
                ['reporting_timezone', "a name such as Europe/Paris or UTC"]
            ) -%}
        {%- endif -%}
        {%- if 'reporting_currency' not in problems | map('first')
            and not has_rates(var('reporting_currency')) -%}
            {%- do problems.append([
                'reporting_currency',
                "a currency that has a row in seeds/reference/currency_rates.csv, "
                ~ "or add its rates there"
            ]) -%}
        {%- endif -%}
    {%- endif -%}
    {%- if problems -%}
        {%- set sentences = [] -%}
        {%- for name, allowed in problems -%}
            {%- do sentences.append(
                "var " ~ name ~ " is '" ~ var(name) ~ "': use " ~ allowed
            ) -%}
        {%- endfor -%}
        {%- do exceptions.raise_compiler_error(
            "These vars have invalid values (see dbt_project.yml):\n- "
            ~ sentences | join("\n- ")
        ) -%}
    {%- endif -%}
{% endmacro %}
