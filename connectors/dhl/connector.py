"""The roles that DHL plays."""

from connectors.dhl.carrier import DhlAccount, DhlCarrier

ROLES = {"Carrier": DhlCarrier, "Account": DhlAccount}
