#!/usr/bin/env bash
# Makes the secrets of docker-compose.yml that are not there yet, in ops/.secrets.
# The folder is closed to others; the files in it are readable, since containers run as other users.
set -euo pipefail
umask 077
mkdir -p "$(dirname "$0")/../.secrets"
cd "$(dirname "$0")/../.secrets"
chmod 0700 .

random() { head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }

# A file that is there stays as it is, and is whole.
keep() {
  if [ -e "$1" ]; then return; fi
  printf '%s\n' "$2" >"$1.new"
  chmod 0444 "$1.new"
  mv "$1.new" "$1"
  echo "Made ops/.secrets/$1"
}

keep signing_secret "$(random)"
keep signing_kek "$(random)"
keep mongodb_root_password "$(random)"
keep mongodb_uri "mongodb://directory:$(random)@mongodb:27017/omega_directory"
# Redis reads its password from its configuration: both files hold the same one.
keep redis_conf "requirepass $(random)"
keep redis_url "redis://:$(cut -d' ' -f2 redis_conf)@redis:6379/0"
