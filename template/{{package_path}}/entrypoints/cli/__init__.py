"""The command line: how orders get in, and how they are looked at."""
