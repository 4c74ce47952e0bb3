#!/usr/bin/env bash
# What each service of a cluster on this machine needs until it is ready: wall time, processor time, memory. Prints a Markdown table.
#
#   BUILDEROS_HOME=… benchmarks/start/start.sh [REPETITIONS [FLAG …]]
#
# The home has a cluster that runs. Each service is killed and started again as it was, with these flags of the JVM besides, while the
# others go on; `cluster up` starts them for good again. Processor time is the steadier of the two on a machine that is not idle. The
# resident memory (RSS) is what `cluster status` shows, read as soon as the service is ready; the proportional one (PSS) shares out what
# several processes have mapped, such as the JDK.
set -euo pipefail

repetitions=${1:-5}
shift || true
cluster=${BUILDEROS_HOME:?names the home of a cluster that runs}/cluster
ticks=$(getconf CLK_TCK)

# at_middle VALUE …
at_middle() { printf '%s\n' "$@" | sort -n | sed -n "$((($# + 1) / 2))p"; }

port_of() { sed -n 's/.*"'"$1"'" *: *\([0-9]*\) *,\{0,1\}$/\1/p' "$cluster/cluster.json" | head -n 1; }

pid_at() { ss -Hltnp "sport = :$1" | sed -n 's/.*pid=\([0-9]*\).*/\1/p' | head -n 1; }

is_ready() { curl -sf -o /dev/null "http://127.0.0.1:$1/q/health/ready"; }

kilobytes() { awk -v key="$2:" '$1 == key {print $2}' "/proc/$1/$3"; }

# measure MEMBER FLAG …: one row.
measure() {
  local member=$1 port pid jar started i stat walls=() cpus=() resident=() proportional=() environment command
  shift
  port=$(port_of "$member")
  pid=$(pid_at "$port")
  mapfile -d '' -t environment <"/proc/$pid/environ"
  mapfile -d '' -t command <"/proc/$pid/cmdline"
  for ((jar = 0; jar < ${#command[@]}; jar++)); do
    [ "${command[jar]}" != -jar ] || break
  done
  command=("${command[@]:0:jar}" "$@" "${command[@]:jar}")
  for ((i = 0; i < repetitions; i++)); do
    kill -KILL "$pid"
    wait "$pid" 2>/dev/null || true
    while [ -n "$(pid_at "$port")" ]; do :; done
    started=$(date +%s%3N)
    (cd "$cluster" && exec setsid env -i "${environment[@]}" "${command[@]}") >>"$cluster/logs/$member.log" 2>&1 &
    pid=$!
    until is_ready "$port"; do
      kill -0 "$pid"
      sleep 0.02
    done
    walls+=($(($(date +%s%3N) - started)))
    read -r stat <"/proc/$pid/stat"
    # shellcheck disable=SC2206 # the fields behind the name, which may hold blanks
    stat=(${stat##*) })
    cpus+=($(((stat[11] + stat[12]) * 1000 / ticks)))
    resident+=($(($(kilobytes "$pid" VmRSS status) / 1024)))
    proportional+=($(($(kilobytes "$pid" Pss smaps_rollup) / 1024)))
  done
  kill -KILL "$pid"
  wait "$pid" 2>/dev/null || true
  printf '| %s | %d | %d | %d | %d |\n' "$member" "$(at_middle "${walls[@]}")" "$(at_middle "${cpus[@]}")" \
    "$(at_middle "${resident[@]}")" "$(at_middle "${proportional[@]}")"
}

printf 'Load average before: %s\n\n' "$(cut -d ' ' -f 1-3 /proc/loadavg)"
printf '| service | wall ms | CPU ms | RSS MB | PSS MB |\n|---|---:|---:|---:|---:|\n'
for member in ${MEMBERS:-registry policy runner-1 gateway}; do
  measure "$member" "$@"
done
printf '\nLoad average after: %s\n' "$(cut -d ' ' -f 1-3 /proc/loadavg)"
