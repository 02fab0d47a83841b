"""Every table, imported in one place so that migrations see them all."""

from integration.store.tables.audits import AuditRow, FindingRow
from integration.store.tables.catalogue import DocumentRow, DocumentVersionRow, ProductRow
from integration.store.tables.contradictions import ComparisonRow, ContradictionRow
from integration.store.tables.inbox import InboxRow
from integration.store.tables.incidents import IncidentOrderRow, IncidentRow
from integration.store.tables.installations import InstallationRow
from integration.store.tables.law import HappeningRow, LegalLineRow
from integration.store.tables.learning import LearntGroupRow, LearntRow
from integration.store.tables.notices import DecisionRow, EstimateRow, PreferenceRow
from integration.store.tables.orders import OrderLineRow, OrderRow, PromiseRow, RefundRow, ReturnRow
from integration.store.tables.outbox import AttemptRow, OutboxRow
from integration.store.tables.people import MembershipRow, PersonRow
from integration.store.tables.privacy import PrivacyRequestRow
from integration.store.tables.publications import PublicationRow
from integration.store.tables.replays import ReplayRow
from integration.store.tables.set_asides import SetAsideRow
from integration.store.tables.shops import ActivityRow, ConnectionRow, LeaseRow, ShopRow
from integration.store.tables.terms import TermsRow
from integration.store.tables.tokens import TokenRow
from integration.store.tables.tracking import FulfillmentRow, TrackingEventRow
from integration.store.tables.unpublished import UnpublishedRow
from integration.store.tables.write_backs import WriteBackRow

__all__ = [
    "ActivityRow", "AttemptRow", "AuditRow", "ComparisonRow", "ConnectionRow", "ContradictionRow", "DecisionRow",
    "DocumentRow", "DocumentVersionRow", "EstimateRow", "FindingRow", "FulfillmentRow", "HappeningRow", "InboxRow",
    "IncidentOrderRow", "IncidentRow", "InstallationRow", "LearntGroupRow", "LearntRow", "LeaseRow", "LegalLineRow",
    "MembershipRow", "OrderLineRow", "OrderRow", "OutboxRow", "PersonRow", "PreferenceRow", "PrivacyRequestRow",
    "ProductRow", "PromiseRow", "PublicationRow", "RefundRow", "ReplayRow", "ReturnRow", "SetAsideRow", "ShopRow",
    "TermsRow", "TokenRow", "TrackingEventRow", "UnpublishedRow", "WriteBackRow",
]  # fmt: skip
