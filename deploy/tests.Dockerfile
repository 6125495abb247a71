# The browser's tests, for the stack of compose.yaml.
FROM docker.io/library/python:3.13-slim-trixie
# hadolint ignore=DL3008
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends chromium redis-server \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10002 --create-home tests
WORKDIR /app
COPY pyproject.toml constraints.txt README.md LICENSE DATA_LICENSES.md ./
COPY dashboard dashboard
RUN pip install --no-cache-dir --quiet -c constraints.txt -e '.[test]'
COPY benchmarks benchmarks
COPY docs docs
COPY notebooks notebooks
COPY tests tests
USER 10002:10002
ENV CI=true PYTHONDONTWRITEBYTECODE=1
ENTRYPOINT ["python", "-m", "pytest", "-p", "no:cacheprovider"]
CMD ["tests/e2e"]
