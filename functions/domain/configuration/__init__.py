"""What a business is set to: settings and documents, checked and versioned where they are saved, brought by presets."""
