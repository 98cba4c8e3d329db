"""Webhooks: telling other people's tools of changes, safely, in order and until they have heard."""
