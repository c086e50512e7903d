"""Message templates: checking, rendering, previews."""
