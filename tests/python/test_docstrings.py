"""The docstring examples of the learning code give the documented results."""

import doctest
import importlib
import pkgutil

import pytest

import strata

# Other modules import dbt, duckdb or splink.
LEARNING = ("clustering", "metrics", "propensity", "scaling", "threads")
MODULES = [
    module.name
    for module in pkgutil.walk_packages(strata.__path__, "strata.")
    if module.name.split(".")[1] in LEARNING
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    module = importlib.import_module(name)
    results = doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert results.failed == 0


def test_the_public_names_have_examples():
    finder = doctest.DocTestFinder(exclude_empty=True)
    with_examples = {
        test.name.rpartition(".")[2]
        for name in MODULES
        for test in finder.find(importlib.import_module(name))
        if test.examples
    }
    assert with_examples >= {
        "KMeans",
        "ClusterSearch",
        "calibration_error",
        "describe_prototypes",
        "fit_scaler",
        "nearest_prototype",
        "score",
    }
