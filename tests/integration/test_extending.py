"""Add a feature and schemes to a copy of the project."""

import shutil

import pytest
from conftest import ROOT, Warehouse
from planted import write_planted

from strata.contracts import write_contracts

PROJECT = (
    "macros", "models", "profiles", "python_models", "seeds", "snapshots",
    "tests/generic", "tests/singular", "dbt_project.yml", "selectors.yml",
)  # fmt: skip

# A feature needs one expression in the model of its family and one row of the
# catalogue.
FAMILY = "models/intermediate/features/int_lead_activity_features.sql"
EXPRESSION = "        count(*) filter (activity_type = 'meeting') as meeting_count,\n"
FEATURE = (
    "lead,meeting_count,activity,contact,count,activities,log1p,zero,event,ordinary,"
    "Meetings,Rendez-vous,,,,,Meetings with the lead\n"
)

# A rule scheme needs one model and one row of the seed.
SEGMENTS = "models/intermediate/scoring/int_customer_segments.sql"
RULE_MODEL = """
select
    customer_id,
    as_of_date,
    'channel' as scheme,
    case
        when online_order_share_730d > 0.5 then 'channel:online'
        else 'channel:other'
    end as segment_id,
    cast(null as double) as strength,
from {{ ref('int_customer_features') }}
"""
SCHEMES = (
    "customer,channel,rule,,,,false,Channel,Canal\n"
    # A scheme of an existing algorithm needs only one row of the seed.
    "lead,engagement,learnt,kmeans,segmentation,unsegmented,true,Again,Encore\n"
)
RULE_SEGMENTS = (
    "customer,channel,online,Online,1,More than half of the purchases are online\n"
    "customer,channel,other,Other,2,All others\n"
    "lead,engagement,unsegmented,Not segmented,0,Nothing to compare with\n"
)


def add(path, text, before=None):
    """Append to a file, or insert before the first line that contains a text."""
    content = path.read_text(encoding="utf-8")
    place = len(content) if before is None else content.index(before)
    path.write_text(content[:place] + text + content[place:], encoding="utf-8")


@pytest.fixture(scope="module")
def extended(tmp_path_factory):
    folder = tmp_path_factory.mktemp("extended")
    project = folder / "project"
    for name in PROJECT:
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        copy(source, project / name)
    seeds = project / "seeds/reference"
    add(project / FAMILY, EXPRESSION, before="        date_diff('second', max(")
    add(seeds / "features/feature_catalog.csv", FEATURE)
    write_contracts(project)
    rule_model = project / "models/intermediate/scoring/int_customer_channels.sql"
    rule_model.write_text(RULE_MODEL)
    add(project / SEGMENTS, "        ref('int_customer_channels'),\n", before="    ],")
    add(seeds / "segment_schemes.csv", SCHEMES)
    add(seeds / "rule_segments.csv", RULE_SEGMENTS)

    warehouse = Warehouse(folder, None, project=project)
    write_planted(warehouse, 300, seed=105)
    run = warehouse.dbt(
        "build",
        "--exclude-resource-types", "unit_test",
        "--vars", "{history_periods: 3}",
        "--select",
        "+fct_customer_segments", "+fct_lead_segments", "+fct_lead_features",
        "+fct_segment_profiles", "+fct_segment_migrations",
    )  # fmt: skip
    assert run.success, run.log
    return warehouse


def test_a_new_feature_is_in_the_mart(extended):
    ((leads, with_meetings),) = extended.query(
        "select count(*), count(*) filter (meeting_count > 0) "
        "from marts.fct_lead_features"
    )
    assert leads > with_meetings > 0


def test_a_new_scheme_is_in_every_table_of_segments(extended):
    for mart in ("fct_customer_segments", "fct_segment_profiles"):
        ((segments,),) = extended.query(
            "select array_agg(distinct segment_id order by segment_id) "
            f"from marts.{mart} where scheme = 'channel'"
        )
        assert segments == ["channel:online", "channel:other"]
    assert extended.query(
        "select sum(share_of_from) from marts.fct_segment_migrations "
        "where scheme = 'channel' and from_segment_id = 'channel:online' "
        "and as_of_date = (select max(as_of_date) from marts.fct_segment_migrations)"
    ) == [(1.0,)]


def test_a_new_learnt_scheme_places_everybody(extended):
    one, other = extended.query(
        "select scheme, count(*), count(distinct segment_id) "
        "from marts.fct_lead_segments where is_current group by scheme order by scheme"
    )
    assert (one[0], other[0]) == ("engagement", "kmeans")
    # The same algorithm on the same vectors.
    assert one[1:] == other[1:]
