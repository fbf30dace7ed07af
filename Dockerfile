# The production image: no test servers, no build tools, no root.
FROM node:24-slim AS front-end
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund

FROM python:3.11-slim AS packages
WORKDIR /build
COPY requirements/base.txt ./
RUN python -m venv /opt/portal \
    && /opt/portal/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r base.txt

FROM python:3.11-slim AS static
ENV PATH=/opt/portal/bin:$PATH PYTHONDONTWRITEBYTECODE=1
COPY --from=packages /opt/portal /opt/portal
WORKDIR /srv/portal
COPY . .
COPY --from=front-end /build/node_modules ./node_modules
# The demo mode needs no secrets; nothing here opens a connection.
RUN python -m cmsportal.local.assets \
    && CMSPORTAL_MODE=demo DATABASE_URL=postgres://nobody@127.0.0.1:1/none REDIS_URL=redis://127.0.0.1:1/0 \
       python manage.py collectstatic --no-input --verbosity 0 \
    && rm -rf node_modules cmsportal/local tests

FROM python:3.11-slim
ENV PATH=/opt/portal/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 MPLCONFIGDIR=/tmp/matplotlib
# Charts and posters are laid out for letters as wide as Arial's.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends fonts-liberation \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin portal
COPY --from=packages /opt/portal /opt/portal
COPY --from=static /srv/portal /srv/portal
WORKDIR /srv/portal
USER 10001
EXPOSE 8000
CMD ["gunicorn", "--config", "python:cmsportal.gunicorn", "cmsportal.wsgi"]
