# The image: conda's environment, the tests, and what is left when both are taken away.
# deploy/image.md says how to build it, what it weighs and what was tried where.
ARG CONDA_BASE=docker.io/continuumio/miniconda3:25.3.1-1
ARG SLIM_BASE=docker.io/library/debian:13.4-slim

# ---- The environment: a layer of its own, made again only when environment.yml changes.
FROM ${CONDA_BASE} AS environment
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
COPY environment.yml /tmp/
# The base's own settings go: they name channels with terms of their own.
RUN echo "channels: [conda-forge]" > /opt/conda/.condarc \
    && conda env create --quiet --prefix /opt/env --file /tmp/environment.yml
# Of the packages, what no server needs: their tests, C headers, static libraries, and pip.
RUN rm -rf /opt/env/include /opt/env/share/{doc,gtk-doc,info,man} /opt/env/lib/python3.*/test \
        /opt/env/bin/pip* /opt/env/lib/python3.*/site-packages/{pip,setuptools,wheel}{,-*} \
        /opt/env/lib/python3.*/site-packages/{pkg_resources,_distutils_hack,distutils-precedence.pth} \
        /opt/env/conda-meta/{pip,setuptools,wheel}-*.json \
    && find /opt/env -type d \( -name tests -o -name include \) -prune -exec rm -rf {} + \
    && find /opt/env -name '*.a' -delete

# ---- The tests, in that environment: a failing test fails the build.
FROM environment AS test
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
# hadolint ignore=DL3008
RUN export DEBIAN_FRONTEND=noninteractive \
    && apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends git make nodejs \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY pyproject.toml constraints.txt ./
# The tools of `make check`, beside the environment's own packages, which keep their versions.
RUN pip="/opt/conda/bin/python -m pip --python /opt/env/bin/python" \
    && $pip list --format=freeze | sed -E 's/==.*/==/; s/_/-/g; s/^/^/' > /tmp/present \
    && grep -v -i -f /tmp/present constraints.txt > /tmp/constraints.txt \
    && /opt/env/bin/python -c "import tomllib; \
extras = tomllib.load(open('pyproject.toml', 'rb'))['project']['optional-dependencies']; \
print(*extras['test'], *extras['dev'][1:], sep='\n')" > /tmp/tools.txt \
    && $pip install --quiet --no-cache-dir -c /tmp/constraints.txt -r /tmp/tools.txt
COPY . .
# NPM=: the types and the lint of what browsers run do not depend on this environment.
RUN touch /opt/env/.ready \
    && git init --quiet && git add --all \
    && PATH="/opt/env/bin:$PATH" CI=true make check VENV=/opt/env NPM= \
    && /opt/env/bin/python -m compileall -q -f --invalidation-mode unchecked-hash choropleth dashboard

# ---- What the image stands on.
FROM ${SLIM_BASE} AS base
# A number, so that Kubernetes can tell that it is not root.
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /var/lib/isotherm isotherm \
    && install -d -o isotherm -g isotherm -m 700 /var/lib/isotherm
COPY --from=environment /opt/env /opt/env
WORKDIR /app

# ---- What it is made of, listed where all of it is and nothing else.
FROM base AS sbom
COPY pyproject.toml ./
COPY deploy/sbom.py deploy/
RUN ["/opt/env/bin/python", "deploy/sbom.py", "sbom.cdx.json"]

# ---- The image: the environment and the package.
FROM base AS final
COPY --from=sbom /app/sbom.cdx.json ./
COPY LICENSE DATA_LICENSES.md ./
# From the test stage, so that there is no image without its tests.
COPY --from=test /app/deploy/start deploy/start
COPY --from=test /app/choropleth choropleth
COPY --from=test /app/dashboard dashboard
ENV PATH=/opt/env/bin:$PATH \
    LANG=C.UTF-8 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    ISOTHERM_STATE_DIR=/var/lib/isotherm
USER 10001:10001
# The figures and shapes that a first start would draw and keep: 0.8 s of a processor, and 56 MB.
RUN ["python", "-c", "from dashboard.app import first_page; from dashboard.atlas import the_atlas; the_atlas(first_page)"]
VOLUME /var/lib/isotherm
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as web; web.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz', timeout=4)"]
# Last, since the commit changes each time.
ARG COMMIT=unknown
LABEL org.opencontainers.image.title="Isotherm" \
    org.opencontainers.image.description="How each country has warmed, next to how it lives" \
    org.opencontainers.image.source="https://github.com/isotherm/isotherm" \
    org.opencontainers.image.licenses="BSD-3-Clause" \
    org.opencontainers.image.revision="${COMMIT}"
CMD ["/app/deploy/start"]
