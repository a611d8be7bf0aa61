import { createRequire } from 'node:module';
import type * as csvParse from 'csv-parse/sync';
import type * as fflate from 'fflate';
import type jpeg from 'jpeg-js';
import type ndarray from 'ndarray';
import type ndarrayOps from 'ndarray-ops';
import type pngjs from 'pngjs';

/** The packages that decode data, by the names they are imported by. */
interface Packages {
  readonly 'csv-parse/sync': typeof csvParse;
  readonly fflate: typeof fflate;
  readonly 'jpeg-js': typeof jpeg;
  readonly ndarray: typeof ndarray;
  readonly 'ndarray-ops': typeof ndarrayOps;
  readonly pngjs: typeof pngjs;
}

const load = createRequire(import.meta.url);

/** A package, loaded when it is first needed: most runs read one kind of file, and all of them together take longer to load than a small model. */
export function lazily<Name extends keyof Packages>(name: Name): Packages[Name] {
  return load(name) as Packages[Name];
}
