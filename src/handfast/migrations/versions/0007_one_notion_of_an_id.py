"""RustDesk IDs that are names are found in any case, and a device known only because a customer named it is marked (`is_word`).

The server has never heard from such a device: once its customer drops it, its ID counts as mistyped and the device is forgotten.
"""

import sqlalchemy as sa
from alembic import op

from handfast.migrations.columns import NUMBER, column

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_index("rustdesk_id_folded", "rustdesk", ["tenant_id", sa.text("lower(rustdesk_id)")])
    op.add_column("rustdesk", column("is_word", NUMBER, server_default="0"))
