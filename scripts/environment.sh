# Sourced by scripts/test and scripts/demo: finds a Python that is new enough and makes environments.

# find_python: the path of the one that PYTHON names, or else of the first that will do.
find_python() {
  local candidate candidates=(python3 python3.13 python3.12 python3.11)
  [ -z "${PYTHON:-}" ] || candidates=("$PYTHON")
  for candidate in "${candidates[@]}"; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$candidate"
      return
    fi
  done
  if [ -n "${PYTHON:-}" ]; then
    echo "$PYTHON does not start, or is older than 3.11" >&2
  else
    echo 'lsh needs Python 3.11 or newer; name one in PYTHON' >&2
  fi
  return 1
}

# make_environment FOLDER REQUIREMENT: a virtual environment with byte code compiled, so that what is
# measured or shown is not the compiler.
make_environment() {
  local python
  python=$(find_python)
  echo "== environment: $("$python" --version)"
  "$python" -m venv "$1"
  "$1/bin/python" -m pip install --quiet --disable-pip-version-check --editable "$2"
  (
    unset PYTHONDONTWRITEBYTECODE
    "$1/bin/python" -m compileall -q lsh "$1"/lib/python*/site-packages || true
  ) >/dev/null 2>&1
}
