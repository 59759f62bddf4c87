"""The columns of the CSV."""

from handfast.billing.subscriptions.rules import Listed, chosen_end, is_good
from handfast.kernel.time import iso_or_none

COLUMNS = ("name", "email", "state", "served", "ends", "renews", "rustdesk_id", "device", "no_device_since", "id")


def cells(now: int, one: Listed) -> tuple[object, ...]:
    who, held = one.customer, one.customer.subscription
    ends, renews = iso_or_none(chosen_end(held.ends_at, held.renews_at)), iso_or_none(held.renews_at)
    device = (one.device.rustdesk_id, one.device.name) if one.device else ("", "")
    served = "yes" if is_good(held.state, held.ends_at, now) else "no"
    return (who.name, who.email, held.state, served, ends or "", renews or "", *device, iso_or_none(one.no_device_since) or "", who.id)
