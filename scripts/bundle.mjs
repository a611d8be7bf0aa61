// Joins the compiled modules of the command line and of its worker to a few files, because Node takes longer to find and load some
// hundred small ones than to run a small job. Packages stay outside. Usage: node scripts/bundle.mjs, after tsc.
import { isAbsolute, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const dist = join(dirname(dirname(fileURLToPath(import.meta.url))), 'dist');

const bundle = await rolldown({
  input: { worker: join(dist, 'run/worker.js'), main: join(dist, 'cli/main.js') },
  platform: 'node',
  external: (id) => !id.startsWith('.') && !isAbsolute(id),
});
await bundle.write({
  dir: join(dist, 'bundle'),
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
  cleanDir: true,
});
await bundle.close();
