"""Right answers in other styles."""
STYLES = ()
