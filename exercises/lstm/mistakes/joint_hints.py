"""Joint hints."""

JOINT_HINTS = {}
