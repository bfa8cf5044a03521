#!/usr/bin/env bash
# Installs semgrep into build/semgrep, every package pinned. Some mirrors lag behind the floor that semgrep sets for certifi,
# whose certificates an offline scan never opens: hence versions that semgrep itself would not choose.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=.ci/pythonEnvironment.sh
. .ci/pythonEnvironment.sh
python_environment build/semgrep .ci/requirements.txt
