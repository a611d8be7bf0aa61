// Writes the pages of the studies and their figures, docs/studies*.md and docs/images/studies-*.svg, from the results beside the scripts that made them.
// Usage: node studies/pages.mjs [--check]     With --check nothing is written: exit code 1 if a file is not what it would be.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { activationsPage } from './activations/page.mjs';
import { depthPage } from './depth/page.mjs';
import { noisePage } from './noise/page.mjs';
import { patchesPage } from './patches/page.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const check = process.argv.includes('--check');
const stale = [];

for (const page of [activationsPage, depthPage, noisePage, patchesPage]) {
  const files = await page((path) => JSON.parse(readFileSync(join(root, 'studies', path), 'utf8')));
  for (const [path, text] of Object.entries(files)) {
    const target = join(root, 'docs', path);
    const current = existsSync(target) ? readFileSync(target, 'utf8').replaceAll('\r\n', '\n') : '';
    if (current === text) continue;
    if (check) stale.push(`docs/${path}`);
    else writeFileSync(target, text);
  }
}
if (stale.length > 0) {
  console.error(`Out of date (else: node studies/pages.mjs): ${stale.join(', ')}`);
  process.exitCode = 1;
}
