/**
 * Writes docs/rules.md from the rules and the corpus.
 *
 *   npm run docs:rules
 */
import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { URL } from 'node:url';
import { readCorpus } from '../dist/checks/corpus.js';
import { renderRulesPage } from '../dist/checks/ruleGuide.js';
import { RULES } from '../dist/checks/rules.js';

const page = new URL('../docs/rules.md', import.meta.url);
writeFileSync(page, renderRulesPage([...RULES.values()], readCorpus()));
process.stderr.write(`docs/rules.md: ${String(RULES.size)} rules\n`);
