import { basename } from 'node:path';
import type { CertifyReport } from '../schema.js';

/** A run, and what it is called among others. */
export interface NamedRun {
  readonly name: string;
  /** Of its colour. */
  readonly position: number;
  readonly report: CertifyReport;
}

/** Names runs after their files: as short as tells them apart. `path` null: after the model. */
export function nameRuns(results: readonly { readonly path: string | null; readonly report: CertifyReport }[]): NamedRun[] {
  const paths = results.map(({ path, report }) => path ?? report.model.path);
  const short = paths.map((path) => basename(path).replace(/\.(json|onnx)$/i, ''));
  return results.map(({ report }, position) => {
    const name = short[position] ?? '';
    const path = paths[position] ?? '';
    const shared = short.filter((other) => other === name).length > 1;
    const same = paths.filter((other) => other === path).length > 1;
    return { name: shared ? (same ? `${path} (${position + 1})` : path) : name, position, report };
  });
}
