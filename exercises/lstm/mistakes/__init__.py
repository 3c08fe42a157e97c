"""The catalogue."""
CATALOGUE = ()
NOT_COVERED = {}
