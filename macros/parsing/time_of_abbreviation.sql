{#-
    Abbreviations of one zone only. BST is British, Bangladeshi or Bougainville
    time, IST Indian, Irish or Israeli: they are not read.
-#}
{% macro time_of_abbreviation(text) -%}
    {%- set offsets = {
        'UTC': '+00:00', 'GMT': '+00:00', 'UT': '+00:00',
        'WET': '+00:00', 'WEST': '+01:00',
        'CET': '+01:00', 'CEST': '+02:00', 'MEZ': '+01:00', 'MESZ': '+02:00',
        'EET': '+02:00', 'EEST': '+03:00', 'MSK': '+03:00',
        'EST': '-05:00', 'EDT': '-04:00', 'MDT': '-06:00', 'PDT': '-07:00',
        'JST': '+09:00', 'KST': '+09:00', 'AEST': '+10:00', 'AEDT': '+11:00',
        'NZST': '+12:00', 'NZDT': '+13:00',
    } -%}
    regexp_replace({{ text }}, ' *[A-Za-z]+\s*$', '')
    || list_transform(
        [regexp_extract(upper({{ text }}), '([A-Z]+)\s*$', 1)],
        lambda abbreviation: case abbreviation
            {%- for name, offset in offsets.items() %}
            when '{{ name }}' then '{{ offset }}'
            {%- endfor %}
        end
    )[1]
{%- endmacro %}
