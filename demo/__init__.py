"""The main job of a business on real purchases, from nothing to a report: a package for each business."""
