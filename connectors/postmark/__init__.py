"""Mail through Postmark, which tells us what came back."""
