"""A request came in: hooks from machines, with signatures; api from people, with ID tokens."""
