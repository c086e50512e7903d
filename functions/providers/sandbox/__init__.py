"""The sandbox: sends nothing, for trying out."""
