{% macro stop_on(problems) -%}
    {%- set problems = problems | select | list -%}
    {%- if problems -%}
        {%- do exceptions.raise_compiler_error(
            "The input cannot be used (see docs/input-contract.md):\n- "
            ~ problems | join("\n- ")
        ) -%}
    {%- endif -%}
{%- endmacro %}
