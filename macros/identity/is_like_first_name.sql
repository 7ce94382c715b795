{% macro is_like_first_name(left_name, right_name) -%}
    {#-
        Similarity counts bytes. Names whose letters are mostly of several bytes
        would all be alike, so of these one must be the other's first words.
    -#}
    {{ left_name }} = {{ right_name }}
    or starts_with({{ left_name }}, {{ right_name }} || ' ')
    or starts_with({{ right_name }}, {{ left_name }} || ' ')
    or (
        strlen({{ left_name }}) * 2 < length({{ left_name }}) * 3
        and strlen({{ right_name }}) * 2 < length({{ right_name }}) * 3
        and (
            starts_with({{ left_name }}, {{ right_name }})
            or starts_with({{ right_name }}, {{ left_name }})
            or jaro_winkler_similarity({{ left_name }}, {{ right_name }}) >= 0.92
        )
    )
{%- endmacro %}
