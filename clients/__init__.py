"""What apps are built with, made of the server's models: JSON Schemas, a Dart package, and data to try an app on."""
