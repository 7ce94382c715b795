"""The part of DuckDB's SQL that can be transpiled to Spark.

Models are written once, in DuckDB's SQL, and sqlglot transpiles their compiled text.
Each rule takes the compiled models and yields what does not transpile. Two lists hold
facts: `spark_functions.txt` the functions of Spark 4.1 (`show functions`), and
`carried_functions.csv` those that sqlglot leaves unchanged, with their replacement in
Spark.

Not checked, because it requires column types or a run on Spark: `len` for lists and
`length` for text, slices of text, lists whose index is computed, casts that truncate,
equal rows.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

from sqlglot import Dialect, ErrorLevel, exp, parse_one
from sqlglot.errors import SqlglotError
from sqlglot.tokens import TokenType

from rules.rule import collected, rule_per_model

HERE = Path(__file__).parent
EXCEPTIONS = HERE / "portable_sql_exceptions.csv"
# Words before a parenthesis that are grammar or a hint on a CTE, not functions. `_u` is
# sqlglot's name of a list that is read like a table, which has its own rule.
GRAMMAR = {"_u", "group", "materialized", "try_cast"}
INFINITY = {"isfinite", "isinf"}
STRUCTS_BY_POSITION = {"row", "struct_insert", "struct_update"}
NAMED_BY_OTHER_RULES = {"hash"} | INFINITY | STRUCTS_BY_POSITION
NOT_IN_SPARK = {
    exp.DType.UTINYINT,
    exp.DType.USMALLINT,
    exp.DType.UINT,
    exp.DType.UBIGINT,
    exp.DType.UINT128,
    exp.DType.INT128,
    exp.DType.BIT,
    exp.DType.TIME,
    exp.DType.TIMETZ,
}
CATALOGUES = {"information_schema", "pg_catalog", "sqlite_master"}
REGULAR_EXPRESSIONS = (
    exp.RegexpExtract,
    exp.RegexpExtractAll,
    exp.RegexpFullMatch,
    exp.RegexpILike,
    exp.RegexpLike,
    exp.RegexpReplace,
    exp.RegexpSplit,
)
# Syntax that only one of RE2 and Java accepts: named classes in brackets, groups named
# `?P<`, an ungreedy mode, one byte; and look-around, back references, possessive
# repeats.
NOT_IN_BOTH = re.compile(r"\[\[:|\(\?P<|\(\?[a-z]*U|\\C|\(\?<?[=!]|\\[1-9]|[*+?}]\+")


@dataclass(frozen=True)
class Model:
    """A model's compiled SQL, and its tree.

    Parameters
    ----------
    name : str
    sql : str
        As dbt compiles it, in DuckDB's dialect.
    is_staging : bool, optional
        Whether it is in the first layer, which reads data of other systems.
    """

    name: str
    sql: str = field(repr=False)
    is_staging: bool = False

    @cached_property
    def tree(self) -> exp.Expression | None:
        """The tree, or None if sqlglot cannot parse the model."""
        try:
            return parse_one(self.sql, dialect="duckdb")
        except SqlglotError:
            return None

    @cached_property
    def nodes(self) -> list[exp.Expression]:
        """All nodes of the tree."""
        return [] if self.tree is None else list(self.tree.walk())

    @cached_property
    def spark(self) -> str:
        """The model in Spark's dialect; raises if that is not possible."""
        if self.tree is None:
            raise ValueError("sqlglot cannot parse it")
        return self.tree.sql(
            "spark", unsupported_level=ErrorLevel.RAISE, comments=False
        )

    @cached_property
    def functions(self) -> set[str]:
        """Names of all functions that the model calls in Spark's dialect."""
        try:
            tokens = Dialect.get_or_raise("spark").tokenize(self.spark)
        except (SqlglotError, ValueError):
            return set()
        return {
            name.text.lower()
            # An alias may have columns: `as words(word)` calls nothing.
            for before, name, after in zip(tokens, tokens[1:], tokens[2:], strict=False)
            if after.token_type == TokenType.L_PAREN
            and name.token_type == TokenType.VAR
            and before.token_type != TokenType.ALIAS
        } - GRAMMAR

    @property
    def unknown_functions(self) -> set[str]:
        """Names of the functions that sqlglot does not know and leaves unchanged."""
        return {call.name.lower() for call in self.all(exp.Anonymous)}

    def all(self, *kinds: type[exp.Expression]) -> Iterator[exp.Expression]:
        """All nodes of these types."""
        return (node for node in self.nodes if isinstance(node, kinds))

    def calls(self, *names: str) -> Iterator[exp.Anonymous]:
        """Calls of functions that sqlglot does not know."""
        return (call for call in self.all(exp.Anonymous) if call.name.lower() in names)


@cache
def spark_functions() -> frozenset[str]:
    """Names of the functions that Spark has."""
    return frozenset((HERE / "spark_functions.txt").read_text().split())


@cache
def carried_functions() -> frozenset[str]:
    """Names, after sqlglot, of the functions that have a replacement in Spark."""
    with (HERE / "carried_functions.csv").open(encoding="utf-8", newline="") as lines:
        return frozenset(row["function"] for row in csv.DictReader(lines))


def text(node: exp.Expression) -> str:
    """A node as DuckDB's SQL, shortened for the table of exceptions."""
    sql = " ".join(node.sql("duckdb", comments=False).split())
    return sql if len(sql) <= 60 else sql[:57] + "..."


@rule_per_model("SQL that sqlglot can parse and write for Spark")
def is_translated(model):
    """What sqlglot cannot translate cannot run on Spark."""
    try:
        _ = model.spark
    except (SqlglotError, ValueError) as error:
        yield str(error).splitlines()[0]


@rule_per_model(
    "a function of tests/rules/spark_functions.txt, or a row in carried_functions.csv "
    "that says what Spark has for it"
)
def functions_are_in_spark(model):
    """Spark has no other functions; one that sqlglot does not know keeps its name."""
    used = model.functions - spark_functions() | model.unknown_functions
    catalogues = {name for name in used if is_catalogue(name)}
    yield from used - carried_functions() - NAMED_BY_OTHER_RULES - catalogues


@rule_per_model("a signed type of at most 64 bits, decimal, timestamp")
def types_are_in_spark(model):
    """Spark has no unsigned integers, no integers of 128 bits and no time of day."""
    yield from {
        type_.this.name.lower()
        for type_ in model.all(exp.DataType)
        if type_.this in NOT_IN_SPARK
    }


@rule_per_model("md5 or sha256 of concatenated text")
def no_hash(model):
    """`hash()` differs between engines and between versions of one engine."""
    yield from (call.name.lower() for call in model.calls("hash"))


@rule_per_model("null; staging turns infinity into null and names it in uncast_columns")
def no_infinity_past_staging(model):
    """Spark's dates and timestamps have no infinity."""
    if not model.is_staging:
        yield from (call.name.lower() for call in model.calls(*INFINITY))
        yield from (
            repr(literal.name)
            for literal in model.all(exp.Literal)
            if literal.is_string and literal.name.lower().lstrip("+-") == "infinity"
        )


def is_catalogue(name: str) -> bool:
    """Whether a table or function describes the database, not the data."""
    return name.lower() in CATALOGUES or name.lower().startswith(("duckdb_", "pragma_"))


@rule_per_model("the graph in a macro, or a hook that reads the catalogue")
def no_catalogue(model):
    """Each engine has its own catalogue."""
    for table in model.all(exp.Table):
        for name in (table.db, table.name):
            if is_catalogue(name):
                yield name
    yield from (
        call.name for call in model.all(exp.Anonymous) if is_catalogue(call.name)
    )


@rule_per_model("a Python model")
def no_aggregate_in_recursion(model):
    """Spark's recursive queries allow no aggregates in the recursive part."""
    for with_ in model.all(exp.With):
        if not with_.args.get("recursive"):
            continue
        for cte in with_.expressions:
            reads_itself = any(
                table.name == cte.alias for table in cte.this.find_all(exp.Table)
            )
            if reads_itself and isinstance(cte.this, exp.SetOperation):
                yield from map(text, cte.this.expression.find_all(exp.AggFunc))


@rule_per_model("each field by its name: struct.field as field, {'field': …}")
def struct_fields_are_named(model):
    """Spark cannot unnest, extend or index structs."""
    yield from (call.name.lower() for call in model.calls(*STRUCTS_BY_POSITION))
    for access in model.all(exp.StructExtract):
        if not access.expression.is_string:
            yield text(access)
    for unnested in model.all(exp.Explode, exp.Unnest):
        # The values of a list have an alias or are part of an expression; those of a
        # struct have the names of its fields.
        is_alone = isinstance(unnested.parent, exp.Select)
        if is_alone and unnested.arg_key == "expressions" and not is_list(unnested):
            yield "unnest"


def is_list(unnested: exp.Expression) -> bool:
    """Whether it is visible that a list is unnested."""
    values = unnested.this
    if isinstance(values, exp.Cast):
        return values.to.this in (exp.DType.ARRAY, exp.DType.LIST)
    return isinstance(values, exp.Array | exp.GenerateSeries)


@rule_per_model("unnest(range(…)) as number, in the select list")
def lists_are_no_tables(model):
    """sqlglot writes `from range(…)` as a call that Spark cannot read."""
    for table in model.all(exp.Table):
        if isinstance(table.this, exp.GenerateSeries):
            yield text(table.this)


@rule_per_model("l[len(l)], left(t, n), right(t, n)")
def no_negative_index(model):
    """sqlglot moves `l[-1]` to another element."""
    for access in model.all(exp.Bracket):
        for index in access.expressions:
            ends = (
                (index.this, index.expression)
                if isinstance(index, exp.Slice)
                else (index,)
            )
            if any(isinstance(end, exp.Neg) for end in ends):
                yield text(access)


@rule_per_model("l[2:len(l)] for lists, left, right or substring for text")
def slices_have_both_ends(model):
    """Spark's slice takes a start and a length."""
    for part in model.all(exp.Slice):
        if part.this is None or part.expression is None:
            yield text(part.parent)


@rule_per_model("a divisor within nullif(…, 0)")
def divisors_are_not_zero(model):
    """DuckDB divides by zero to null or infinity, Spark stops."""
    for division in model.all(exp.Div, exp.IntDiv, exp.Mod):
        divisor = division.expression.unnest()
        while isinstance(divisor, exp.Cast):
            divisor = divisor.this.unnest()
        is_number = isinstance(divisor, exp.Literal) and divisor.name.strip("0.") != ""
        if not is_number and not isinstance(divisor, exp.Nullif):
            yield text(divisor)


@rule_per_model("a literal that RE2 and Java read alike, with its options")
def regular_expressions_are_literals(model):
    """Java and RE2 accept different patterns, so the pattern must be visible."""
    for match in model.all(*REGULAR_EXPRESSIONS):
        yield from pattern_problems(match, match.expression)
        for option in ("modifiers", "flag", "parameters"):
            value = match.args.get(option)
            if value is not None and not isinstance(value, exp.Literal):
                yield text(match)
    for match in model.calls("regexp_split_to_array", "regexp_split_to_table"):
        yield from pattern_problems(match, match.expressions[1])


def pattern_problems(match: exp.Expression, pattern: exp.Expression) -> Iterator[str]:
    """The match, or the part of its pattern, that cannot be transpiled."""
    if not isinstance(pattern, exp.Literal):
        yield text(match)
    else:
        yield from NOT_IN_BOTH.findall(pattern.name)


@rule_per_model("numbers written out: [0.1, 0.2, …]")
def quantiles_are_written_out(model):
    """Spark's percentiles are constants."""
    for quantile in model.all(exp.PercentileCont, exp.PercentileDisc, exp.Quantile):
        wanted = quantile.args.get("expression") or quantile.args.get("quantile")
        if wanted is not None and wanted.find(exp.Lambda, exp.Column):
            yield text(quantile)


@rule_per_model("list_transform and list_filter with a lambda")
def no_comprehensions(model):
    """sqlglot passes `[x for x in l]` on to Spark, which cannot read it."""
    yield from ("[… for … in …]" for _ in model.all(exp.Comprehension))


@rule_per_model("an alias that no column has; count a table's rows by count(*)")
def no_alias_is_a_column(model):
    """DuckDB reads a lone alias as the whole row, sqlglot and Spark as a column."""
    for select in model.all(exp.Select):
        sources = [select.args.get("from_"), *select.args.get("joins", [])]
        aliases = {source.this.alias_or_name for source in sources if source}
        columns = {
            column.name
            for column in select.find_all(exp.Column)
            if column.parent_select is select
        }
        yield from aliases & columns


RULES = collected(globals())
