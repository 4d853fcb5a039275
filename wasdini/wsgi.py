"""The door for the web server (granian)."""

from __future__ import annotations

import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from wasdini.settings import SECRET_KEY

if not SECRET_KEY:
    raise ImproperlyConfigured("WASDINI_SECRET_KEY belum diisi / is not set.")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wasdini.settings")
application = get_wsgi_application()
