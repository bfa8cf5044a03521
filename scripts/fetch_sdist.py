"""Takes files out of a source archive of a Python package, without building the package or running anything of it.

    python3 scripts/fetch_sdist.py NAME VERSION SHA256 FOLDER < members.json

`pip download` of a source archive runs the package's build to learn its metadata. Here pip only finds the archive (its own
finder, with the user's index, proxies and certificates) and fetches it. members.json maps the wanted names in the archive to
file names in FOLDER. No path of the archive is ever used as a path to write to.
"""
import contextlib
import hashlib
import json
import os
import sys
import tarfile

from pip._internal.commands import create_command
from pip._vendor.packaging.specifiers import SpecifierSet

CHUNK = 1 << 20


def download(name, version, sha256, path):
    command = create_command("download")
    options, _ = command.parse_args(["--quiet", "--no-deps", "--no-binary=:all:", name])
    with command.main_context():
        session = command.get_default_session(options)
        finder = command._build_package_finder(options=options, session=session)
        best = finder.find_best_candidate(name, SpecifierSet("==" + version)).best_candidate
        if best is None:
            sys.exit(f"expected a source archive of {name} {version}, found none")
        digest = hashlib.sha256()
        with open(path, "wb") as archive:
            with contextlib.closing(session.get(best.link.url_without_fragment, stream=True)) as response:
                response.raise_for_status()
                for chunk in response.iter_content(CHUNK):
                    digest.update(chunk)
                    archive.write(chunk)
    if digest.hexdigest() != sha256:
        sys.exit(f"{best.link.filename}: expected SHA-256 {sha256}, found {digest.hexdigest()}")


def extract(path, members, folder):
    left = dict(members)
    with tarfile.open(path, "r|gz") as archive:
        for entry in archive:
            target = left.pop(entry.name, None) if entry.isreg() else None
            if target is None:
                continue
            with open(os.path.join(folder, target), "xb") as file:
                source = archive.extractfile(entry)
                while chunk := source.read(CHUNK):
                    file.write(chunk)
    if left:
        sys.exit(f"expected {', '.join(sorted(left))} in the archive, found no such file")


def main(name, version, sha256, folder):
    members = json.load(sys.stdin)
    for target in members.values():
        if os.path.basename(target) != target:
            sys.exit(f"expected a plain file name, found {target!r}")
    path = os.path.join(folder, "archive.tar.gz")
    download(name, version, sha256, path)
    extract(path, members, folder)


if __name__ == "__main__":
    main(*sys.argv[1:])
