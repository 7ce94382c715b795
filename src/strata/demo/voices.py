"""Surveys, comments and interactions on social networks."""

import numpy as np
import pyarrow as pa

from strata.demo.arrays import (
    blank,
    frame,
    join,
    loaded_after,
    moments,
    number_text,
    pick,
)
from strata.demo.crm import contact_numbers, handle_names
from strata.demo.names import COMMENTS, COMMENTS_EN
from strata.demo.people import People
from strata.demo.seasons import draw_seconds, to_utc
from strata.demo.settings import END_DAY, Settings, stream

SURVEY_ITEMS = tuple(f"Q{item:02d}" for item in range(1, 9))
_NETWORKS = ("instagram", "facebook", "x", "tiktok")
_INTERACTIONS = ("like", "comment", "share", "mention", "message")
_POSTS = (
    "Très jolie collection !",
    "Vous livrez en Belgique ?",
    "Merci pour l'accueil",
    "Encore en rupture de stock…",
    "Je veux la même !",
)


def make_responses(
    settings: Settings, chunk: int, people: People
) -> tuple[pa.Table, np.ndarray]:
    """Make `survey_responses`; return the rows and the person of each.

    Answers are 1 to 5: items 1 and 5 ask about price sensitivity, 2 and 6 about online
    affinity, 3 and 7 about quality, 4 and 8 about service. Bargain hunters skip the
    items on quality more often; those rows are missing.
    """
    rng = stream(settings.seed, 30, chunk)
    index = np.flatnonzero(people.has_survey)
    size = len(index)
    day = np.maximum(rng.integers(40, END_DAY, size), people.joined[index] + 1)
    at = to_utc(np.minimum(day, END_DAY - 1), draw_seconds(rng, size))
    traits = people.traits
    latent = np.stack(
        [
            3 * (traits.discounted[index] - 0.5),
            3 * (traits.online[index] - 0.5),
            0.8 * (traits.amount[index] - 3.7),
            rng.standard_normal(size),
        ],
        axis=1,
    )
    items = len(SURVEY_ITEMS)
    score = latent[:, np.arange(items) % 4] + 0.7 * rng.standard_normal((size, items))
    answer = np.clip(np.rint(3 + score), 1, 5).astype(np.int64)
    skip_odds = np.where(np.arange(items) % 4 == 2, -2 + latent[:, :1], -4.0)
    given = rng.random((size, items)) > 1 / (1 + np.exp(-skip_odds))
    row, item = np.nonzero(given)
    who = index[row]
    has_contact = people.has_contact[who] & (people.number[who] % 3 > 0)
    email = people.emails[0].take(pa.array(who))
    rows = frame(
        "survey_responses",
        response_id=number_text(people.number[who] + 700_001, "R"),
        survey_id=pick(("style-2024", "style-2025"), (day[row] > 540).astype(int)),
        email=blank(email, ~has_contact | (people.number[who] % 5 == 0)),
        contact_id=number_text(contact_numbers(people, who, False), "C", has_contact),
        item_id=pick(SURVEY_ITEMS, item),
        answer=number_text(answer[row, item]),
        responded_at=moments(at[row] + 20 * item),
        loaded_at=loaded_after(at[row]),
    )
    return rows, who


def make_comments(
    settings: Settings, chunk: int, people: People
) -> tuple[pa.Table, np.ndarray]:
    """Make `feedback_comments`; return the rows and the person of each."""
    rng = stream(settings.seed, 31, chunk)
    index = np.flatnonzero(people.has_comment)
    index = np.repeat(index, 1 + rng.poisson(0.4, len(index)))
    size = len(index)
    day = np.maximum(rng.integers(10, END_DAY, size), people.joined[index] + 2)
    at = to_utc(np.minimum(day, END_DAY - 1), draw_seconds(rng, size))
    rating = rng.choice(5, size, p=[0.1, 0.1, 0.17, 0.3, 0.33])
    words = [text for texts in COMMENTS for text in texts]
    english = rng.random(size) < 0.05
    body = pa.compute.if_else(
        pa.array(english),
        pick(COMMENTS_EN, rating),
        pick(words, rating * 3 + rng.integers(0, 3, size)),
    )
    by_account = rng.random(size) < 0.6
    email = people.emails[0].take(pa.array(index))
    rows = frame(
        "feedback_comments",
        comment_id=number_text(
            people.number[index] * 16 + np.arange(size) % 16 + 5_000_000, "F"
        ),
        email=blank(email, ~by_account | (rng.random(size) < 0.4)),
        account_id=number_text(people.number[index] + 1_000_001, valid=by_account),
        channel=pick(("site", "store", "call"), rng.choice(3, size, p=[0.7, 0.2, 0.1])),
        language=pick(("fr", "en"), english.astype(int), rng.random(size) > 0.1),
        rating=number_text(rating + 1, valid=rng.random(size) > 0.12),
        body=body,
        created_at=moments(at),
        loaded_at=loaded_after(at),
    )
    return rows, index


def make_interactions(
    settings: Settings, chunk: int, people: People
) -> tuple[pa.Table, np.ndarray]:
    """Make `social_interactions`; return the rows and the person of each."""
    rng = stream(settings.seed, 32, chunk)
    index = np.flatnonzero(people.has_handle)
    network = people.number[index] % 4
    counts = 1 + rng.poisson(2.0, len(index))
    row = np.repeat(np.arange(len(index)), counts)
    starts = np.cumsum(counts) - counts
    place = np.arange(len(row)) - np.repeat(starts, counts)
    who, size = index[row], len(row)
    day = np.maximum(rng.integers(5, END_DAY, size), people.joined[who] + 1)
    at = to_utc(np.minimum(day, END_DAY - 1), draw_seconds(rng, size))
    kind = rng.choice(5, size, p=[0.5, 0.2, 0.1, 0.1, 0.1])
    email = people.emails[0].take(pa.array(who))
    rows = frame(
        "social_interactions",
        interaction_id=join(
            number_text(people.number[who] + 1, "I"), "-", number_text(place)
        ),
        network=pick(_NETWORKS, network[row]),
        handle=join("@", handle_names(people).take(pa.array(who))),
        email=blank(email, rng.random(size) < 0.05),
        interaction_type=pick(_INTERACTIONS, kind),
        body=pick(_POSTS, rng.integers(0, 5, size), (kind > 0) & (kind != 2)),
        occurred_at=moments(at),
        loaded_at=loaded_after(at),
    )
    return rows, who
