{#-
    By what the erased are recognised when they are delivered again: columns of
    `records`, and what they are called in the list. With an e-mail or a phone goes the
    first name, for a household shares them, and numbers change hands. An e-mail alone
    is listed only where no name was known, and a record without a name is whoever had
    its e-mail; a number alone says nothing.
-#}
{% macro suppressed_identifiers() -%}
    {{ return({
        'record_id': 'records.record_id',
        'email': 'records.email',
        'email_and_first_name':
            "records.email || '|' || coalesce(records.first_name, '')",
        'phone_and_first_name': "records.phone || '|' || records.first_name",
    }) }}
{%- endmacro %}
