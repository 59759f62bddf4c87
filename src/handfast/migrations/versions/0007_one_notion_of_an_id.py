"""RustDesk IDs that are names are found in any case, and a device that stands on a customer's word alone says so.

Nobody has heard of such a device: once its customer lets go of it, it was a slip of the fingers and is forgotten.
"""

import sqlalchemy as sa
from alembic import op

from handfast.migrations.columns import NUMBER, column

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_index("rustdesk_id_folded", "rustdesk", ["tenant_id", sa.text("lower(rustdesk_id)")])
    op.add_column("rustdesk", column("is_word", NUMBER, server_default="0"))
