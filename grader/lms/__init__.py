"""Course platforms: what students handed in on Canvas or Moodle comes in, grades and feedback go back out."""
