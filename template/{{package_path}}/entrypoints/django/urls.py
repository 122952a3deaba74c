"""What answers under which path."""

from django.contrib import admin
from django.urls import path

from . import problems
from .api import api

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", api.urls),
    # Your own paths go below this line.
]

handler400 = problems.bad_request
handler404 = problems.not_found
handler500 = problems.server_error
