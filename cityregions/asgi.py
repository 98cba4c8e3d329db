"""The portal as an ASGI application, for servers that speak ASGI."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cityregions.settings")
# A server that nobody told otherwise is a production server.
os.environ.setdefault("DEBUG", "off")

application = get_asgi_application()
