"""Contacts of fictitious people."""

import numpy as np

FIRST = ["Marie", "Paul", "Zoé", "Karim", "Emma", "Louis", "Agathe", "Bruno", "Nadia"]
LAST = ["Martin", "Durand", "Petit", "Moreau", "Lefèvre", "Garcia", "Nguyen", "Faure"]
STREETS = ["rue Pasteur", "avenue Foch", "rue du Stade", "place Carnot", "quai Sud"]


def contact(number, **values):
    """Return a contact that is different from all others."""
    draw = np.random.default_rng(number)
    letters = "".join(draw.choice(list("abcdefghijklmnoprstu"), 3))
    return {
        "contact_id": f"C{number}",
        "first_name": str(draw.choice(FIRST)),
        "last_name": f"{draw.choice(LAST)}{letters}",
        "email": f"{letters}{number}@mail.fr",
        "phone": f"06 {draw.integers(10**7, 10**8)}",
        "birth_date": f"{draw.integers(1930, 2006)}-{draw.integers(1, 13):02d}-"
        f"{draw.integers(1, 29):02d}",
        "address": f"{draw.integers(1, 200)} {draw.choice(STREETS)}",
        "postal_code": f"{draw.integers(10, 96)}000",
        "city": f"Ville {draw.integers(100)}",
        "created_at": "2025-01-01T10:00:00Z",
    } | values


def shared(start, size, **values):
    """Return contacts that have only these values in common."""
    return [contact(start + number, **values) for number in range(size)]
