{% macro in_reporting_currency(amount, rate) -%}
    {#-
        Decimals of 18 digits multiply as integers of 64 bits, which hold
        products below 100 million with ten decimals. Greater products need 38
        digits, and rounding these takes 200 times as long.
    -#}
    case
        when abs({{ amount }}) * cast({{ rate }} as double) < 1e7
            then cast(
                cast({{ amount }} as decimal(18, 2)) * {{ rate }} as decimal(18, 4)
            )
        else cast(
            cast({{ amount }} as decimal(20, 2)) * {{ rate }} as decimal(18, 4)
        )
    end
{%- endmacro %}
