// The licences of the packages whose code is part of a bundle, as they ask for.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';

/** Writes the licences of all packages that the given modules belong to. Throws where a package has none. */
export function writeNotices(modules, file) {
  const folders = [...new Set(modules.map(packageFolder).filter((folder) => folder !== null))].sort();
  const notices = folders.map((folder) => noticeOf(folder));
  writeFileSync(file, `${INTRODUCTION}\n${notices.join('\n')}`);
}

const INTRODUCTION = 'The files in this folder contain code of these packages, under their own licences.\n';
const RULE = '-'.repeat(80);

/** `.../node_modules/@scope/name` of a module in it, or null. */
function packageFolder(id) {
  const path = id.replace(/^\0+/, '').split(/[?#]/)[0].split(/[\\/]/);
  const at = path.lastIndexOf('node_modules');
  if (at < 0) return null;
  return path.slice(0, at + (path[at + 1].startsWith('@') ? 3 : 2)).join(sep);
}

function noticeOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.\w+)?$/i.test(entry));
  if (file === undefined) throw new Error(`${folder} has no licence file: its code cannot be joined to the bundle`);
  return `${RULE}\n${name} ${version} (${license})\n${RULE}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
}
