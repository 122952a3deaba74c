"""The HTTP API and the admin, served by Django."""
