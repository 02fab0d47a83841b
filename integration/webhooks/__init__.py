"""Where vendors' deliveries arrive: verified on the raw body, committed in groups, answered, and only then rung."""

from integration.webhooks.endpoint import MAX_BODY, Intake, blueprint

__all__ = ["MAX_BODY", "Intake", "blueprint"]
