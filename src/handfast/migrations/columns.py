"""How the migrations declare a column. Moments are milliseconds since 1970 UTC; a column is NOT NULL unless it says `null`."""

from typing import Any

import sqlalchemy as sa

TEXT, MOMENT, NUMBER, BYTES = sa.Text(), sa.BigInteger(), sa.Integer(), sa.LargeBinary()
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def column(name: str, kind: sa.types.TypeEngine[Any], *rest: Any, null: bool = False, **more: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, *rest, nullable=null, **more)
