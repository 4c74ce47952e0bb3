#!/usr/bin/env bash
# How long commands take that need no build: wall time of ./builderos, with the server running. Prints a Markdown table.
#
#   benchmarks/cli/latency.sh [REPETITIONS]
#
# Makes its own home and runs the demo in it once, so that there is something to show; takes about a minute before it measures.
# Processor time (user and system, launcher included) is the steadier of the two on a machine that is not idle.
set -euo pipefail

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

# at_place PLACE VALUE …: the value at that place when they are in order.
at_place() {
  local place=$1
  shift
  printf '%s\n' "$@" | sort -n | sed -n "${place}p"
}

# measure COMMAND …: one row, wall time and processor time in milliseconds. The first call is not counted, but has to go well.
measure() {
  local walls=() cpus=() i wall user system TIMEFORMAT='%3R %3U %3S'
  "$launcher" "$@" >/dev/null
  for ((i = 0; i < repetitions; i++)); do
    read -r wall user system < <({ time "$launcher" "$@" >/dev/null 2>&1; } 2>&1)
    walls+=($((10#${wall/[.,]/})))
    cpus+=($((10#${user/[.,]/} + 10#${system/[.,]/})))
  done
  printf '| `%s` | %d | %d | %d |\n' "${*//$receipt/RECEIPT}" "$(at_place $(((repetitions + 1) / 2)) "${walls[@]}")" \
    "$(at_place $(((repetitions * 95 + 99) / 100)) "${walls[@]}")" "$(at_place $(((repetitions + 1) / 2)) "${cpus[@]}")"
}

printf '| command | p50 ms | p95 ms | CPU ms |\n|---|---:|---:|---:|\n'
measure version
measure --help
measure help run
measure runs
measure inbox
measure status
measure show latest
measure logs latest
measure logs latest generate
measure compare latest latest
measure resume latest --plan
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
