import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from sklearn.metrics import adjusted_rand_score, silhouette_samples

from strata import clustering
from strata.clustering import (
    CANDIDATE_COLUMNS,
    PROTOTYPE_COLUMNS,
    assign,
    choose_k,
    describe_prototypes,
    fit_kmeans,
)

quick = settings(max_examples=25, deadline=None)
few_distinct = hnp.arrays(
    float, st.tuples(st.integers(0, 30), st.just(2)), elements=st.integers(0, 2)
)


def as_sample(vectors):
    return pd.DataFrame(
        {
            "customer_id": [f"shop:{row:05d}" for row in range(len(vectors))],
            "vector": [list(map(float, vector)) for vector in vectors],
        }
    )


def groups(centres, shares, n_rows=1_500, spread=1.0, seed=0):
    rng = np.random.default_rng(seed)
    truth = rng.choice(len(centres), n_rows, p=shares)
    noise = rng.normal(0, spread, (n_rows, len(centres[0])))
    return np.asarray(centres, dtype=float)[truth] + noise, truth


@pytest.fixture(scope="module")
def four_groups():
    centres = [[0, 0, 0], [6, 0, 0], [0, 6, 0], [0, 0, 6]]
    return groups(centres, [0.45, 0.3, 0.2, 0.05])


def test_well_separated_groups_are_recovered(four_groups):
    vectors, truth = four_groups
    prototypes = fit_kmeans(as_sample(vectors), 2, 8)
    nearest, _ = assign(vectors, prototypes["centre"].tolist())
    assert len(prototypes) == 4
    assert adjusted_rand_score(truth, nearest) > 0.98


def test_the_best_silhouette_is_chosen(four_groups):
    candidates = choose_k(as_sample(four_groups[0]), 2, 8).set_index("k")
    assert candidates["silhouette"].idxmax() == 4
    assert candidates["is_chosen"].idxmax() == 4


def test_groups_within_groups_are_told_apart_no_further_than_silhouette_does():
    centres = [[0, 0], [0, 5], [30, 0], [30, 5]]
    vectors, _ = groups(centres, [0.3, 0.2, 0.3, 0.2])
    candidates = choose_k(as_sample(vectors), 2, 8).set_index("k")
    assert candidates["is_chosen"].idxmax() == 2


def test_too_small_a_cluster_is_passed_over():
    centres = [[0, 0], [0, 6], [40, 40]]
    vectors, _ = groups(centres, [0.5, 0.495, 0.005], n_rows=2_000)
    of_any_size = choose_k(as_sample(vectors), 3, 3)
    assert of_any_size["smallest_share"].min() < 0.01
    candidates = choose_k(as_sample(vectors), 2, 4, min_share=0.01).set_index("k")
    chosen = candidates.loc[candidates["is_chosen"]]
    assert (chosen["smallest_share"] >= 0.01).all() or (
        candidates["smallest_share"] < 0.01
    ).all()


def test_a_far_group_of_one_and_a_half_per_cent_is_found():
    centres = [[0, 0, 0], [6, 0, 0], [0, 6, 0], [0, 0, 6]]
    vectors, truth = groups(centres, [0.5, 0.3, 0.185, 0.015], n_rows=6_000)
    prototypes = fit_kmeans(as_sample(vectors), 4, 4)
    nearest, _ = assign(vectors, prototypes["centre"].tolist())
    assert adjusted_rand_score(truth, nearest) > 0.98


def test_table_of_candidates(four_groups):
    candidates = choose_k(as_sample(four_groups[0]), 3, 6)
    assert list(candidates.columns) == list(CANDIDATE_COLUMNS)
    assert candidates["k"].tolist() == [3, 4, 5, 6]
    assert candidates["is_chosen"].sum() == 1
    assert candidates["silhouette"].between(-1, 1).all()
    assert candidates["inertia"].is_monotonic_decreasing


def test_prototypes_are_a_partition_in_canonical_order(four_groups):
    vectors, _ = four_groups
    prototypes = fit_kmeans(as_sample(vectors), 2, 8)
    assert list(prototypes.columns) == list(PROTOTYPE_COLUMNS)
    assert prototypes["prototype_id"].tolist() == [0, 1, 2, 3]
    assert prototypes["size"].is_monotonic_decreasing
    assert prototypes["size"].sum() == len(vectors)
    assert prototypes["share"].sum() == pytest.approx(1)
    nearest, squared = assign(vectors, prototypes["centre"].tolist())
    assert np.bincount(nearest).tolist() == prototypes["size"].tolist()
    assert prototypes["inertia"][0] == pytest.approx(squared.sum())


def test_row_order_and_the_given_candidates_change_nothing(four_groups):
    sample = as_sample(four_groups[0])
    first = fit_kmeans(sample, 2, 6)
    shuffled = sample.sample(frac=1, random_state=5)
    pd.testing.assert_frame_equal(first, fit_kmeans(shuffled, 2, 6), check_exact=True)
    again = fit_kmeans(sample, 2, 6, candidates=choose_k(sample, 2, 6))
    pd.testing.assert_frame_equal(first, again, check_exact=True)


def test_the_unit_of_the_vectors_does_not_matter(four_groups):
    vectors, _ = four_groups
    first = fit_kmeans(as_sample(vectors), 2, 6)
    larger = fit_kmeans(as_sample(vectors * 8), 2, 6)  # a power of two: exact
    assert larger["size"].tolist() == first["size"].tolist()
    np.testing.assert_allclose(
        np.array(larger["centre"].tolist()), np.array(first["centre"].tolist()) * 8
    )


@quick
@given(few_distinct, st.integers(2, 4), st.integers(0, 4))
def test_any_small_sample_with_ties_is_divided(vectors, min_k, more):
    sample = as_sample(vectors)
    prototypes = fit_kmeans(sample, min_k, min_k + more)
    assert prototypes["size"].sum() == len(vectors)
    assert (prototypes["size"] > 0).all()
    assert len(prototypes) <= min(min_k + more, max(1, len(vectors) // 2))
    if len(vectors):
        nearest, _ = assign(vectors, prototypes["centre"].tolist())
        assert np.bincount(nearest).tolist() == prototypes["size"].tolist()


@quick
@given(few_distinct, st.data())
def test_silhouettes_are_those_of_scikit_learn(vectors, data):
    vectors = np.asarray(vectors, dtype=float)
    one_of_three = st.lists(
        st.integers(0, 2), min_size=len(vectors), max_size=len(vectors)
    )
    labellings = [np.array(data.draw(one_of_three), dtype=int) for _ in range(2)]
    if any(not 2 <= len(set(labels)) < len(labels) for labels in labellings):
        return
    np.testing.assert_allclose(
        clustering._silhouettes(vectors, labellings),
        [silhouette_samples(vectors, labels) for labels in labellings],
        atol=1e-9,
    )


def test_data_that_cannot_be_divided_is_one_prototype():
    same = fit_kmeans(as_sample([[1.0, 2.0]] * 50), 2, 5)
    assert same["centre"].tolist() == [[1.0, 2.0]]
    assert same["silhouette"].isna().all()
    assert len(fit_kmeans(as_sample([[1.0], [2.0]] * 4), 2, 5)) == 1
    assert len(fit_kmeans(as_sample([[1.0], [2.0]] * 5), 2, 5)) == 2


def test_no_rows_are_no_prototypes():
    empty = fit_kmeans(as_sample([]), 2, 5)
    assert empty.empty
    assert list(empty.columns) == list(PROTOTYPE_COLUMNS)
    # A warehouse cannot guess the types of columns without a value.
    assert str(empty["centre"].dtype) == "list<item: double>[pyarrow]"


def test_fewer_than_ten_times_the_least_size_are_one_cluster(four_groups):
    sample = as_sample(four_groups[0])
    assert len(fit_kmeans(sample, 2, 5, min_size=151)) == 1
    assert len(fit_kmeans(sample, 2, 5, min_size=150)) > 1


def test_candidates_with_too_small_a_cluster_are_passed_over(four_groups):
    sample = as_sample(four_groups[0])
    chosen = choose_k(sample, 2, 6, min_share=0.1).query("is_chosen")
    assert chosen["smallest_share"].iloc[0] >= 0.1
    assert chosen["k"].iloc[0] == 3


def test_ties_go_to_the_lower_prototype():
    nearest, squared = assign([[0.0], [1.0]], [[1.0], [-1.0]])
    assert nearest.tolist() == [0, 0]
    assert squared.tolist() == [1.0, 0.0]


@pytest.mark.parametrize(
    ("bounds", "message"),
    [
        ({"min_k": 1}, "min_k is 1"),
        ({"min_k": 6}, r"min_k \(6\) is above max_k \(5\)"),
        ({"silhouette_sample": 1}, "silhouette_sample is 1"),
        ({"min_size": 0}, "min_size is 0"),
        ({"min_share": 1.0}, "min_share"),
    ],
)
def test_senseless_bounds_are_refused(bounds, message):
    with pytest.raises(ValueError, match=message):
        choose_k(as_sample([[0.0]]), **({"min_k": 2, "max_k": 5} | bounds))


def test_wrong_samples_are_refused():
    sample = as_sample([[0.0], [1.0], [2.0]])
    with pytest.raises(ValueError, match="lacks the columns vector"):
        fit_kmeans(sample.drop(columns="vector"), 2, 5)
    with pytest.raises(ValueError, match="1 customers twice, such as shop:00000"):
        fit_kmeans(pd.concat([sample, sample.head(1)]), 2, 5)
    with pytest.raises(ValueError, match="NaN"):
        fit_kmeans(as_sample([[0.0], [np.nan]]), 2, 5)
    candidates = choose_k(sample, 2, 5).assign(is_chosen=False)
    with pytest.raises(ValueError, match="chooses 0 values"):
        fit_kmeans(sample, 2, 5, candidates=candidates)


CATALOG = pd.DataFrame(
    {
        "feature": ["orders", "recent_orders", "basket", "online"],
        "position": [1, 2, 3, 4],
        "theme": ["frequency", "frequency", "money", "channel"],
        "high_label": ["frequent", "often of late", "high basket", "online"],
        "low_label": ["rare", None, "small basket", "in store"],
    }
)
SCALER = CATALOG[["feature", "position"]].assign(weight=[1.0, 1.0, 0.5, 0.0])


def prototypes_at(centres, shares=None):
    shares = shares or [1 / len(centres)] * len(centres)
    return pd.DataFrame(
        {"prototype_id": range(len(centres)), "centre": centres, "share": shares}
    )


def test_names_say_what_sets_apart():
    described = describe_prototypes(
        prototypes_at([[2.0, 1.8, 0.0, 9.0], [-2.0, -1.8, 0.6, 9.0]]), SCALER, CATALOG
    )
    # One phrase of a theme, weights taken out (0.3 / 0.5 sd), no unused feature.
    assert described["name"].tolist() == [
        "Frequent, small basket",
        "Rare, high basket",
    ]
    assert described["description"][0] == (
        "50.0% of customers, set apart by: frequent (+2.0 sd), small basket (-0.6 sd)."
    )


def test_the_average_has_a_name():
    described = describe_prototypes(prototypes_at([[1.0] * 4]), SCALER, CATALOG)
    assert described["name"].tolist() == ["Average customers"]


@quick
@given(
    hnp.arrays(
        float, st.tuples(st.integers(1, 8), st.just(4)), elements=st.integers(-2, 2)
    )
)
def test_names_are_unique_and_do_not_depend_on_row_order(centres):
    prototypes = prototypes_at(centres.tolist())
    described = describe_prototypes(prototypes, SCALER, CATALOG)
    assert described["name"].is_unique
    assert described["name"].str.len().gt(0).all()
    again = describe_prototypes(prototypes.iloc[::-1], SCALER, CATALOG)
    pd.testing.assert_frame_equal(described, again)


def test_another_scaler_is_refused():
    with pytest.raises(ValueError, match="have 2 features and the scaler 4"):
        describe_prototypes(prototypes_at([[1.0, 2.0]]), SCALER, CATALOG)
