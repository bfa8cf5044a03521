#!/usr/bin/env bash
# Installs what .ci/style.mjs runs and no npm package has, clang-format, shellcheck and typos, into build/style.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=.ci/pythonEnvironment.sh
. .ci/pythonEnvironment.sh
python_environment build/style .ci/style-requirements.txt
