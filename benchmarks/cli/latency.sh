#!/usr/bin/env bash
# How long commands take that need no build: wall time of ./builderos, with the server running. Prints a Markdown table.
#
#   benchmarks/cli/latency.sh [REPETITIONS]
#
# Makes its own home and runs the demo in it once, so that there is something to show; takes about a minute before it measures.
# Needs bash 5, as it reads the clock without starting a program.
set -euo pipefail

[ -n "${EPOCHREALTIME:-}" ] || {
  printf 'bash 5 or newer is needed\n' >&2
  exit 1
}

repetitions=${1:-15}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
launcher=$root/builderos
BUILDEROS_HOME=$(mktemp -d)
export BUILDEROS_HOME
trap '"$launcher" down >&2 || true; rm -rf "$BUILDEROS_HOME"' EXIT

"$launcher" up >&2
"$launcher" demo --yes >"$BUILDEROS_HOME/demo.txt"
project=$(echo "$BUILDEROS_HOME"/demo/*/hello-*[0-9])
receipt=$(ls "$project"/.builderos/runs/*.receipt.json | tail -n 1)
cd "$project"

# measure COMMAND …: one row, p50 and p95 in milliseconds. The first call is not counted.
measure() {
  local times=() start end i
  for ((i = -1; i < repetitions; i++)); do
    start=${EPOCHREALTIME/[.,]/}
    "$launcher" "$@" >/dev/null
    end=${EPOCHREALTIME/[.,]/}
    [ "$i" -lt 0 ] || times+=($(((end - start + 500) / 1000)))
  done
  mapfile -t times < <(printf '%s\n' "${times[@]}" | sort -n)
  printf '| `%s` | %d | %d |\n' "${*//$receipt/RECEIPT}" \
    "${times[(repetitions - 1) / 2]}" "${times[(repetitions * 95 + 99) / 100 - 1]}"
}

printf '| command | p50 ms | p95 ms |\n|---|---:|---:|\n'
measure version
measure --help
measure help run
measure runs
measure inbox
measure status
measure show latest
measure logs latest
measure diff latest
measure artifacts latest
measure receipt latest
measure verify "$receipt"
measure deployments
measure prompt list
measure prompt show builder/plan
measure desk list
measure policy test
measure completion bash
measure doctor
