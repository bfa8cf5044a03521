#!/usr/bin/env bash
# Installs semgrep into build/semgrep, every package pinned. Nothing is asked of the network afterwards.
#
# --no-deps: .ci/requirements.txt is the whole closure. Some mirrors lag behind the floor that semgrep sets for certifi, whose
# certificates an offline scan never opens.
set -euo pipefail
cd "$(dirname "$0")/.."
wanted=$(sed -n 's/^semgrep==//p' .ci/requirements.txt)
if [ "$(build/semgrep/bin/semgrep --version --disable-version-check 2>/dev/null)" = "$wanted" ]; then
  exit 0
fi
rm -rf build/semgrep
python3 -m venv build/semgrep
install() { build/semgrep/bin/pip install --quiet --disable-pip-version-check --no-deps --only-binary=:all: -r .ci/requirements.txt; }
install || { echo 'semgrep: the first try failed, trying once more'; sleep 5; install; }
build/semgrep/bin/semgrep --version --disable-version-check
