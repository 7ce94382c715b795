"""Records of fictitious people, as input of record linkage."""

import numpy as np
import pyarrow as pa

from strata.identity.comparing import COLUMNS

NO_RULES = pa.table(
    {name: pa.array([], pa.string()) for name in ("record_id_l", "record_id_r", "rule")}
)
FIRST = ["marie", "paul", "zoe", "karim", "emma", "louis", "agathe", "bruno", "nadia"]
LAST = ["martin", "durand", "petit", "moreau", "lefevre", "garcia", "nguyen", "faure"]


def people(size, seed=5, copies=2):
    """Return `copies` records of each of `size` people, the second one misspelt."""
    draw = np.random.default_rng(seed)
    rows = []
    for person in range(size):
        first, last = draw.choice(FIRST), draw.choice(LAST)
        whole = {
            "first_name": str(first),
            "last_name": f"{last}{'abcdefghij'[person % 10]}",
            "gender": None,
            "birth_date": f"{draw.integers(1940, 2006)}{draw.integers(1, 13):02d}"
            f"{draw.integers(1, 29):02d}",
            "email": f"{first}{person}@mail.fr",
            "email_name": f"{first}{person}",
            "phone": f"+336{draw.integers(10**7, 10**8)}",
            "address": f"{draw.integers(1, 200)} rue des lilas",
            "postal_code": f"{draw.integers(10, 95)}000",
            "city": f"ville {draw.integers(50)}",
        }
        for copy in range(copies):
            row = dict(whole, record_id=f"{person:04d}-{copy}")
            if copy:
                row["first_name"] = row["first_name"][:-1]
                row["email"] = row["email_name"] = None
            rows.append(row)
    return rows


def table(rows):
    schema = pa.schema(
        [("record_id", pa.string()), *((c, pa.string()) for c in COLUMNS)]
    )
    return pa.Table.from_pylist(rows, schema)
