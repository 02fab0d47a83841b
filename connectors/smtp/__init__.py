"""Mail through a server that the merchant, or whoever runs the installation, has an account on."""
