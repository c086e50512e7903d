"""What Regulars costs and how fast it is, as ratios and counts measured in one run."""
