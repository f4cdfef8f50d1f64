#!/usr/bin/env bash
# Checks what is neither TypeScript nor prose: Dockerfile, compose file, nginx, Kubernetes, Makefile, shell.
# The tools come from npm, PyPI and Go modules, pinned, into a cache outside the repository; nginx is the system's.
# A check whose tool is not to be had is skipped; with REQUIRE_OPS_LINT=1 it fails.
# shellcheck disable=SC2329 # Functions are called by name.
set -euo pipefail
cd "$(dirname "$0")/../.."
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

cache="${XDG_CACHE_HOME:-$HOME/.cache}/omega-directory-lint"
python="$cache/python-$(cksum <ops/lint/requirements.txt | cut -d' ' -f1)"
go="$cache/go-$(cksum <ops/lint/go-tools.txt | cut -d' ' -f1)"
PATH="$PWD/node_modules/.bin:$python/bin:$go:$PATH:/usr/sbin"

# install FOLDER COMMAND…: once; the mark in the folder says that it came to its end.
install() {
  local folder="$1"
  shift
  if [ -e "$folder/complete" ]; then return; fi
  echo "Installing linters into $folder"
  if "$@" >"$work/log" 2>&1; then touch "$folder/complete"; else tail -n 5 "$work/log" >&2; fi
}
install_python() {
  python3 -m venv --clear "$python" &&
    "$python/bin/pip" install --quiet --disable-pip-version-check --requirement ops/lint/requirements.txt
}
install_go() { GOBIN="$go" xargs -n 1 go install <ops/lint/go-tools.txt; }
install "$python" install_python
install "$go" install_go

failed=0
# check TOOL WHAT COMMAND…
check() {
  local tool="$1" what="$2"
  shift 2
  if ! command -v "$tool" >/dev/null; then
    echo "SKIPPED $what: there is no $tool here"
    if [ "${REQUIRE_OPS_LINT:-}" = 1 ]; then failed=1; fi
  elif "$@" >"$work/log" 2>&1; then
    echo "ok      $what"
  else
    echo "FAILED  $what"
    cat "$work/log"
    failed=1
  fi
}

same_version() {
  local version mention missing=0
  version="$(node -p 'require("./package.json").version')"
  for mention in "Dockerfile=ARG VERSION=$version" "docker-compose.yml=fastmcp-directory:$version" \
    "docker-compose.yml=VERSION: $version" "ops/kubernetes/base/kustomization.yaml=newTag: $version" \
    "ops/kubernetes/base/kustomization.yaml=version: $version"; do
    grep -qF "${mention#*=}" "${mention%%=*}" || { echo "${mention%%=*} lacks: ${mention#*=}" && missing=1; }
  done
  return "$missing"
}

# compose ADDITION…
compose() {
  local file files=(--file docker-compose.yml)
  for file in "$@"; do files+=(--file "$file"); done
  docker-compose --env-file ops/.env.fastmcp.example "${files[@]}" config --quiet
}

# What the compose file does not set would stay in the configuration as it is.
front_variables() {
  local name missing=0
  for name in $(grep -ohE '\$\{[A-Z_]+\}' ops/nginx/*.template | tr -d '${}' | sort -u); do
    # The image's own start sets this one.
    if [ "$name" = NGINX_LOCAL_RESOLVERS ]; then name=NGINX_ENTRYPOINT_LOCAL_RESOLVERS; fi
    grep -qE "^      $name: " docker-compose.yml || { echo "docker-compose.yml does not set $name" && missing=1; }
  done
  return "$missing"
}

# render_nginx FEDERATION_CORE_UPSTREAM
render_nginx() {
  local template value edits=()
  for value in 'DIRECTORY_LISTEN=127.0.0.1:9405' 'DIRECTORY_SERVERS=server 127.0.0.1:1 max_fails=0;' \
    "FEDERATION_CORE_UPSTREAM=$1" NGINX_LOCAL_RESOLVERS=127.0.0.1 FRONT_OPERATORS=closed FRONT_CONNECTIONS=512 \
    FRONT_PATIENCE=10s FRONT_ANSWER_TIMEOUT=75s FRONT_STREAMS=1 FRONT_REQUESTS=1 FRONT_WRITES_PER_SECOND=1 \
    FRONT_QUERIES_PER_SECOND=1 FRONT_HEARTBEATS_PER_SECOND=1 FRONT_BURST=1; do
    edits+=(-e "s|\${${value%%=*}}|${value#*=}|")
  done
  mkdir -p "$work/nginx"
  for template in ops/nginx/*.template; do
    sed "${edits[@]}" "$template" >"$work/nginx/$(basename "$template" .template)"
  done
}
nginx_test() {
  local core
  for core in '' core.internal:9400 https://core.internal; do
    render_nginx "$core"
    nginx -e stderr -t -p "$work/nginx" -c "$work/nginx/nginx.conf" || return
  done
}
# Unbuffered answers are what streams need.
gixy_test() { render_nginx core.internal:9400 && gixy --skips proxy_buffering_off "$work/nginx/nginx.conf"; }

manifests() {
  kustomize build "ops/kubernetes/$1" >"$work/manifests.yaml" || return
  kubernetes-validate --strict --quiet "$work/manifests.yaml" || return
  # Replicas are spread by topology constraints, and tags never move.
  kube-score score --exit-one-on-warning --output-format ci "$work/manifests.yaml" \
    --ignore-test deployment-has-host-podantiaffinity,container-image-pull-policy
}

check node 'one version everywhere' same_version
check hadolint 'Dockerfile' hadolint Dockerfile
check docker-compose 'compose file: model' compose
check docker-compose 'compose file: model with additions' compose ops/docker/*.yml
check dclint 'compose file: practices' dclint --config ops/lint/dclint.yaml --max-warnings 0 docker-compose.yml ops/docker/*.yml
check grep 'nginx: variables' front_variables
check nginx 'nginx: configuration' nginx_test
check gixy 'nginx: security' gixy_test
for folder in base overlays/production overlays/vault overlays/aws-kms overlays/vault-transit; do
  for tool in kustomize kubernetes-validate kube-score; do
    command -v "$tool" >/dev/null || break
  done
  check "$tool" "Kubernetes: $folder" manifests "$folder"
done
check make 'Makefile' make --dry-run --file ops/Makefile.fastmcp.core help up down health list logs test debug
check shellcheck 'shell' shellcheck --severity warning .ci/run ops/docker/*.sh ops/lint/*.sh
exit "$failed"
