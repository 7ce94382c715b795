import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from sklearn.cluster import KMeans as SklearnKMeans
from sklearn.metrics import adjusted_rand_score, silhouette_samples

from strata.clustering import (
    CANDIDATE_COLUMNS,
    PROTOTYPE_TYPES,
    Clusterer,
    ClusterSearch,
    KMeans,
    assign,
    candidate_ks,
    describe_prototypes,
    nearest_prototype,
    ordered_vectors,
    prototype_table,
)

quick = settings(max_examples=25, deadline=None)
few_distinct = hnp.arrays(
    float, st.tuples(st.integers(0, 30), st.just(2)), elements=st.integers(0, 2)
)


def as_sample(vectors):
    return pd.DataFrame(
        {
            "entity_id": [f"shop:{row:05d}" for row in range(len(vectors))],
            "vector": [list(map(float, vector)) for vector in vectors],
        }
    )


def groups(centres, shares, n_rows=1_500, spread=1.0, seed=0):
    rng = np.random.default_rng(seed)
    truth = rng.choice(len(centres), n_rows, p=shares)
    noise = rng.normal(0, spread, (n_rows, len(centres[0])))
    return np.asarray(centres, dtype=float)[truth] + noise, truth


def search(vectors, min_k, max_k, **parameters):
    ks = candidate_ks(
        vectors, min_k, max_k, min_cluster_size=parameters.get("min_cluster_size", 1)
    )
    return ClusterSearch([KMeans(k) for k in ks], **parameters).fit(vectors)


def chosen(search):
    return search.results_.loc[search.results_["is_chosen"]].iloc[0]


@pytest.fixture(scope="module")
def four_groups():
    centres = [[0, 0, 0], [6, 0, 0], [0, 6, 0], [0, 0, 6]]
    return groups(centres, [0.45, 0.3, 0.2, 0.05])


class Labelled(Clusterer):
    """A fake algorithm that returns given labels."""

    algorithm = "labelled"

    def __init__(self, labels):
        self.labels = labels

    def fit(self, vectors):
        self.labels_ = np.array(self.labels[: len(vectors)], dtype=int)
        return self

    def prototypes(self):
        return prototype_table([], [])


# k-means


def test_well_separated_groups_are_recovered(four_groups):
    vectors, truth = four_groups
    model = search(vectors, 2, 8).best_estimator_
    assert model.n_clusters == 4
    assert adjusted_rand_score(truth, model.labels_) > 0.98


def test_a_far_group_of_one_and_a_half_per_cent_is_found():
    centres = [[0, 0, 0], [6, 0, 0], [0, 6, 0], [0, 0, 6]]
    vectors, truth = groups(centres, [0.5, 0.3, 0.185, 0.015], n_rows=6_000)
    model = KMeans(4).fit(vectors)
    assert adjusted_rand_score(truth, model.labels_) > 0.98


def test_it_is_the_k_means_of_scikit_learn(four_groups):
    vectors, _ = four_groups
    model = KMeans(5, n_init=3, random_state=7).fit(vectors)
    theirs = SklearnKMeans(5, n_init=3, random_state=7).fit(vectors)
    assert adjusted_rand_score(theirs.labels_, model.labels_) == 1
    assert model.inertia_ == pytest.approx(theirs.inertia_)


def test_clusters_are_in_an_order_of_their_own(four_groups):
    vectors, _ = four_groups
    model = KMeans(4).fit(vectors)
    sizes = np.bincount(model.labels_)
    assert (np.diff(sizes) <= 0).all()
    nearest, squared = assign(vectors, model.cluster_centers_)
    np.testing.assert_array_equal(nearest, model.labels_)
    assert model.inertia_ == pytest.approx(squared.sum())


def test_features_that_do_not_vary_change_nothing(four_groups):
    vectors, _ = four_groups
    wide = np.hstack([vectors, np.full((len(vectors), 2), 3.0)])
    model, wider = KMeans(4).fit(vectors), KMeans(4).fit(wide)
    np.testing.assert_array_equal(model.labels_, wider.labels_)
    np.testing.assert_array_equal(wider.cluster_centers_[:, 3:], 3.0)


def test_the_unit_of_the_vectors_does_not_matter(four_groups):
    vectors, _ = four_groups
    model = KMeans(4).fit(vectors)
    larger = KMeans(4).fit(vectors * 8)  # a power of two: exact
    np.testing.assert_array_equal(larger.labels_, model.labels_)
    np.testing.assert_allclose(larger.cluster_centers_, model.cluster_centers_ * 8)


def test_parameters_are_only_stored():
    model = KMeans(3, n_init=2, random_state=1)
    assert model.get_params() == {"n_clusters": 3, "n_init": 2, "random_state": 1}
    assert vars(model) == model.get_params()
    assert model.fit(np.eye(3)) is model


@quick
@given(few_distinct, st.integers(2, 4), st.integers(0, 4))
def test_any_small_sample_with_ties_is_divided(vectors, min_k, more):
    vectors = ordered_vectors(as_sample(vectors))
    model = search(vectors, min_k, min_k + more).best_estimator_
    prototypes = model.prototypes()
    assert prototypes["size"].sum() == len(vectors)
    assert (prototypes["size"] > 0).all()
    assert len(prototypes) <= min(min_k + more, max(1, len(vectors) // 2))
    if len(vectors):
        placed = nearest_prototype(vectors, prototypes)
        np.testing.assert_array_equal(placed["segment"].astype(int), model.labels_ + 1)


def test_data_that_cannot_be_divided_is_one_prototype():
    same = search(np.array([[1.0, 2.0]] * 50), 2, 5)
    assert same.best_estimator_.cluster_centers_.tolist() == [[1.0, 2.0]]
    assert np.isnan(chosen(same)["silhouette"])
    assert chosen(same)["smallest_share"] == 1
    assert chosen(search(np.array([[1.0], [2.0]] * 4), 2, 5))["n_clusters"] == 1
    assert chosen(search(np.array([[1.0], [2.0]] * 5), 2, 5))["n_clusters"] == 2


def test_no_rows_are_no_prototypes():
    of_nobody = search(ordered_vectors(as_sample([])), 2, 5)
    assert of_nobody.best_estimator_.prototypes().empty
    assert chosen(of_nobody)["n_clusters"] == 0
    assert np.isnan(chosen(of_nobody)["smallest_share"])


# The table of prototypes


def test_prototypes_have_one_form(four_groups):
    for prototypes in (
        KMeans(4).fit(four_groups[0]).prototypes(),
        KMeans(4).fit(np.empty((0, 0))).prototypes(),
        prototype_table([[1.0]], [3], labels=[0], radii=[0.5]),
        prototype_table([[1.0]], [3], whitenings=[[[2.0]]], log_weights=[-0.1]),
    ):
        assert prototypes.dtypes.to_dict() == pd.Series(PROTOTYPE_TYPES).to_dict()


def test_k_means_has_one_prototype_per_segment(four_groups):
    prototypes = KMeans(4).fit(four_groups[0]).prototypes()
    assert prototypes["prototype_id"].tolist() == [0, 1, 2, 3]
    assert prototypes["segment"].tolist() == ["1", "2", "3", "4"]
    assert prototypes["size"].sum() == len(four_groups[0])
    assert prototypes["share"].sum() == pytest.approx(1)
    assert prototypes[["radius", "whitening", "log_weight"]].isna().all(axis=None)


def test_a_radius_of_0_is_refused():
    with pytest.raises(ValueError, match="A radius is 0"):
        prototype_table([[0.0], [1.0]], [1, 1], radii=[np.nan, 0.0])


# Assignment to the nearest prototype


def test_ties_go_to_the_lower_prototype():
    nearest, squared = assign([[0.0], [1.0]], [[1.0], [-1.0]])
    assert nearest.tolist() == [0, 0]
    assert squared.tolist() == [1.0, 0.0]
    prototypes = prototype_table([[1.0], [-1.0]], [1, 1])
    placed = nearest_prototype([[0.0], [1.0]], prototypes.iloc[::-1])
    assert placed["segment"].tolist() == ["1", "1"]
    assert placed["strength"].tolist() == [0.0, 1.0]


def test_the_strength_compares_with_another_segment_only():
    prototypes = prototype_table([[0.0], [1.0], [9.0]], [1, 1, 1], labels=[0, 0, 1])
    placed = nearest_prototype([[2.0]], prototypes)
    assert placed["strength"].tolist() == [pytest.approx(1 - 1 / 7)]
    alone = nearest_prototype([[2.0]], prototypes.head(2))
    assert alone["strength"].tolist() == [1.0]


def test_outside_of_the_radii_of_its_segment_a_vector_is_noise():
    prototypes = prototype_table(
        [[0.0], [2.0], [9.0]], [1, 1, 1], labels=[0, 0, 1], radii=[4.0, 0.5, np.nan]
    )
    # 3 is outside the nearest prototype, but inside another one of its segment.
    placed = nearest_prototype([[3.0], [5.0], [100.0]], prototypes)
    assert placed["segment"].fillna("noise").tolist() == ["1", "noise", "2"]
    assert placed["strength"][1] == pytest.approx(1 - 4 / 5)


# Selection among candidates


def test_the_best_silhouette_is_chosen(four_groups):
    results = search(four_groups[0], 2, 8).results_.set_index("n_clusters")
    assert results["silhouette"].idxmax() == 4
    assert results["is_chosen"].idxmax() == 4


def test_groups_within_groups_are_told_apart_no_further_than_silhouette_does():
    centres = [[0, 0], [0, 5], [30, 0], [30, 5]]
    vectors, _ = groups(centres, [0.3, 0.2, 0.3, 0.2])
    assert chosen(search(vectors, 2, 8))["n_clusters"] == 2


def test_candidates_with_too_small_a_cluster_are_passed_over(four_groups):
    best = chosen(search(four_groups[0], 2, 6, min_share=0.1))
    assert best["smallest_share"] >= 0.1
    assert best["n_clusters"] == 3
    best = chosen(search(four_groups[0], 2, 6, min_cluster_size=100))
    assert best["n_clusters"] == 3
    too_high = search(four_groups[0], 4, 4, min_share=0.5)
    assert chosen(too_high)["n_clusters"] == 4


def test_a_fallback_is_chosen_only_if_every_division_has_too_small_a_cluster():
    """Two vectors stand apart in every division, so no two clusters are possible."""
    vectors, _ = groups([[0, 0]], [1.0], n_rows=100)
    vectors[:2] += 90
    one = {"fallbacks": [KMeans(1)]}
    fitted = search(vectors, 2, 4, min_cluster_size=5, **one)
    assert fitted.is_fallback_
    assert fitted.results_["n_clusters"].tolist() == [2, 3, 4, 1]
    assert chosen(fitted)["n_clusters"] == fitted.best_estimator_.n_clusters == 1
    # Without a fallback the best is left, and a share that is too small is none.
    assert chosen(search(vectors, 2, 4, min_cluster_size=5))["n_clusters"] > 1
    fitted = search(vectors, 2, 4, min_share=0.1, **one)
    assert not fitted.is_fallback_
    assert chosen(fitted)["n_clusters"] > 1


def test_a_division_with_large_clusters_comes_before_one_with_a_large_share():
    vectors, _ = groups([[0, 0], [9, 9], [90, 90]], [0.48, 0.48, 0.04], n_rows=500)
    fitted = search(vectors, 2, 3, min_cluster_size=10, min_share=0.3)
    assert chosen(fitted)["smallest_share"] == pytest.approx(0.04, abs=0.02)


def test_table_of_candidates(four_groups):
    results = search(four_groups[0], 3, 6).results_
    assert list(results.columns) == list(CANDIDATE_COLUMNS)
    assert results["n_clusters"].tolist() == [3, 4, 5, 6]
    assert results["is_chosen"].sum() == 1
    assert results["silhouette"].between(-1, 1).all()
    assert results["inertia"].is_monotonic_decreasing
    assert set(results["algorithm"]) == {"kmeans"}
    assert json.loads(results["parameters"][0]) == KMeans(3).get_params()


def test_the_chosen_is_fitted_on_all_and_the_candidates_are_not(four_groups):
    candidates = [KMeans(2), KMeans(4)]
    fitted = ClusterSearch(candidates, fit_sample=500).fit(four_groups[0])
    assert len(fitted.best_estimator_.labels_) == len(four_groups[0])
    assert not any(hasattr(candidate, "labels_") for candidate in candidates)


def test_the_order_of_the_rows_changes_nothing(four_groups):
    sample = as_sample(four_groups[0])
    vectors = ordered_vectors(sample)
    shuffled = ordered_vectors(sample.sample(frac=1, random_state=5))
    np.testing.assert_array_equal(vectors, shuffled)


def test_any_algorithm_is_a_candidate_and_noise_does_not_count(four_groups):
    vectors, truth = four_groups
    with_noise = np.where(truth == 3, -1, truth)
    fitted = ClusterSearch(
        [Labelled(labels.tolist()) for labels in (truth, with_noise)]
    )
    results = fitted.fit(vectors).results_
    assert results["n_clusters"].tolist() == [4, 3]
    kept = with_noise >= 0
    assert results["silhouette"][1] == pytest.approx(
        silhouette_samples(vectors[kept], truth[kept]).mean()
    )
    centres = [vectors[truth == label].mean(axis=0) for label in range(3)]
    squared = ((vectors[kept] - np.array(centres)[truth[kept]]) ** 2).sum()
    assert results["inertia"][1] == pytest.approx(squared)
    all_noise = ClusterSearch([Labelled([-1] * len(vectors))]).fit(vectors)
    assert chosen(all_noise)["n_clusters"] == 0
    assert np.isnan(chosen(all_noise)["smallest_share"])


@quick
@given(few_distinct, st.data())
def test_silhouettes_are_those_of_scikit_learn(vectors, data):
    labels = data.draw(
        st.lists(st.integers(0, 2), min_size=len(vectors), max_size=len(vectors))
    )
    fitted = ClusterSearch([Labelled(labels)]).fit(np.asarray(vectors, dtype=float))
    result = fitted.results_.iloc[0]
    if 2 <= len(set(labels)) < len(labels):
        expected = silhouette_samples(vectors, labels)
        assert result["silhouette"] == pytest.approx(expected.mean(), abs=1e-9)
        error = expected.std() / np.sqrt(len(labels))
        assert result["standard_error"] == pytest.approx(error, abs=1e-9)
    else:
        assert np.isnan(result["silhouette"])


def test_fewer_than_ten_times_the_least_size_are_one_cluster(four_groups):
    vectors, _ = four_groups
    assert candidate_ks(vectors, 2, 5, min_cluster_size=151) == [1]
    assert candidate_ks(vectors, 2, 5, min_cluster_size=150) == [2]


def test_clusters_have_four_times_the_least_size_on_average(four_groups):
    vectors, _ = four_groups
    assert candidate_ks(vectors, 2, 9, min_cluster_size=75) == [2, 3, 4, 5]
    assert candidate_ks(vectors, 12, 20, min_cluster_size=75) == [5]


@pytest.mark.parametrize(
    ("bounds", "message"),
    [
        ({"min_k": 1}, "min_k is 1"),
        ({"min_k": 6}, r"min_k \(6\) is above max_k \(5\)"),
        ({"min_cluster_size": 0}, "min_cluster_size is 0"),
    ],
)
def test_senseless_bounds_are_refused(bounds, message):
    with pytest.raises(ValueError, match=message):
        candidate_ks(np.eye(2), **({"min_k": 2, "max_k": 5} | bounds))


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"candidates": []}, "no candidate"),
        ({"fit_sample": 1}, "fit_sample is 1"),
        ({"silhouette_sample": 1}, "silhouette_sample is 1"),
        ({"min_cluster_size": 0}, "min_cluster_size is 0"),
        ({"min_share": 1.0}, "min_share"),
    ],
)
def test_senseless_parameters_are_refused(parameters, message):
    with pytest.raises(ValueError, match=message):
        ClusterSearch(**({"candidates": [KMeans(2)]} | parameters)).fit(np.eye(2))


def test_wrong_samples_are_refused():
    sample = as_sample([[0.0], [1.0], [2.0]])
    with pytest.raises(ValueError, match="lacks the columns vector"):
        ordered_vectors(sample.drop(columns="vector"))
    with pytest.raises(ValueError, match="1 entities twice, such as shop:00000"):
        ordered_vectors(pd.concat([sample, sample.head(1)]))
    with pytest.raises(ValueError, match="NaN"):
        ordered_vectors(as_sample([[0.0], [np.nan]]))


# Names


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


def prototypes_at(centres, sizes=None, labels=None):
    return prototype_table(centres, sizes or [1] * len(centres), labels=labels)


def test_names_say_what_sets_apart():
    described = describe_prototypes(
        prototypes_at([[2.0, 1.8, 0.0, 9.0], [-2.0, -1.8, 0.6, 9.0]]), SCALER, CATALOG
    )
    # One phrase per theme, divided by weights (0.3 / 0.5 sd), no unused feature.
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
    described = describe_prototypes(
        prototypes_at([[1.0] * 4]), SCALER, CATALOG, noun="leads"
    )
    assert described["name"].tolist() == ["Average leads"]
    assert described["description"][0].startswith("100.0% of leads, close to")


def test_the_prototypes_of_a_segment_have_one_name():
    described = describe_prototypes(
        prototypes_at(
            [[3.0, 0.0, 0.0, 0.0], [-2.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0]],
            sizes=[1, 2, 1],
            labels=[0, 1, 0],
        ),
        SCALER,
        CATALOG,
    )
    # 1.5, the mean of 3 and 0, compared with -0.25, the mean of all.
    assert described["segment"].tolist() == ["1", "2"]
    assert described["name"].tolist() == ["Frequent", "Rare"]
    assert described["description"].str.contains("+1.8 sd", regex=False).tolist() == [
        True,
        False,
    ]


def test_no_prototypes_have_no_names():
    assert describe_prototypes(prototypes_at([]), SCALER, CATALOG).empty


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
