# shellcheck shell=bash
# A Python environment under build/ that holds the packages of one file and no others. Sourced from the root of the repository.

# Does nothing where the environment is what the file asks for. Nothing is asked of the network afterwards.
python_environment() { # python_environment FOLDER REQUIREMENTS
  if is_current "$@"; then return 0; fi
  rm -rf "$1"
  python3 -m venv "$1"
  install_pinned "$@" || { echo "$1: the first try failed, trying once more"; sleep 5; install_pinned "$@"; }
  wanted "$@" >"$1/installed"
  echo "$1: $(grep -c == "$2") packages installed"
}

# --no-deps: the file is the whole closure. Wheels only: what is built from source runs a script of its package.
install_pinned() { # install_pinned FOLDER REQUIREMENTS
  "$1/bin/pip" install --quiet --disable-pip-version-check --no-deps --only-binary=:all: -r "$2"
}

# With the place, since the programs of an environment name it and fail where it was moved.
wanted() { # wanted FOLDER REQUIREMENTS
  realpath "$1"
  cat "$2"
}

# The last step of an installation writes `installed`: one that was cut short is done again.
is_current() { # is_current FOLDER REQUIREMENTS
  [ -f "$1/installed" ] && [ "$(wanted "$@")" = "$(cat "$1/installed")" ] && "$1/bin/python" -c '' 2>/dev/null
}
