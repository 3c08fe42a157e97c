"""Course platforms: submissions from Canvas or Moodle come in, grades and feedback go back; Gradescope."""
