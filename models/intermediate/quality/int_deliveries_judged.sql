{%- set verdict_on_loss = 'warn' if loss_is_allowed() else 'fail' -%}
{%- set if_meant = (
    'STRATA_ALLOW_LOSS=true lets this run go on.' if loss_is_allowed()
    else 'Deliver all data again. If the loss is meant, run once with '
        ~ 'STRATA_ALLOW_LOSS=true.'
) -%}

with

deliveries as (
    select * from {{ ref('int_deliveries_counted') }}
),

reasons as (
    select * from {{ ref('int_quarantine_reasons') }}
),

accepted as (
    select * from {{ ref('stg_state__deliveries_accepted') }}
),

scoring_date as (
    select * from {{ ref('int_scoring_date_found') }}
),

thresholds as (
    select
        {{ quality_threshold('delivery_warn_share') }} as warn_share,
        {{ quality_threshold('delivery_fail_share') }} as fail_share,
        {{ quality_threshold('delivery_loss_share') }} as loss_share,
        {{ quality_threshold('delivery_least_rows') }} as least_rows,
),

reasons_told as (
    select
        entity,
        'Largest reasons: ' || string_agg(
            reason || ' (' || what_to_do || ')',
            '; '
            order by position
        ) || '.' as because,
    from reasons
    where position <= 3
    group by entity
),

arrivals as (
    select
        deliveries.*,
        deliveries.rows_in
        - deliveries.rows_erased
        + deliveries.rows_rejected as rows_arrived,
        reasons_told.because,
    from deliveries
    left join reasons_told on deliveries.entity = reasons_told.entity
),

-- One row per raw table and gate: rows affected, of how many, the shares above
-- which the gate warns and fails, and the number of rows from which it fails.
shares as (
    select
        entity,
        'nothing_clean' as gate,
        'rows and lines came in without one clean row' as finding,
        case when rows_clean = 0 then rows_arrived else 0 end as row_count,
        rows_arrived as of_rows,
        0 as warn_share,
        0 as fail_share,
        0 as least_rows,
        'fail' as verdict_beyond,
        coalesce(because, 'See raw.raw_rejects.') as what_to_do,
    from arrivals
    union all
    {%- for gate, finding, because in [
        ('quarantined', 'rows are in quarantine', "coalesce(because, '')"),
        ('rejected', 'lines cannot be read', "'See raw.raw_rejects.'"),
    ] %}
        select
            arrivals.entity,
            '{{ gate }}' as gate,
            '{{ finding }}' as finding,
            arrivals.rows_{{ gate }} as row_count,
            arrivals.rows_arrived as of_rows,
            thresholds.warn_share,
            thresholds.fail_share,
            thresholds.least_rows,
            'fail' as verdict_beyond,
            {{ because }} as what_to_do,
        from arrivals
        cross join thresholds
        union all
    {%- endfor %}
    select
        accepted.raw_table as entity,
        'rows_lost' as gate,
        'rows of the last accepted run are lost' as finding,
        greatest(accepted.rows_in - deliveries.rows_in, 0) as row_count,
        accepted.rows_in as of_rows,
        thresholds.loss_share as warn_share,
        thresholds.loss_share as fail_share,
        thresholds.least_rows,
        '{{ verdict_on_loss }}' as verdict_beyond,
        '{{ if_meant }}' as what_to_do,
    from accepted
    inner join deliveries on accepted.raw_table = deliveries.entity
    cross join thresholds
),

figures as (
    select
        *,
        row_count / nullif(of_rows, 0) as figure,
    from shares
    where of_rows > 0
),

shares_judged as (
    select
        entity,
        gate,
        figure,
        fail_share as bound,
        case
            when figure > fail_share and of_rows >= least_rows
                then verdict_beyond
            when figure > warn_share then 'warn'
            else 'pass'
        end as verdict,
        entity || ': ' || row_count || ' of ' || of_rows || ' ' || finding
        || ', ' || cast(100 * figure as decimal(9, 1)) || ' % (the build stops '
        || case
            when fail_share = 0 then 'if no row is clean'
            else 'above ' || cast(100 * fail_share as decimal(9, 1)) || ' %'
        end || '). '
        || what_to_do as message,
    from figures
),

dates_judged as (
    select
        'all tables' as entity,
        'clock_moved_back' as gate,
        date_diff(
            'day', scoring_date.data_date, max(accepted.data_date)
        ) as figure,
        0 as bound,
        case
            when max(accepted.data_date) > scoring_date.data_date
                then '{{ verdict_on_loss }}'
            else 'pass'
        end as verdict,
        'all tables: the last day with real trade is before '
        || scoring_date.data_date
        || '; in the last accepted run it was before '
        || max(accepted.data_date) || '. With an earlier scoring date, later '
        || 'history is replaced. {{ if_meant }}' as message,
    from accepted
    cross join scoring_date
    group by scoring_date.data_date
),

verdicts as (
    select * from shares_judged
    union all
    select * from dates_judged
)

select
    entity,
    gate,
    cast(figure as decimal(18, 6)) as figure,
    cast(bound as decimal(18, 6)) as bound,
    verdict,
    message,
from verdicts
