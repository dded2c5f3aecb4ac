# Three images from one file: `app` (hunter-web, hunter-worker, hunter), `nginx` (the web server with public/), and the
# `build` that feeds them. Packages, pinned files and the build itself are those of `make setup` and `make run`.

FROM swift:6.1-bookworm AS build
WORKDIR /app
COPY .ci .ci
RUN apt-get update \
    && apt-get install -y --no-install-recommends $(.ci/packages build fetch) \
    && rm -rf /var/lib/apt/lists/*
RUN .ci/fetch run
COPY public public
RUN .ci/static
COPY Package.swift ./
COPY Sources Sources
COPY Tests Tests
RUN .ci/build release \
    && mkdir -p bin \
    && cp .build/release/hunter .build/release/hunter-web .build/release/hunter-worker bin/

FROM debian:bookworm-slim AS app
COPY .ci/packages .ci/packages.txt /tmp/ci/
RUN apt-get update \
    && apt-get install -y --no-install-recommends $(/tmp/ci/packages image) \
    && rm -rf /var/lib/apt/lists/* /tmp/ci \
    && useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin hunter \
    && install -d -o hunter -g hunter -m 0700 /data \
    && install -d -o hunter -g hunter -m 0755 /static \
    && install -d -o hunter -g www-data -m 2750 /sockets
WORKDIR /app
COPY --from=build /app/bin /app/bin
COPY --from=build /app/.deps/lib /app/.deps/lib
COPY --from=build /app/.deps/licences /app/.deps/licences
COPY templates templates
COPY --from=build /app/public public
ENV PATH=/app/bin:$PATH HUNTER_HOME=/app HUNTER_DATA=/data LANG=C.UTF-8 TZ=UTC
USER hunter
VOLUME /data
CMD ["hunter-web"]

FROM debian:bookworm-slim AS nginx
COPY .ci/packages .ci/packages.txt /tmp/ci/
RUN apt-get update \
    && apt-get install -y --no-install-recommends $(/tmp/ci/packages image-nginx) \
    && rm -rf /var/lib/apt/lists/* /tmp/ci
WORKDIR /app
COPY nginx nginx
COPY --from=build /app/public public
USER www-data
EXPOSE 8080
STOPSIGNAL SIGQUIT
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 CMD ["nginx/healthy", "8080"]
CMD ["nginx/start"]
