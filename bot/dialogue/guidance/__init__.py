"""Guides and checklists as conversations."""
