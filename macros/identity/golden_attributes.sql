{#- The attributes of the golden record with name, value to display, value for
    comparisons and validity, as SQL on int_person_records_standardised. -#}
{% macro golden_attributes() -%}
    {{ return([
        ('email', 'email', 'email',
            'is_email_valid and not is_email_disposable and not is_email_role'),
        ('phone', 'phone', 'phone', 'is_phone_valid'),
        ('first_name', 'raw_first_name', 'first_name', 'true'),
        ('last_name', 'raw_last_name', 'last_name', 'true'),
        ('gender', 'gender', 'gender', 'true'),
        ('birth_date', 'cast(birth_date as varchar)',
            "strftime(birth_date, '%Y%m%d')", 'true'),
        ('marital_status', 'marital_status', 'marital_status', 'true'),
        ('household_income', 'cast(household_income as varchar)',
            'cast(household_income as varchar)', 'true'),
        ('address', 'raw_address', 'address', 'true'),
        ('postal_code', 'postal_code', 'postal_code', 'true'),
        ('city', 'raw_city', 'city', 'true'),
        ('country_code', "nullif(country_code, 'ZZ')",
            "nullif(country_code, 'ZZ')", 'true'),
        ('insee_code', 'insee_code', 'insee_code', 'true'),
        ('commune_code', 'commune_code', 'commune_code', 'true'),
    ]) }}
{%- endmacro %}
