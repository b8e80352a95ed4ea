# The sandbox in a container, from a wheel that was built before: no index is asked, when it is built or when it runs.
#   python -m pip wheel --wheel-dir dist ".[sandbox]"      (the wheel and what it needs, for the image's platform)
#   docker build -t clob-sandbox .
#   docker run --rm -p 127.0.0.1:8137:8137 clob-sandbox --profile observed
# Published to the loopback address alone: whoever reaches the port may read its keys and reset it.
ARG PYTHON=python:3.11-slim
FROM ${PYTHON}
COPY dist/ /wheels/
RUN python -m pip install --no-cache-dir --no-index --find-links /wheels "polymarket-clob[sandbox]" \
    && rm -rf /wheels \
    && useradd --no-create-home sandbox
USER sandbox
EXPOSE 8137
HEALTHCHECK --interval=10s --timeout=6s --start-period=10s \
    CMD clob-sandbox env --url http://127.0.0.1:8137 >/dev/null || exit 1
STOPSIGNAL SIGTERM
ENTRYPOINT ["clob-sandbox", "serve", "--host", "0.0.0.0", "--port", "8137"]
