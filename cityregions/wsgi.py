"""The portal as a WSGI application: what the production server loads."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cityregions.settings")
# A server that nobody told otherwise is a production server.
os.environ.setdefault("DEBUG", "off")

application = get_wsgi_application()
# All addresses with all that answers at them are loaded once for all processes, not by the first who asks each.
get_resolver().url_patterns  # noqa: B018

# What is loaded by now stays: Python looks for what is no longer used among the rest, and less often. Otherwise it
# goes through all of a large work plan in the middle of a request.
gc.freeze()
gc.set_threshold(50_000, 20, 20)
