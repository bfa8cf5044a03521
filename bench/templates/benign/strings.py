"""The strings of files of a package: argv is the archive and paths in it, stdout a line of JSON for each string."""

import ast
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path


def main(archive, paths):
    read = reader(archive)
    for path in paths:
        for text in strings(path, read(path)):
            print(json.dumps({"path": path, "text": text}))


def reader(archive):
    """What gives the bytes of a file; of one in a bundle of git, by `bundle!path`."""
    files = zipfile.ZipFile(archive).read if archive.endswith(".whl") else tarred(tarfile.open(archive))
    bundles = {}

    def read(path):
        bundle, _, inner = path.partition("!")
        if not inner:
            return files(path)
        if bundle not in bundles:
            bundles[bundle] = unbundled(files(bundle))
        return bundles[bundle](inner)

    return read


def tarred(archive):
    return lambda path: archive.extractfile(path).read()


def unbundled(data):
    folder = tempfile.TemporaryDirectory()
    git = ["git", "-C", folder.name]
    Path(folder.name, "bundle").write_bytes(data)
    subprocess.run([*git, "init", "-q", "--bare"], check=True)
    subprocess.run([*git, "fetch", "-q", "bundle", "HEAD"], check=True)

    def read(path, folder=folder):
        return subprocess.run([*git, "cat-file", "blob", f"FETCH_HEAD:{path}"], check=True, capture_output=True).stdout

    return read


def strings(path, data):
    text = data.decode("utf-8")
    if path.endswith(".py"):
        nodes = ast.walk(ast.parse(text))
        return [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    if path.endswith(".json"):
        return list(values(json.loads(text)))
    if path.endswith(".ts"):
        # The values of fields: what stands between them may have quotes too.
        literals = re.findall(r'(?<=\w: )"(?:[^"\\]|\\["\\/bfnrtu])*"', text)
        return [json.loads(literal, strict=False) for literal in literals]
    return [text]


def values(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from values(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from values(inner)


main(sys.argv[1], sys.argv[2:])
