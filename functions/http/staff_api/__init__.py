"""What staff ask over HTTP, one file a subject; `SUBJECTS` names the module of each, which its first request loads."""
