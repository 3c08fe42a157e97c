"""Measurements; nothing here is a test, since machines differ."""
