"""The state tables of the project: drawn into the docs, walked by the tests, read by the lint of state words."""

from typing import Any

from handfast.ceremonies.device_authorization.lifecycle import REQUEST
from handfast.ceremonies.linking.lifecycle import CUSTOMER_LINK
from handfast.ceremonies.pairing.lifecycle import PAIRING_CODE
from handfast.devices.lifecycle import DEVICE
from handfast.kernel.lifecycle import Lifecycle

LIFECYCLES: tuple[Lifecycle[Any], ...] = (DEVICE, PAIRING_CODE, CUSTOMER_LINK, REQUEST)
