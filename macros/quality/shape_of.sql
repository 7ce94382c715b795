{#- AM or PM after a digit is shown: it is what most programs do not expect. -#}
{% macro shape_of(value) -%}
    left(
        case
            when regexp_matches({{ value }}, '[0-9] ?[AaPp][Mm]$')
                then
                    {{ masked('left(' ~ value ~ ', length(' ~ value ~ ') - 2)') }}
                    || upper(right({{ value }}, 2))
            else {{ masked(value) }}
        end,
        40
    )
{%- endmacro %}


{#- Each letter, digit and mark by one of its kind. -#}
{% macro masked(value) -%}
    regexp_replace(
        regexp_replace(
            regexp_replace({{ value }}, '\p{N}', '9', 'g'),
            '\p{Lu}', 'A', 'g'
        ),
        '[^9A\x20-\x40\x5B-\x60\x7B-\x7E]', 'a', 'g'
    )
{%- endmacro %}
