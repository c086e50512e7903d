"""Commands about campaigns, their codes and their snapshots."""
