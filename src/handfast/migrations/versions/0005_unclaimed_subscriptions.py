"""Subscriptions a provider reports before their customer is here: kept without a person, under the provider's customer and an e-mail.

Each also keeps the state before its newest event, which orders two events of the same second. The provider's customer is now stored in
these rows alone; two people may share one, so `subscriptions` no longer forbids it.
"""

import sqlalchemy as sa
from alembic import op

from handfast.migrations.columns import MOMENT, NUMBER, TEXT, column

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    _told()
    with op.batch_alter_table("subscriptions") as batch:
        batch.drop_constraint("subscriptions_one_per_provider_customer", type_="unique")


def _told() -> None:
    op.create_table(
        "told_subscriptions",
        column("id", TEXT),
        column("tenant_id", TEXT, sa.ForeignKey("tenants.id")),
        column("person_id", TEXT, sa.ForeignKey("persons.id", ondelete="SET NULL"), null=True),
        column("provider_customer", TEXT),
        column("email", TEXT, null=True),
        column("state", TEXT),
        column("ends_at", MOMENT, null=True),
        column("was_state", TEXT),
        column("was_ends_at", MOMENT, null=True),
        column("event_id", TEXT),
        column("event_at", MOMENT),
        column("event_rank", NUMBER),
        sa.PrimaryKeyConstraint("id", "tenant_id", name="told_subscriptions_key"),
    )
    # Where the provider's customer is not known, the subscription's own id stands in: it is unique.
    op.execute("""INSERT INTO told_subscriptions
    (id, tenant_id, person_id, provider_customer, state, ends_at, was_state, was_ends_at, event_id, event_at, event_rank)
    SELECT p.id, p.tenant_id, p.person_id, COALESCE(s.provider_customer, p.id), p.state, p.ends_at, p.state, p.ends_at, '', p.event_at,
    p.event_rank FROM provider_subscriptions p LEFT JOIN subscriptions s ON s.person_id = p.person_id""")
    op.drop_table("provider_subscriptions")
    op.rename_table("told_subscriptions", "provider_subscriptions")
    op.create_index("provider_subscriptions_person", "provider_subscriptions", ["person_id"])
    op.create_index("provider_subscriptions_customer", "provider_subscriptions", ["tenant_id", "provider_customer"])
