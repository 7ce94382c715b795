{#-
    At most var sample_size rows of a wide feature table at the learning date.
    The order of md5 hashes is as good as random, and reproducible.
-#}
{% macro sampled_features(entity, features) -%}
    {%- set key = entity ~ '_id' -%}
    with

    learnt_at as (
        select learning_date as as_of_date
        from {{ ref('int_as_of_dates') }}
        where is_scoring_date
    ),

    features as (
        select features.*
        from {{ features }} as features
        inner join learnt_at on features.as_of_date = learnt_at.as_of_date
    ),

    sampled as (
        select *
        from features
        order by md5({{ key }}), {{ key }}
        limit {{ var('sample_size') }}
    )

    select * from sampled
{%- endmacro %}
