"""The comparisons of person records: the one place to configure record linkage.

Each comparison has the first of its levels that applies. The evidence of a level for or
against a match is not set here but learnt (`strata.identity.training`).
"""

import splink.comparison_level_library as levels
from splink.comparison_library import CustomComparison

# Columns of a record, all texts, null if unknown. `birth_date` is YYYYMMDD, or the
# digits of a text that is not a date; `email_name` is the part before the @.
COLUMNS = (
    "first_name",
    "last_name",
    "gender",
    "birth_date",
    "email",
    "email_name",
    "phone",
    "address",
    "postal_code",
    "city",
)

# Computed columns: the frequency of a place is that of postal code and city together.
COMPUTED = {"place": "postal_code || ' ' || city"}

INITIAL = "substr(first_name, 1, 1)"
LAST_INITIAL = "substr(last_name, 1, 1)"
BEGINNINGS = ("substr(first_name, 1, 3)", "substr(last_name, 1, 3)")
EITHER_ORDER = ("least(first_name, last_name)", "greatest(first_name, last_name)")
BIRTH_YEAR = "substr(birth_date, 1, 4)"
BIRTH_MONTH = "substr(birth_date, 1, 6)"
BIRTHDAY = "substr(birth_date, 5, 4)"

# Blocking rules: pairs that agree in all parts of one of these are compared. The first
# rules find almost all true matches of good data.
BLOCKING_RULES = (
    ("email",),
    ("phone",),
    ("email_name",),
    EITHER_ORDER,
    ("first_name", "birth_date"),
    ("last_name", "birth_date"),
    ("birth_date", "postal_code"),
    (*BEGINNINGS, BIRTH_YEAR),
    (*BEGINNINGS, BIRTHDAY),
    (*BEGINNINGS, "postal_code"),
    ("address", "postal_code"),
)

# These find the matches of records with several errors, and many other pairs, so they
# may give fewer pairs (`strata.identity.blocking.PAIRS_PER_RECORD`).
LOOSE_BLOCKING_RULES = (
    ("birth_date", "city"),
    (INITIAL, "birth_date"),
    (LAST_INITIAL, "birth_date"),
    ("first_name", "postal_code"),
    ("last_name", "postal_code"),
    ("first_name", "city", BIRTH_YEAR),
    ("last_name", "city", INITIAL),
    ("address", INITIAL),
    ("last_name", BIRTH_MONTH),
    ("first_name", BIRTH_MONTH),
    ("first_name", "city"),
    ("last_name", "city"),
    ("birth_date",),
    ("last_name",),
    ("address",),
)

# Almost all pairs that agree in these are matches. They give a first estimate of the
# number of matches. Their recall is a guess, which is corrected later
# (`calibrated_prior`).
NEARLY_CERTAIN_RULES = (
    ("email", "first_name"),
    ("phone", "last_name"),
    ("first_name", "last_name", "birth_date"),
    ("first_name", "last_name", "postal_code"),
)
NEARLY_CERTAIN_RECALL = 0.6

# Expectation maximisation learns the evidence of the other columns from the pairs that
# agree in these; each column needs a rule without it.
TRAINING_RULES = (
    ("first_name", "last_name"),
    ("birth_date",),
    ("last_name", "postal_code"),
    ("email",),
)


def _edits(column: str, most: int, where: str = "") -> levels.CustomLevel:
    """At most so many letters inserted, deleted, changed or swapped."""
    # Swapped letters are two Levenshtein edits. Levenshtein is six times as fast and
    # leaves few pairs for the other function.
    return levels.CustomLevel(
        f"levenshtein({column}_l, {column}_r) <= {2 * most} "
        f"and damerau_levenshtein({column}_l, {column}_r) <= {most}",
        label_for_charts=f"{most} edit{'s' if most > 1 else ''}{where}",
    )


def _same(
    column: str, label: str = "The same", *, is_rare_worth_more: bool = False
) -> levels.ExactMatchLevel:
    return levels.ExactMatchLevel(
        column, term_frequency_adjustments=is_rare_worth_more
    ).configure(label_for_charts=label)


def _alike(column: str, least: float, label: str) -> levels.CustomLevel:
    # The similarity counts bytes: in scripts with several bytes per letter, different
    # texts would be alike. There only equal texts agree.
    return levels.CustomLevel(
        f"jaro_winkler_similarity({column}_l, {column}_r) >= {least} "
        f"and strlen({column}_l) * 2 < length({column}_l) * 3 "
        f"and strlen({column}_r) * 2 < length({column}_r) * 3",
        label_for_charts=label,
    )


def _different() -> levels.ElseLevel:
    return levels.ElseLevel().configure(label_for_charts="Different")


def _name(column: str, other: str) -> CustomComparison:
    one_letter = (
        f"substr({column}_l, 1, 1) = substr({column}_r, 1, 1) "
        f"and (length({column}_l) = 1 or length({column}_r) = 1)"
    )
    return CustomComparison(
        output_column_name=column,
        comparison_levels=[
            levels.NullLevel(column),
            _same(column, is_rare_worth_more=True),
            _alike(column, 0.92, "Nearly the same"),
            _alike(column, 0.84, "Alike"),
            levels.CustomLevel(
                f"{column}_l = {other}_r or {other}_l = {column}_r",
                label_for_charts="Swapped with the other name",
            ),
            levels.CustomLevel(one_letter, label_for_charts="An initial"),
            _different(),
        ],
    )


def _birth_date() -> CustomComparison:
    a_part = (
        "substr(birth_date_l, 1, 4) = substr(birth_date_r, 1, 4) "
        "or substr(birth_date_l, 5, 4) = substr(birth_date_r, 5, 4)"
    )
    return CustomComparison(
        output_column_name="birth_date",
        comparison_levels=[
            levels.NullLevel("birth_date"),
            _same("birth_date"),
            _edits("birth_date", 1),
            levels.CustomLevel(
                a_part, label_for_charts="The same year, or the same day"
            ),
            _edits("birth_date", 2),
            _different(),
        ],
    )


def _gender() -> CustomComparison:
    return CustomComparison(
        output_column_name="gender",
        comparison_levels=[
            levels.NullLevel("gender"),
            _same("gender"),
            _different(),
        ],
    )


def _email() -> CustomComparison:
    return CustomComparison(
        output_column_name="email",
        comparison_levels=[
            levels.NullLevel("email"),
            _same("email", is_rare_worth_more=True),
            _same("email_name", "The same before the @"),
            _edits("email_name", 1, " before the @"),
            _edits("email_name", 2, " before the @"),
            _different(),
        ],
    )


def _phone() -> CustomComparison:
    return CustomComparison(
        output_column_name="phone",
        comparison_levels=[
            levels.NullLevel("phone"),
            _same("phone", is_rare_worth_more=True),
            _edits("phone", 1),
            _different(),
        ],
    )


def _address() -> CustomComparison:
    return CustomComparison(
        output_column_name="address",
        comparison_levels=[
            levels.NullLevel("address"),
            _same("address", is_rare_worth_more=True),
            _alike("address", 0.92, "Nearly the same"),
            _alike("address", 0.8, "Alike"),
            _different(),
        ],
    )


def _place() -> CustomComparison:
    # One comparison, because postal code and city are almost the same evidence.
    return CustomComparison(
        output_column_name="place",
        comparison_levels=[
            levels.And(levels.NullLevel("postal_code"), levels.NullLevel("city")),
            _same("place", "The same postal code and city", is_rare_worth_more=True),
            _same("postal_code", "The same postal code", is_rare_worth_more=True),
            _same("city", "The same city", is_rare_worth_more=True),
            _edits("postal_code", 1, " in the postal code"),
            _alike("city", 0.88, "Nearly the same city"),
            levels.CustomLevel(
                "substr(postal_code_l, 1, 2) = substr(postal_code_r, 1, 2)",
                label_for_charts="The same area",
            ),
            _different(),
        ],
    )


COMPARISONS = {
    "first_name": lambda: _name("first_name", "last_name"),
    "last_name": lambda: _name("last_name", "first_name"),
    "birth_date": _birth_date,
    "gender": _gender,
    "email": _email,
    "phone": _phone,
    "address": _address,
    "place": _place,
}

# Contradictions that no agreement outweighs, as in a household that shares an address,
# a phone and a last name: sets of columns that are all entirely different.
CONTRADICTIONS = {
    "two birth dates and first names": ("birth_date", "first_name"),
}

# Columns that are used only as evidence against a match, as SQL on the pair, if both
# records have the column. Jean and Jeanne are almost the same name; with different
# genders they are two people. Leads of two companies are two people, unless they share
# an e-mail or a phone, as after a change of company.
CONTRADICTING_COLUMNS = {
    "gender": (
        "two genders and first names",
        "l.gender <> r.gender and l.first_name <> r.first_name",
    ),
    "siren": (
        "two SIREN",
        "l.siren <> r.siren "
        "and coalesce(l.email <> r.email, true) and coalesce(l.phone <> r.phone, true)",
    ),
}

# Number of levels, from the best, that count as agreement in explanations.
AGREEING_LEVELS = {
    "first_name": 2,
    "last_name": 2,
    "birth_date": 2,
    "gender": 1,
    "email": 2,
    "phone": 2,
    "address": 2,
    "place": 4,
}
