"""The people who work for a business."""
