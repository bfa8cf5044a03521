/** Texts that are more than text once a web page, a shell or a link takes them. Every pattern is bounded, so that cost is linear. */
import { quoted } from '../../core/printable.ts';
import type { TextProblem } from './characterProblems.ts';
import type { TextRuleId } from './textRules.ts';

/** Elements that run something, load something, or take over the page; handlers of events; addresses that run. */
const ACTIVE =
  /<\/?(?:script|iframe|frame|object|embed|applet|svg|math|style|link|meta|base|form|input|button|textarea|template|portal|video|audio|img|image|html|body)\b[^<>]{0,256}>?|<[a-z][^<>]{0,256}\son[a-z]{3,24}\s{0,8}=|(?:javascript|vbscript)\s{0,8}:\s{0,8}[^\s/]|\bdata:text\/html\b|!\[[^\]\n]{0,256}\]\([^)\s]{1,64}|^\]\([^)\s]{1,64}/gi;

/** Programs for an interpreter, downloads that are run, and what a shell puts in place of a text. */
const SCRIPT =
  /(?:^|\n)#!\s{0,8}\/[^\n]{0,128}|\b(?:curl|wget|fetch|iwr|irm|invoke-webrequest|invoke-restmethod)\b[^\n|;]{0,512}(?:\||;)\s{0,8}(?:sudo\s{1,8})?(?:(?:ba|z|da|k|fi|c|tc)?sh|python3?|perl|ruby|node|iex|powershell|pwsh|cmd)\b|\|\s{0,8}(?:sudo\s{1,8})?(?:ba|z|da|k)?sh\b|\b(?:ba|z|da|k)?sh\s{1,8}-c\b|\$\([^)\n]{1,256}\)|\$\{(?:jndi|ifs|env)\b|\bpowershell(?:\.exe)?\s{1,8}-(?:e|enc|encodedcommand|nop|noprofile|w|windowstyle|c|command)\b|\brm\s{1,8}-[a-z]{0,4}(?:rf|fr)[a-z]{0,4}\s{1,8}[~/*.]|<\?php\b|\b(?:os\.system|subprocess\.(?:run|call|popen|check_output)|__import__|child_process)\s{0,4}\(|\beval\s{0,4}\(\s{0,4}(?:base64|atob|\$|requests)|\bnc\s{1,8}(?:-[a-z]{1,6}\s{1,8}){1,4}\S{1,64}\s{1,8}\d{1,5}|\/dev\/tcp\//gi;

/** `[words](address)`, and a link of HTML. */
const LINK =
  /\[[^\]\n]{0,256}\]\(\s{0,8}(?:[a-z][a-z0-9+.-]{0,16}:|\/\/|www\.)[^)\n]{1,512}\)|<a\s[^<>]{0,512}>|\]\([a-z][a-z0-9+.-]{0,16}:/gi;

/** Keys whose values tools put into paths, command lines, templates and tables. */
const NAME = /(?:^|[._])(?:name|basename|author|organization|version|finetune|size_label|quantized_by|uuid)$/;
/** What a shell, a template or a table runs, and a name has no use for. */
const SCRIPT_IN_NAME = /`[^`\n]{1,256}`|\{\{|\{%|\$\{|^=/;

export function contentProblems(key: string, text: string): readonly TextProblem[] {
  const script = NAME.test(key) ? first('metadata/script', 'a name', text, SCRIPT_IN_NAME) : [];
  if (!/[<[\]$#:|(-]/.test(text)) return script;
  const active = first('metadata/active-content', 'plain text', text, ACTIVE);
  const link = active.length > 0 ? [] : first('metadata/link', 'plain text', text, LINK);
  const commands = script.length > 0 ? script : first('metadata/script', 'text for people', text, SCRIPT);
  return [...active, ...commands, ...link];
}

function first(rule: TextRuleId, expected: string, text: string, pattern: RegExp): readonly TextProblem[] {
  pattern.lastIndex = 0;
  const found = pattern.exec(text);
  return found ? [{ rule, message: `expected ${expected}, found ${quoted(found[0].trim(), 60)}` }] : [];
}

/** Schemes that lead to a page, a repository or a person. */
const SCHEMES: ReadonlySet<string> = new Set([
  'http',
  'https',
  'ftp',
  'ftps',
  'git',
  'git+https',
  'ssh',
  'mailto',
  'doi',
  'urn',
  'hf',
  'ipfs',
]);

/** What is wrong with the value of a key that holds an address. A relative one, a file's name or a bare host is fine. */
export function addressProblems(address: string): readonly TextProblem[] {
  // Browsers pass over blanks and controls before and in a scheme.
  const bare = address.replace(/[\0-\u0020\u007f-\u00a0\u200b-\u200f\u2060\ufeff]/g, '');
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(bare)?.[1]?.toLowerCase();
  const isHost = scheme?.includes('.') === true || /^[a-z0-9.-]+:\d+(?:\/|$)/i.test(bare);
  const expected = 'expected a web address';
  if (scheme !== undefined && !isHost && !SCHEMES.has(scheme))
    return [{ rule: 'metadata/url', message: `${expected}, found one of scheme ${quoted(scheme)}` }];
  if (/^[\\]{2}|^\/\//.test(bare))
    return [{ rule: 'metadata/url', message: `${expected}, found one of another machine, ${quoted(bare, 60)}` }];
  if (/^[a-z+]+:\/\/[^/?#]*@/i.test(bare) && scheme !== 'ssh')
    return [{ rule: 'metadata/url', message: `${expected} without a name before its host, found ${quoted(bare, 60)}` }];
  return [];
}
