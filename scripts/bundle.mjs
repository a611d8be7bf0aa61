// Joins the compiled modules of the command line and of its worker, and the packages that they load at once, to a few files of CommonJS, because Node takes longer
// to find and load some hundred small ones than to run a small job. Usage: node scripts/bundle.mjs, after tsc.
import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { writeNotices } from './notices.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
const folder = join(dist, 'bundle');

/** Packages that are joined in, with what they depend on. All others are loaded when they are asked for. */
const JOINED = ['commander', 'protobufjs', 'yaml', 'zod'];

/** Scripts that run on kept code cannot import modules by themselves, or Node 20 warns of an experiment. This file, which Node loads, does it for them. */
const IMPORT = 'import.cjs';

/** The kernels as files, and the module that reads them in place of the one that decodes them. */
const KERNELS = /[/\\]engine[/\\]wasm[/\\]kernel-bytes\.js$/;
const READING_KERNELS = `import { readFileSync } from 'node:fs';
import { join } from 'node:path';
export const kernelBytes = (simd) => readFileSync(join(import.meta.dirname, 'kernels-' + simd + '.wasm'));
`;

rmSync(folder, { recursive: true, force: true });
const bundle = await rolldown({
  input: { start: join(dist, 'start/start.js'), worker: join(dist, 'run/worker.js'), main: join(dist, 'cli/main.js') },
  platform: 'node',
  plugins: [{ name: 'kernels', load: (id) => (KERNELS.test(id) ? READING_KERNELS : null) }],
  external: (id, importer, resolved) => !resolved && isPackage(id) && !isJoined(id) && !importer?.includes('node_modules'),
});
const { output } = await bundle.write({
  dir: folder,
  plugins: [{ name: 'native-import', renderChunk: (code) => code.replaceAll(/\bimport\(/g, `require('./${IMPORT}')(`) }],
  format: 'cjs',
  entryFileNames: '[name].cjs',
  chunkFileNames: '[name]-[hash].cjs',
  comments: { legal: true, annotation: false, jsdoc: false },
});
await bundle.close();
for (const { fileName, code } of output) if (code !== undefined) writeFileSync(join(folder, fileName), ascii(code));
const { KERNELS_BASE64 } = await import(pathToFileURL(join(dist, 'engine/wasm/kernels.generated.js')).href);
for (const [simd, text] of Object.entries(KERNELS_BASE64)) writeFileSync(join(folder, `kernels-${simd}.wasm`), Buffer.from(text, 'base64'));
writeFileSync(join(folder, IMPORT), 'module.exports = (name) => import(name);\n');
writeNotices(
  output.flatMap((chunk) => chunk.moduleIds ?? []),
  join(folder, 'THIRD-PARTY-NOTICES.txt'),
);

/** Text that needs no decoding (src/start/bundle.ts). An escape is the same in strings, templates and regular expressions, but not in `String.raw`. */
function ascii(code) {
  if (code.includes('String.raw')) throw new Error('raw strings in a bundle would tell escapes from characters');
  if (/(?<!\\)(?:\\\\)*\\[^\0-\x7f]/.test(code))
    throw new Error('a backslash before a character that is not ASCII would escape its escape');
  return code.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function isPackage(id) {
  return !/^[./]|^[A-Za-z]:/.test(id);
}

function isJoined(id) {
  return JOINED.some((name) => id === name || id.startsWith(`${name}/`));
}
