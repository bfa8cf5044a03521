/**
 * The first line of a commit's message: at most 72 characters, which is what logs and reviews show of it, and no full stop at
 * the end. What git writes itself, for merges and reverts, is left alone.
 *
 *   node .ci/commitMessages.mjs [RANGE]      the commits of RANGE; without one, those that origin/main lacks
 *   node .ci/commitMessages.mjs --newest N   the newest N, merges not counted
 *   node .ci/commitMessages.mjs --file FILE  a message that is about to be committed: the hook commit-msg
 *   node .ci/commitMessages.mjs --controls   plants a message of each kind, and expects each to be judged rightly
 *
 * Where a range is empty or its ends are not in the clone, the last commit is judged. CI asks for the newest 30: more than a
 * pull request should have, few enough that older and longer subjects do not matter, and a shallow clone answers with what it
 * has. Exit 0 sound, 1 findings or a failed control, 2 wrong usage.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import process from 'node:process';

const MAX_CHARACTERS = 72;

/** A fixup's subject is that of the commit it goes into, behind a word of git's. */
const BY_GIT =
  /^(?:Merge (?:branch(?:es)?|remote-tracking branch|tag|commit|pull request) |Merge [0-9a-f]{40} into |Revert "|(?:fixup|squash|amend)! )/;

/** Everything wrong with a subject. */
function problems(subject) {
  if (BY_GIT.test(subject)) return [];
  const length = [...subject].length;
  return [
    ...(length === 0 ? ['expected a subject, found none'] : []),
    ...(length > MAX_CHARACTERS
      ? [`expected at most ${String(MAX_CHARACTERS)} characters, found ${String(length)}`]
      : []),
    ...(subject.endsWith('.') ? ['expected no full stop at the end'] : []),
  ];
}

/** As git takes it: comments and what is cut off go, and lines up to the first empty one are one. */
function subjectOf(message) {
  const [kept] = message.split(/^# -+ >8 -+$/m);
  const lines = kept.split('\n').filter((line) => !line.startsWith('#'));
  const [first] = lines
    .join('\n')
    .trim()
    .split(/\n\s*\n/);
  return first.replaceAll(/\s*\n\s*/g, ' ');
}

function git(...args) {
  const { status, stdout } = spawnSync('git', args, { encoding: 'utf8', maxBuffer: 1 << 26 });
  return status === 0 ? stdout : null;
}

/** Null where git cannot tell: no such range, or no repository. */
function commitsOf(...range) {
  const text = git('log', '--no-merges', '--format=%h%x09%s', ...range, '--');
  return (
    text
      ?.split('\n')
      .filter(Boolean)
      .map((line) => /^(\S+)\t(.*)$/.exec(line)?.slice(1) ?? [line, '']) ?? null
  );
}

function commitsOrLast(range) {
  const commits = commitsOf(range);
  if (commits !== null && commits.length > 0) return commits;
  process.stdout.write(`no commits in ${range} here: judging the last one\n`);
  return commitsOf('--max-count=1', 'HEAD');
}

function judge(commits) {
  if (commits === null) throw new Error('expected a git checkout, found none');
  const found = commits.flatMap(([id, subject]) => problems(subject).map((what) => `${id} ${subject}\n    ${what}`));
  for (const line of found) process.stdout.write(`${line}\n`);
  process.stdout.write(`${String(commits.length)} commit messages, ${String(found.length)} findings\n`);
  return found.length === 0 && commits.length > 0;
}

/** Messages, and whether each is sound. */
const CONTROLS = [
  ['x'.repeat(MAX_CHARACTERS), true],
  ['x'.repeat(MAX_CHARACTERS + 1), false],
  ['é'.repeat(MAX_CHARACTERS), true],
  ['Say why', true],
  ['Say why.', false],
  ['# what git says\n\nSay why\n\nA body.\n# more of it', true],
  [`${'x'.repeat(40)}\n${'x'.repeat(40)}\n\nA body`, false],
  ['', false],
  [`Merge branch '${'x'.repeat(80)}'`, true],
  [`Merge two rooms ${'x'.repeat(80)}`, false],
];

function controls() {
  const failed = CONTROLS.filter(([message, sound]) => (problems(subjectOf(message)).length === 0) !== sound);
  for (const [message, sound] of failed)
    process.stdout.write(`control: expected ${sound ? 'no finding' : 'a finding'} in ${JSON.stringify(message)}\n`);
  process.stdout.write(`${String(CONTROLS.length)} controls, ${String(failed.length)} failed\n`);
  return failed.length === 0;
}

function answer(args) {
  const [first, value] = args;
  if (first === '--controls' && args.length === 1) return controls();
  if (first === '--file' && args.length === 2) return judge([['this', subjectOf(readFileSync(value, 'utf8'))]]);
  if (first === '--newest' && /^[1-9]\d*$/.test(value ?? '') && args.length === 2)
    return judge(commitsOf(`--max-count=${value}`, 'HEAD'));
  if (args.length > 1 || first?.startsWith('-')) return null;
  return judge(commitsOrLast(first ?? 'origin/main..HEAD'));
}

const sound = answer(process.argv.slice(2));
if (sound === null)
  process.stderr.write('usage: node .ci/commitMessages.mjs [RANGE | --newest N | --file FILE | --controls]\n');
process.exitCode = sound === null ? 2 : sound ? 0 : 1;
