import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ggufBytes } from '../../../corpus/ggufBytes.ts';
import { FILE_RULES, fileFindings, irregularFile } from '../../../src/checks/fileHygiene.ts';
import { temporaryFolder } from '../../support/cli.ts';

const POSIX = process.platform !== 'win32';

const root = temporaryFolder();
const folder = join(root, 'models');
const path = join(folder, 'model.gguf');
mkdirSync(folder, { mode: 0o755 });
writeFileSync(path, ggufBytes(), { mode: 0o644 });

const fired = new Set<string>();

function rules(of = path): readonly string[] {
  const found = fileFindings(of).map((f) => f.rule);
  for (const rule of found) fired.add(rule);
  return found;
}

afterEach(() => {
  chmodSync(folder, 0o755);
  chmodSync(path, 0o644);
  chmodSync(root, 0o700);
});

describe.runIf(POSIX)('where a model lies', () => {
  it('is no concern when only its owner may write', () => {
    expect(rules()).toEqual([]);
    chmodSync(path, 0o664);
    chmodSync(folder, 0o775);
    expect(rules()).toEqual([]);
  });

  it('is one when everybody may write to the file', () => {
    chmodSync(path, 0o666);
    expect(rules()).toEqual(['file/world-writable']);
    expect(fileFindings(path)[0]?.severity).toBe('warning');
    expect(fileFindings(path)[0]?.message).toContain('found mode 0666');
  });

  it('is one when everybody may replace it, in its folder or in one above', () => {
    chmodSync(folder, 0o777);
    expect(rules()).toEqual(['file/folder-world-writable']);
    chmodSync(folder, 0o755);
    chmodSync(root, 0o777);
    expect(fileFindings(path)[0]?.message).toContain(`${root} not to be`);
  });

  it('is none in a folder that is sticky, as /tmp is', () => {
    chmodSync(folder, 0o1777);
    expect(statSync(folder).mode & 0o1002).toBe(0o1002);
    expect(rules()).toEqual([]);
  });

  it('is told when the path is a link, and the folders of both ends are looked at', () => {
    const links = mkdtempSync(join(root, 'links-'));
    const link = join(links, 'link.gguf');
    symlinkSync(path, link);
    expect(rules(link)).toEqual(['file/symbolic-link']);
    expect(fileFindings(link)[0]?.severity).toBe('note');
    expect(fileFindings(link)[0]?.message).toContain(path);
    chmodSync(folder, 0o777);
    chmodSync(links, 0o777);
    expect(rules(link)).toEqual(['file/symbolic-link', 'file/folder-world-writable', 'file/folder-world-writable']);
  });

  it('says nothing of a path that names nothing: opening it does', () => {
    const dangling = join(mkdtempSync(join(root, 'empty-')), 'dangling');
    symlinkSync('nowhere', dangling);
    expect([rules(join(root, 'none')), rules(dangling)]).toEqual([[], []]);
  });
});

describe.runIf(POSIX)('what is no regular file', () => {
  it('is refused without being opened: a pipe, a device, a socket', async () => {
    const special = mkdtempSync(join(root, 'special-'));
    const pipe = join(special, 'pipe.gguf');
    expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
    const socket = join(special, 's');
    const server = createServer().listen(socket);
    await new Promise((resolve) => server.once('listening', resolve));
    const found = [pipe, '/dev/null', socket].map((p) => irregularFile(p));
    server.close();
    for (const finding of found) fired.add(finding!.rule);
    expect(found.map((f) => f!.rule)).toEqual(new Array<string>(3).fill('file/not-regular'));
    expect(found.map((f) => /found (.*)$/.exec(f!.message)![1])).toEqual(['a pipe', 'a device', 'a socket']);
  });

  it('is neither a file, nor a folder, nor nothing', () => {
    expect([path, folder, join(root, 'none')].map((p) => irregularFile(p))).toEqual([null, null, null]);
  });
});

describe('the rules', () => {
  it.runIf(POSIX)('are each fired by something above', () => {
    expect(FILE_RULES.map((rule) => rule.id).filter((rule) => !fired.has(rule))).toEqual([]);
  });
});
