/** Marks of the format whose brackets, bars or slashes are others that are drawn like them: `‹think›`, `<∣user∣>`, `⁄think`. */
import { isFormatWord } from './formatWords.ts';
import { drawnLike } from './shapes.ts';

/** Of ASCII and those that Unicode's confusables.txt and NFKC make of it, and brackets of Chinese that are drawn alike. */
const OPEN = '<\\[{＜﹤‹〈⟨〈˂ᐸᚲ᚛❮⧼⦑❬❰≺［❲〔⁅⟦〚｛❴﹛';
const CLOSE = '>\\]}＞﹥›〉⟩〉˃ᐳ᚜❯⧽⦒❭❱≻］❳〕⁆⟧〛｝❵﹜';
const BAR = '|｜∣ǀ│❘❙❚⏐￨ǁ‖∥⎮⎟▏▕┃╎╏┆┇┊┋⁞¦︱︳丨ㅣ׀।';
const SLASH = '/⁄∕╱⧸／⟋〳丿ノ⼃';
const WORD = String.raw`[\p{L}\p{M}\p{N}_\-▁]{1,40}`;

const BRACKETED = new RegExp(
  String.raw`([${OPEN}]+)([${BAR}${SLASH}]?)(${WORD})([${BAR}${SLASH}]?)([${CLOSE}]+)`,
  'gu',
);
const BARRED = new RegExp(String.raw`[<＜]([${BAR}])([^<>\n${BAR}]{1,40})([${BAR}])[>＞]`, 'gu');
const COMMAND = new RegExp(String.raw`(?<![\p{L}\p{N}<\[/])([${SLASH}])(${WORD})(?![\p{L}\p{N}])`, 'gu');
/** Bars of marks, each beside its like. */
const BARS = /[|｜]/;
/** A mark of Jet Nemotron's. */
const KNOWN: ReadonlySet<string> = new Set(['〈|EOS|〉']);
const COMMANDS: ReadonlySet<string> = new Set(['think', 'no_think', 'nothink']);
/** Words that marks alone are made of. */
const SHORT_MARKS: ReadonlySet<string> = new Set(['s', 'unk', 'mask', 'b_sys', 'e_sys']);

export interface LookAlikeMark {
  readonly text: string;
  readonly index: number;
}

/** In the order of the text. */
export function lookAlikeMarks(text: string): readonly LookAlikeMark[] {
  const found = [
    ...marks(
      text,
      BRACKETED,
      ([all, open, bar, word, otherBar, close]) =>
        !KNOWN.has(all) && isMark(word) && isOdd(open + bar + otherBar + close),
    ),
    ...marks(text, BARRED, ([, bar, , other]) => bar !== other || !BARS.test(bar)),
    ...marks(text, COMMAND, ([, slash, word]) => slash !== '/' && COMMANDS.has(drawnLike(word))),
  ];
  return found.sort((a, b) => a.index - b.index);
}

type Groups = readonly [all: string, a: string, b: string, c: string, d: string, e: string];

function marks(text: string, pattern: RegExp, isOne: (groups: Groups) => boolean): readonly LookAlikeMark[] {
  return [...text.matchAll(pattern)].flatMap(
    ({ 0: all, 1: a = '', 2: b = '', 3: c = '', 4: d = '', 5: e = '', index }) =>
      isOne([all, a, b, c, d, e]) ? [{ text: all, index }] : [],
  );
}

function isMark(word: string): boolean {
  const drawn = drawnLike(word).toLowerCase();
  return isFormatWord(drawn) || SHORT_MARKS.has(drawn);
}

/** A mark of ASCII, and one with the bars of DeepSeek's, is what it looks like. */
function isOdd(signs: string): boolean {
  return /[^\0-\x7f｜]/u.test(signs);
}
