{#
    Dates in batches, each for one statement. A statement has a fixed cost,
    which matters if there are few customers. If there are many, memory limits
    the number of dates. A batch has at most 2.5 million customers in total.
#}
{% macro as_of_batches(dates) %}
    {%- set customers = {} -%}
    {%- for row in run_query(
        "select strftime(as_of_date, '%Y-%m-%d'), customers_known from "
        ~ ref('int_as_of_dates')
    ) -%}
        {%- do customers.update({row[0]: row[1] | int}) -%}
    {%- endfor -%}
    {%- set batches = [] -%}
    {%- set room = namespace(left=0) -%}
    {%- for date in dates -%}
        {%- if batches and customers[date] <= room.left -%}
            {%- do batches[-1].append(date) -%}
        {%- else -%}
            {%- do batches.append([date]) -%}
            {%- set room.left = 2500000 -%}
        {%- endif -%}
        {%- set room.left = room.left - customers[date] -%}
    {%- endfor -%}
    {{ return(batches) }}
{% endmacro %}
