"""Learn a calibrated probability from a bounded sample; SQL scores all rows.

The model is a row of weights and a small calibration table, so that a score is a
formula (macro ``linear_score``; :func:`score` is the reference)::

    linear score = list_inner_product(list_prepend(1.0, vector), weights)
    stretch      = last row of the calibration whose lower_bound <= linear score
    probability  = 1 / (1 + exp(-(stretch.intercept + stretch.slope * linear score)))

The candidates are in :mod:`strata.propensity.candidates`, the calibration in
:mod:`strata.propensity.calibration`, and the out-of-time validation in
:mod:`strata.propensity.judgement`.
"""

from strata.propensity.fitting import fit_propensity
from strata.propensity.model import PropensityModel, linear_score, score

__all__ = ["PropensityModel", "fit_propensity", "linear_score", "score"]
