// Removes dist, so that what is packed holds no module whose source is gone. Usage: node scripts/clean.mjs
import { rmSync } from 'node:fs';

rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true });
