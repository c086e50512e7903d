"""An order: parsing, recording, what it contributes to its customer."""
