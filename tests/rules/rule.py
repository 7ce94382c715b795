"""Rules and violations."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, order=True)
class Violation:
    """One place that breaks a rule.

    Parameters
    ----------
    rule, name : str
        The rule, and the model (source, project, …) that breaks it.
    found : str
        The finding, short and stable, because exceptions contain it literally.
    detail : str, optional
        Further help to find the place; not part of exceptions.
    """

    rule: str
    name: str
    found: str
    detail: str = field(default="", compare=False)

    def __str__(self) -> str:
        """The violation as part of a message."""
        detail = f" ({self.detail})" if self.detail else ""
        return f"{self.name}: {self.rule}: {self.found}{detail}"


@dataclass(frozen=True)
class Rule:
    """A check, its reason and what to do about a violation.

    Parameters
    ----------
    check : callable
        Takes the subject and yields tuples: name, finding and, optionally, detail.
    instead : str
        What to do instead, for the message of the test.
    """

    check: Callable[[Any], Iterable[tuple[str, ...]]]
    instead: str

    @property
    def name(self) -> str:
        """The name of the function."""
        return self.check.__name__

    @property
    def why(self) -> str:
        """The docstring of the function, on one line."""
        return " ".join((self.check.__doc__ or "").split())

    def violations(self, subject: Any) -> list[Violation]:
        """The violations of the rule, sorted and without repetition."""
        return sorted({Violation(self.name, *found) for found in self.check(subject)})


def collected(namespace: dict[str, Any]) -> list[Rule]:
    """All rules of a module, in the order of the file."""
    return [value for value in namespace.values() if isinstance(value, Rule)]


def rule(instead: str) -> Callable[[Callable], Rule]:
    """Make a rule of a function that takes the subject."""
    return lambda check: Rule(check, instead)


def rule_per_model(instead: str) -> Callable[[Callable], Rule]:
    """Make a rule of a function that takes one model and yields findings."""

    def decorate(check_one: Callable[[Any], Iterable[str]]) -> Rule:
        def check(models: Iterable[Any]) -> Iterator[tuple[str, str]]:
            for model in models:
                for found in check_one(model):
                    yield model.name, found

        check.__name__ = check_one.__name__
        check.__doc__ = check_one.__doc__
        return Rule(check, instead)

    return decorate
