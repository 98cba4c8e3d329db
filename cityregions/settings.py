"""Settings of the portal: each line reads the environment, sets something, or explains."""

from pathlib import Path

from corsheaders.defaults import default_headers
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from cityregions.environment import (
    REQUIRED,
    read,
    read_issuer,
    read_log_level,
    read_networks,
    read_number,
    read_switch,
    read_time_zone,
    read_url,
)

BASE_DIR = Path(__file__).resolve().parent.parent

# On for manage.py, which serves this machine only; wsgi.py and asgi.py start with it off.
DEBUG = read_switch("DEBUG", default=True)
LOCALHOST = ["localhost", "127.0.0.1", "[::1]"]
SECRET_KEY = read("SECRET_KEY", default="for-development-on-this-machine-only" if DEBUG else REQUIRED)
ALLOWED_HOSTS = LOCALHOST if DEBUG else read("ALLOWED_HOSTS", "list")
BEHIND_PROXY = read_switch("BEHIND_PROXY", default=False)
OIDC_ISSUER, *OIDC_ORIGIN = read_issuer("OIDC_ISSUER")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    *(["allauth.socialaccount", "allauth.socialaccount.providers.openid_connect"] if OIDC_ISSUER else []),
    "corsheaders",
    "csp",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
    "knox",
    "rest_framework",
    "simple_history",
    "cityregions.web",
    "cityregions.records",
    "cityregions.areas",
    "partners",
    "stakeholders",
    "cityregions.practices",
    "pilots",
    "cityregions.workplan",
    "cityregions.project",
]

# What every answer carries stands first, so that refusals and redirects carry it too.
MIDDLEWARE = [
    "cityregions.web.middleware.number_requests",
    "cityregions.api.middleware.go_straight",
    "corsheaders.middleware.CorsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "cityregions.api.limits.limit_requests",
    "cityregions.web.middleware.refuse_malformed_requests",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "partners.middleware.tell_what_ended",
    "simple_history.middleware.HistoryRequestMiddleware",
    "cityregions.web.middleware.OwnErrorPages",
]

ROOT_URLCONF = "cityregions.urls"
WSGI_APPLICATION = "cityregions.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cityregions.project.context.project",
            ],
            "builtins": ["cityregions.web.templatetags.portal"],
        },
    }
]
# Forms render with the portal's own templates first, then Django's accessible ones.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": read_url("DATABASE_URL", "db_url", f"sqlite:///{BASE_DIR / 'db.sqlite3'}", "ENGINE")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Readers go on while one writes, and a writer waits for its turn at the start rather than failing in the middle.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": read_url("CACHE_URL", "cache_url", "locmemcache://?max_entries=20000", "BACKEND")}

# Accounts: by invitation, signed in by e-mail.
AUTH_USER_MODEL = "partners.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_ADAPTER = "partners.accounts.InvitationOnly"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if DEBUG else "https"
# After five wrong passwords for an address wait a minute, after thirty an hour; whether there is an account or not.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "20/m/ip,5/m/key,30/h/key",
    # Links by which contacts sign in: each is a mail to somebody.
    "contact_link": "10/m/ip,60/h/ip,3/m/key,10/h/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "CityRegions"
# Clocks of phones differ a little: the code before and the one after count, too.
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
MFA_FORMS = {
    "authenticate": "partners.accounts.SecondFactorForm",
    "reauthenticate": "partners.accounts.SecondFactorAgainForm",
}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"

# Single sign-on by OpenID Connect, where an organisation has it; the second factor and invitations stay as they are.
if OIDC_ISSUER:
    SOCIALACCOUNT_ADAPTER = "partners.single_sign_on.KnownPeopleOnly"
    SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
    SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
    SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "sso",
                    "name": read("OIDC_NAME", default="single sign-on"),
                    "client_id": read("OIDC_CLIENT_ID"),
                    "secret": read("OIDC_CLIENT_SECRET"),
                    "settings": {"server_url": OIDC_ISSUER},
                }
            ],
        }
    }

# Mail goes to the console unless EMAIL_URL says otherwise, e.g. smtp+tls://user:password@mail.example.org:587.
globals().update(read_url("EMAIL_URL", "email_url", "consolemail://", "EMAIL_BACKEND"))
DEFAULT_FROM_EMAIL = read("DEFAULT_FROM_EMAIL", default="portal@localhost")
REPLY_TO = read("REPLY_TO", default="")
EMAIL_TIMEOUT = 20
# Links in mails that no page asked for, e.g. those of a command.
PORTAL_URL = read(
    "PORTAL_URL", default="http://127.0.0.1:8000" if DEBUG else f"https://{ALLOWED_HOSTS[0].lstrip('.')}"
).rstrip("/")

# Languages: English at the plain address, the others under their code.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("de", _("German")), ("pl", _("Polish")), ("cs", _("Czech")), ("it", _("Italian"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = ["cityregions.web.formats"]
USE_TZ = True
TIME_ZONE = read_time_zone("TIME_ZONE", "Europe/Berlin")

# Static files: our own, and the front-end packages of package.json under vendor/.
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "cityregions.web.finders.VendorFinder",
]
NODE_MODULES = BASE_DIR / "node_modules"
# The font of the reports, which are not made by browsers: whole, in all the letters it has.
REPORT_FONTS = NODE_MODULES / "@expo-google-fonts/source-sans-3"
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["jpg", "png", "webp", "woff", "woff2", "gz", "br", "map"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "cityregions.web.statics.Storage"
    },
}

# Files that people hand in: each once, under the digest of its content; never served as they are.
MEDIA_ROOT = Path(read("MEDIA_ROOT", default=str(BASE_DIR / "media"))).absolute()
# The largest file, in bytes.
LARGEST_FILE = read_number("LARGEST_FILE_MB", default=60, lowest=1, highest=500) * 1024 * 1024

# Long work goes on in the background, by `manage.py work`; what waits stands in the database.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Webhooks go to public addresses only, and to these networks where the operator has receivers of its own.
WEBHOOK_NETWORKS = read_networks("WEBHOOK_NETWORKS")

# What a browser may do here: only what the portal itself serves.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        # Signing in elsewhere starts with a form here.
        "form-action": [SELF, *OIDC_ORIGIN],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY = {
    feature: []
    for feature in (
        "accelerometer",
        "camera",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "payment",
        "usb",
    )
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = read_switch("SECURE_SSL_REDIRECT", default=not DEBUG)
SECURE_HSTS_SECONDS = 0 if DEBUG else read("SECURE_HSTS_SECONDS", "int", default=31536000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = not DEBUG
SECURE_HSTS_PRELOAD = not DEBUG
# A proxy that ends TLS says so in this header; it must set it itself, whatever visitors send.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SESSION_COOKIE_SECURE = not DEBUG
CSRF_COOKIE_SECURE = not DEBUG
CSRF_FAILURE_VIEW = "cityregions.web.errors.csrf_failure"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# Tools in other people's browsers may read the public API, and maps as Kumu reads them live, without cookies.
CORS_ALLOW_ALL_ORIGINS = True
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS"]
CORS_URLS_REGEX = r"^/api/|^(?:/[a-z]{2})?/maps/[^?]+\.kumu\.json$"
CORS_ALLOW_HEADERS = (*default_headers, "if-none-match", "x-request-id")
CORS_EXPOSE_HEADERS = ["ETag", "Link", "RateLimit", "RateLimit-Policy", "Retry-After", "X-Request-ID"]

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "cityregions.api.authentication.BearerAuthentication",
        "cityregions.api.authentication.HeaderSession",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticatedOrReadOnly"],
    "DEFAULT_FILTER_BACKENDS": ["cityregions.api.filters.StrictFilterBackend"],
    "DEFAULT_RENDERER_CLASSES": ["cityregions.api.renderers.OrjsonRenderer"],
    "DEFAULT_SCHEMA_CLASS": "cityregions.api.schema.PortalSchema",
    "EXCEPTION_HANDLER": "cityregions.api.problems.problem_response",
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "cityregions.api.renderers.AlwaysJson",
    "COERCE_DECIMAL_TO_STRING": False,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
# Whether a program has to say which state of a record it changes (If-Match), so that no edit is lost.
API_REQUIRE_IF_MATCH = read_switch("API_REQUIRE_IF_MATCH", default=False)
# How many days programs that keep a copy may stay away before they have to take a new one.
CHANGES_KEPT_DAYS = read_number("CHANGES_KEPT_DAYS", default=30, lowest=1, highest=3650)
# Requests a minute: of an address, of a token, and of either the writes; 0 where something else limits them.
API_LIMIT_ADDRESS = read_number("API_LIMIT_ADDRESS", default=600, lowest=0, highest=10_000_000)
API_LIMIT_TOKEN = read_number("API_LIMIT_TOKEN", default=6000, lowest=0, highest=10_000_000)
API_LIMIT_WRITES = read_number("API_LIMIT_WRITES", default=600, lowest=0, highest=10_000_000)
# Answers that each process keeps until the data change, in bytes; PostgreSQL only.
API_KEPT = read_number("API_KEPT_MB", default=32, lowest=0, highest=4096) * 1024 * 1024
DRF_STANDARDIZED_ERRORS = {"EXCEPTION_FORMATTER_CLASS": "cityregions.api.problems.ProblemFormatter"}
REST_KNOX = {
    "TOKEN_MODEL": "partners.ApiToken",
    "TOKEN_PREFIX": "cire_",
    "AUTH_HEADER_PREFIX": "Bearer",
    "TOKEN_LIMIT_PER_USER": None,
}
KNOX_TOKEN_MODEL = "partners.ApiToken"  # noqa: S105 - a model, no password
# ApiToken replaces knox's own table; left there unused, it would keep PostgreSQL from emptying the table of accounts.
MIGRATION_MODULES = {"knox": None}
SPECTACULAR_SETTINGS = {
    "TITLE": "CityRegions portal",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1/",
    "POSTPROCESSING_HOOKS": ["cityregions.api.schema.tidy"],
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "defaultModelsExpandDepth": -1},
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
SIMPLE_HISTORY_REVERT_DISABLED = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_secrets": {"()": "cityregions.web.logs.WithoutSecrets"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["without_secrets"]}},
    "root": {"handlers": ["console"], "level": read_log_level("LOG_LEVEL", "INFO")},
    "loggers": {"django.server": {"level": "WARNING"}},
}

# The project's own data, loaded when the portal is set up.
FACTS_FILE = BASE_DIR / "cityregions" / "project" / "facts" / "cityregions.yaml"
