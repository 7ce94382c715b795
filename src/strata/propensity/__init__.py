"""Learn a calibrated probability from a bounded sample; SQL scores everybody.

What is learnt is a row of weights and a small calibration table, so that the score
of an entity is a formula (macro ``linear_score``; :func:`score` is the reference)::

    linear score = list_inner_product(list_prepend(1.0, vector), weights)
    stretch      = last row of the calibration whose lower_bound <= linear score
    probability  = 1 / (1 + exp(-(stretch.intercept + stretch.slope * linear score)))

The candidates are in :mod:`strata.propensity.candidates`, the way from scores to
probabilities in :mod:`strata.propensity.calibration`, and what the model is worth on
later dates in :mod:`strata.propensity.judgement`.
"""

from strata.propensity.fitting import fit_propensity
from strata.propensity.model import PropensityModel, linear_score, score

__all__ = ["PropensityModel", "fit_propensity", "linear_score", "score"]
