# The site's image: web, worker and beat run from it, as a user without rights.

FROM python:3.11-slim AS build
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
RUN pip install --no-cache-dir uv
WORKDIR /app
COPY pyproject.toml uv.lock ./
RUN --mount=type=cache,target=/root/.cache/uv uv sync --frozen --no-dev
COPY . .
# The styles, translations and static files are part of the image. The settings want addresses and
# a key; these are for this one command and reach nothing.
RUN export DATA_DIR=/app/data ALLOWED_HOSTS=build SITE_URL=https://build.invalid \
    SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
    DATABASE_URL=postgresql://build@build.invalid/build REDIS_URL=redis://build.invalid \
    && .venv/bin/python manage.py build_css \
    && .venv/bin/python manage.py messages --compile \
    && .venv/bin/python manage.py collectstatic --no-input

FROM python:3.11-slim
RUN groupadd --system --gid 10001 center \
    && useradd --system --uid 10001 --gid center --no-create-home --home-dir /tmp center
WORKDIR /app
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 DATA_DIR=/app/data \
    GRANIAN_WORKERS=2 GRANIAN_BLOCKING_THREADS=3
USER center
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--no-ws", "--host", "0.0.0.0", "--port", "8000", \
     "--respawn-failed-workers", "config.wsgi:application"]
