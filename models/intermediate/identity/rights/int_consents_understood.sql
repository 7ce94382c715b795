with

clean as (
    select * from {{ ref('int_crm_consents_cleaned') }}
),

undated as (
    select * from {{ ref('int_consents_undated') }}
),

words as (
    select distinct
        vocabulary,
        meaning,
    from {{ ref('int_words_known') }}
    where meaning not in ('all', 'none')
),

consents as (
    select
        *,
        true as is_dated,
    from clean
    union all by name
    select
        *,
        false as is_dated,
    from undated
),

-- An answer that nothing explains counts as a refusal.
understood as (
    select
        consents.* exclude (channel, purpose, is_granted),
        consents.channel as written_channel,
        consents.purpose as written_purpose,
        coalesce(channels.meaning, consents.channel) as channel,
        coalesce(purposes.meaning, consents.purpose) as purpose,
        channels.meaning is null as is_channel_unknown,
        purposes.meaning is null as is_purpose_unknown,
        coalesce(answers.meaning = 'yes', false) as is_granted,
    from consents
    left join {{ meanings_of('consent_channel') }} as channels
        on consents.channel = channels.written
    left join {{ meanings_of('consent_purpose') }} as purposes
        on consents.purpose = purposes.written
    left join {{ meanings_of('yes_no') }} as answers
        on consents.is_granted = answers.written
),

-- A refusal for a channel or a purpose that nothing explains may be about each.
spread as (
    select
        * exclude (channel, is_channel_unknown, is_dated),
        unnest(
            case
                when
                    channel = 'all'
                    or (is_channel_unknown and not is_granted)
                    then (
                        select list(words.meaning) from words
                        where words.vocabulary = 'consent_channel'
                    )
                else [channel]
            end
        ) as channel,
    from understood
    where
        channel <> 'none'
        and purpose <> 'none'
        -- A refusal counts without a date, a consent does not.
        and (is_dated or not is_granted)
),

spread_again as (
    select
        * exclude (purpose, is_purpose_unknown),
        unnest(
            case
                when
                    purpose = 'all'
                    or (is_purpose_unknown and not is_granted)
                    then (
                        select list(words.meaning) from words
                        where words.vocabulary = 'consent_purpose'
                    )
                else [purpose]
            end
        ) as purpose,
    from spread
)

select
    identifier_type,
    identifier,
    channel,
    purpose,
    is_granted,
    legal_basis,
    proof,
    recorded_at,
    written_channel,
    written_purpose,
from spread_again
