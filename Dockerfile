# The directory. Without MONGODB_URI its data is in /data: mount a volume there. Run the rest read-only (--read-only): nothing
# else is written. NODE_IMAGE takes the base by digest: node:24.21.0-bookworm-slim@sha256:…
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# No dependency runs anything here: what is needed to build comes without install scripts.
RUN npm ci --ignore-scripts
COPY tsconfig.json nest-cli.json ./
COPY ops/tsconfig.build.json ops/
COPY src src
# Without optional ones, too: TypeScript is an optional peer of a library. Then sbom.cdx.json names what stays (CycloneDX).
RUN npm run build \
  && npm prune --omit=dev --omit=optional --ignore-scripts \
  && npm pkg delete devDependencies allowScripts \
  && npm sbom --sbom-format=cyclonedx --sbom-type=application > sbom.cdx.json

FROM ${NODE_IMAGE}
ARG VERSION=0.1.0
ARG REVISION=unknown
ARG CREATED=unknown
ARG SOURCE=unknown
ARG NODE_IMAGE
LABEL org.opencontainers.image.title="OMEGA FastMCP Directory" \
  org.opencontainers.image.description="A live, signed directory of MCP servers" \
  org.opencontainers.image.licenses="MIT" \
  org.opencontainers.image.version="${VERSION}" \
  org.opencontainers.image.revision="${REVISION}" \
  org.opencontainers.image.created="${CREATED}" \
  org.opencontainers.image.source="${SOURCE}" \
  org.opencontainers.image.base.name="${NODE_IMAGE}"
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0 PORT=9405 DATA_DIR=/data
# Nothing installs packages here; the program itself is root's, so that it cannot change itself.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack \
  /usr/local/bin/yarn* /opt/yarn-* \
  && install -d -o node -g node -m 0700 /data
COPY --from=build /app/package.json /app/sbom.cdx.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
USER 1000:1000
VOLUME /data
EXPOSE 9405
HEALTHCHECK --interval=15s --timeout=3s --start-period=60s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health`).then(({ok}) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "dist/main.js"]
