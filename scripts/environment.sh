# Sourced by scripts/test and scripts/demo: finds a Python that is new enough and makes environments.

find_python() {
  local candidate
  for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.11; do
    [ -n "$candidate" ] || continue
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$candidate"
      return
    fi
  done
  echo 'lsh needs Python 3.11 or newer; name one in PYTHON' >&2
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
