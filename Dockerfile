# syntax=docker/dockerfile:1
# Builds the one binary, and an image that holds nothing else of ours.
FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY . .
# With the toolchain of the image, which is the one that it was made for.
RUN rm rust-toolchain.toml && cargo xtask build --release

FROM debian:bookworm-slim
# Letters for the scripts of titles in pictures of the graph (PNG); without them such words are left out there.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --home-dir /data --create-home folkmoot
COPY --from=build /src/target/release/folkmoot /usr/local/bin/folkmoot
USER folkmoot
VOLUME /data
ENV FOLKMOOT_DB=/data/folkmoot.db FOLKMOOT_ADDR=0.0.0.0:3000
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=3s CMD ["folkmoot", "healthcheck"]
CMD ["folkmoot", "serve"]
