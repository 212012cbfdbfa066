"""Django's settings, read from the environment; wrong or missing values stop the start, all named at once.

`LATCHKEY_ENV` is `demo` (the default), `test` or `production`; deploy/env.example lists every variable.
"""

from pathlib import Path

from django.utils.csp import CSP
from redis.backoff import NoBackoff
from redis.retry import Retry

from settings import log, mail, work
from settings.env import Environment
from settings.rooms import ROOMS, UNGUARDED

ROOT = Path(__file__).resolve().parent.parent
env = Environment()
LATCHKEY_ENV = env.choice("LATCHKEY_ENV", among=("demo", "test", "production"), default="demo")
PRODUCTION = LATCHKEY_ENV == "production"
# Outside production a fixed secret keeps sessions and keys alive between starts.
DEMO_SECRET = None if PRODUCTION else "not-a-secret-0123456789-abcdefghijklmnopqrstuvwxyz-demo"

SECRET_KEY, *SECRET_KEY_FALLBACKS = env.secrets("SECRET_KEY", DEMO_SECRET)
DEBUG = env.flag("DEBUG", default=False)
SHOP_URL = env.text("SHOP_URL", None if PRODUCTION else "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", "" if PRODUCTION else "localhost,127.0.0.1,[::1],testserver")
CSRF_TRUSTED_ORIGINS = env.names("CSRF_TRUSTED_ORIGINS", SHOP_URL if PRODUCTION else "")

INSTALLED_APPS = [
    "demo.apps.DemoConfig",
    "backoffice.apps.BackofficeConfig",
    "backoffice.apps.BackofficeAdminConfig",
    "checkout.apps.CheckoutConfig",
    "shop.apps.ShopConfig",
    "accounts.apps.AccountsConfig",
    "antifraud.apps.AntifraudConfig",
    "botguard.apps.BotguardConfig",
    "outbox.apps.OutboxConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "drf_spectacular",
    "django_filters",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "botguard.middleware.GuardMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.StandingMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "settings.urls"
WSGI_APPLICATION = "settings.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "design" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "shop.context_processors.storefront",
                "checkout.context_processors.cart",
            ],
        },
    }
]

# Engines. Without these two variables settings.embedded starts private servers and sets them.
DATABASES = {"default": env.database("DATABASE_URL", pool=not env.flag("DATABASE_UNPOOLED", default=False))}
REDIS_URL = env.text("REDIS_URL", None if PRODUCTION else "redis://127.0.0.1:6379/0")
VALKEY_TIMEOUT_SECONDS = 0.25
CACHES = {
    "default": {
        "BACKEND": "settings.cache.FailOpenCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "cache",
        "TIMEOUT": 300,
        "OPTIONS": {
            "socket_timeout": VALKEY_TIMEOUT_SECONDS,
            "socket_connect_timeout": VALKEY_TIMEOUT_SECONDS,
            # The client would try three times more, and a frozen server cost a second instead of a quarter.
            "retry": Retry(NoBackoff(), 0),
        },
    }
}
SILENCED_SYSTEM_CHECKS = [
    # The cache is Valkey, which increments atomically; django-ratelimit knows stock backends by name only.
    "django_ratelimit.E003",
    "django_ratelimit.W001",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en"
TIME_ZONE = env.text("TIME_ZONE", "UTC")
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = env.folder("STATIC_ROOT", ROOT / "staticfiles")
STATICFILES_DIRS = [ROOT / "design" / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = env.folder("MEDIA_ROOT", ROOT / ".data" / "media")
# The log of who asked to be forgotten: not where backups of the database are put back to.
ERASURE_FOLDER = env.folder("ERASURE_FOLDER", ROOT / ".data" / "erasures")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if LATCHKEY_ENV != "test"
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = LATCHKEY_ENV == "test"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000

# Sessions exist for people who signed in; visitors carry signed cookies only.
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
COOKIE_PREFIX = "__Host-" if PRODUCTION else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}session"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "shop.views.csrf_failure"
SECURE_SSL_REDIRECT = PRODUCTION and env.flag("SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_TLS_PROXY", default=False) else None
)
SECURE_REDIRECT_EXEMPT = ["^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "media-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "worker-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.LockedBackend"]
# scrypt costs an attacker memory as well as time. Tests make hundreds of users, so theirs are cheap.
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if LATCHKEY_ENV == "test"
    else [
        "django.contrib.auth.hashers.ScryptPasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/account/orders/"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# Signing up answers alike whether an address is known or not: what follows is said by mail only.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
# Sign-in is limited by accounts' own lock in PostgreSQL, which survives a loss of Valkey.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None}
ACCOUNT_FORMS = {"signup": "accounts.forms.SignUpForm"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_ADAPTER = "accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "accounts.forms.CodeForm",
    "reauthenticate": "accounts.forms.ConfirmingCodeForm",
}
PASSWORD_RESET_TIMEOUT = 3600

# Mail
SHOP_NAME = env.text("SHOP_NAME", "Brass & Bramble")
SHOP_EMAIL = env.text("SHOP_EMAIL", None if PRODUCTION else "hello@brassandbramble.example")
DEFAULT_FROM_EMAIL = f"{SHOP_NAME} <{SHOP_EMAIL}>"
SERVER_EMAIL = SHOP_EMAIL
MAIL_FOLDER = env.folder("MAIL_FOLDER", ROOT / ".data" / "mail")
MAILERS = mail.config(env, is_production=PRODUCTION, folder=MAIL_FOLDER)

# Selling
SHOP_CURRENCY = env.text("SHOP_CURRENCY", "EUR")
# Categories, and the counts beside filters, are read again after so long; tests see every change at once.
CATEGORY_CACHE_SECONDS = 0 if LATCHKEY_ENV == "test" else 60
SHOP_IBAN = env.text("SHOP_IBAN", None if PRODUCTION else "DE89370400440532013000")
SHOP_BANK_HOLDER = env.text("SHOP_BANK_HOLDER", SHOP_NAME)
# A payment that never comes gives its stock back after this long; a silently cancelled order likewise.
UNPAID_ORDER_HOURS = env.number("UNPAID_ORDER_HOURS", default=168, least=1)
UNPAID_CARD_MINUTES = env.number("UNPAID_CARD_MINUTES", default=30, least=5)
# How long a card that was authorised, and not charged yet, can be charged; most banks keep it a week.
CARD_AUTHORISATION_DAYS = env.number("CARD_AUTHORISATION_DAYS", default=7, least=1)
# Within how many hours the shop means to look at an order that waits in review.
REVIEW_HOURS = env.number("REVIEW_HOURS", default=24, least=1)
# The most units of one variant that silently cancelled orders may hold at once.
SHADOW_HOLD_UNITS = env.number("SHADOW_HOLD_UNITS", default=5, least=0)
SANDBOX_PAYMENTS = env.flag("SANDBOX_PAYMENTS", default=not PRODUCTION)
SANDBOX_SECRET = env.secrets("SANDBOX_SECRET", SECRET_KEY)[0]
# Killing itself at a named point proves recovery; nobody wants that in a shop that sells.
CRASH_AT = "" if PRODUCTION else env.text("CRASH_AT", "")

# The guard
BOTGUARD_MODE = env.choice("BOTGUARD_MODE", among=("off", "observe", "enforce"), default="enforce")
BOTGUARD_ROOMS = ROOMS
BOTGUARD_UNGUARDED = UNGUARDED
BOTGUARD_TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES")
# A header in which a trusted proxy tells the JA4 fingerprint of the TLS handshake; from anybody else it is not read.
BOTGUARD_HANDSHAKE_HEADER = env.header("HANDSHAKE_HEADER")
BOTGUARD_SECRETS = env.secrets("BOTGUARD_SECRETS", SECRET_KEY)
BOTGUARD_POLICY = env.folder("BOTGUARD_POLICY", ROOT / "botguard" / "policy.toml")
BOTGUARD_GEO_FOLDER = env.folder("BOTGUARD_GEO_FOLDER", ROOT / "botguard" / "data" / "geo")
# Who knows the host names of crawlers: host:port, else the machine's own resolver.
BOTGUARD_NAMESERVERS = env.names("NAMESERVERS")
BOTGUARD_COOKIE = f"{COOKIE_PREFIX}key"
# A thread of each process reads bans and rules every five seconds; tests in one process do without.
BOTGUARD_WATCH = True
# Rates are counted by Valkey's clock, one for all processes; tests that travel in time use their own.
BOTGUARD_STORE_CLOCK = True
# How many slowed answers a process may hold back at once, each in a thread of its own; nginx needs none.
BOTGUARD_DELAYS = env.number("BOTGUARD_DELAYS", default=0, most=64)
# A challenge of somebody else's that visitors may choose beside ours; its scripts are loaded for those alone.
BOTGUARD_CAPTCHA = env.choice("CAPTCHA", among=("off", "turnstile", "hcaptcha", "recaptcha"), default="off")
BOTGUARD_CAPTCHA_SITE_KEY = env.text("CAPTCHA_SITE_KEY", None if BOTGUARD_CAPTCHA != "off" else "")
BOTGUARD_CAPTCHA_SECRET = env.text("CAPTCHA_SECRET", None if BOTGUARD_CAPTCHA != "off" else "")
BOTGUARD_CAPTCHA_VERIFY_URL = env.text("CAPTCHA_VERIFY_URL", "")
ANTIFRAUD_MODE = env.choice("ANTIFRAUD_MODE", among=("off", "observe", "enforce"), default="enforce")
# A city file of the merchant's own, MaxMind's or another in its layout; without one distances are not checked.
GEO_CITY_FILE = env.text("GEO_CITY_FILE", "")
ANTIFRAUD_POLICY = env.folder("ANTIFRAUD_POLICY", ROOT / "antifraud" / "policy.toml")

# API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "checkout.responses.problem",
    "PAGE_SIZE": 24,
    "UNICODE_JSON": True,
    "STRICT_JSON": True,
}
SPECTACULAR_SETTINGS = {"TITLE": f"{SHOP_NAME} API", "VERSION": "1.0.0", "SERVE_INCLUDE_SCHEMA": False}

# Work behind the scenes
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_TRANSPORT_OPTIONS = work.TRANSPORT
CELERY_BEAT_SCHEDULE = work.SCHEDULE
OUTBOX_ROUTES = work.ROUTES
LOGGING = log.config(is_production=PRODUCTION)
env.close()
