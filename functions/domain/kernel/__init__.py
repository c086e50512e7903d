"""What every room stands on: decisions, errors, validation, money. Knows no business."""
