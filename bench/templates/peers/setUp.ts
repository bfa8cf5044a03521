/** Whether the peers are installed as pinned, and the lines that install them. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { folderOf, OURS, requirementsOf, type Tool } from './tools.ts';

/** A line a tool that is missing or of another version; none where all are there. */
export function setUpLines(tools: readonly Tool[]): readonly string[] {
  const absent = tools.filter(({ name, version }) => name !== OURS && installed(name) !== version);
  return absent.map(({ name }) => {
    const folder = folderOf(name);
    return `python3 -m venv ${folder} && ${folder}/bin/pip install --no-deps -r ${requirementsOf(name)}`;
  });
}

function installed(name: string): string | null {
  const code = 'import importlib.metadata, sys; print(importlib.metadata.version(sys.argv[1]))';
  const { status, stdout } = spawnSync(join(folderOf(name), 'bin/python'), ['-c', code, name], {
    encoding: 'utf8',
  });
  return status === 0 ? stdout.trim() : null;
}
