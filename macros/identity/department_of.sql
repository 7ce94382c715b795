{% macro department_of(code) -%}
    {#- Corsica and the overseas departments have codes of their own. -#}
    case
        when left({{ code }}, 2) in ('97', '98') then left({{ code }}, 3)
        when left({{ code }}, 3) in ('200', '201') then '2A'
        when left({{ code }}, 2) = '20' then '2B'
        else left({{ code }}, 2)
    end
{%- endmacro %}
