"""What this service uses of APScheduler, which has no types of its own."""
