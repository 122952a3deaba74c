"""The service's tests, in an environment of their own."""

import os

os.environ.setdefault("APP_SETTINGS_ENVIRONMENT", "test")
