#!/usr/bin/env node
import { existsSync } from 'node:fs';

const main = new URL('../dist/bundle/main.js', import.meta.url);
if (existsSync(main)) {
  await import(main.href);
} else {
  process.stderr.write(
    'flea-flicker: expected a build in dist/, found none: run `npm run build`, or `npm start` [cli/not-built]\n',
  );
  process.exitCode = 2;
}
