"""What nbgrader_config.py puts into nbgrader: intake, execution in box and examiner, receipts, late penalties."""
