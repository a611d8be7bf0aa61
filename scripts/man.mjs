// Writes the manual page dist/cnn-cert.1, which npm installs for `man cnn-cert`. Usage: node scripts/man.mjs, after tsc.
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { manPage } from '../dist/cli/man-page.js';

writeFileSync(join(dirname(dirname(fileURLToPath(import.meta.url))), 'dist/cnn-cert.1'), manPage());
