import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Path of a file below ../shared, seen from the root of the repo: large reference data that is not part of it. null where the
 * file is absent, so that a test can skip; an error when CNN_CERT_REQUIRE_SHARED=1.
 */
export function sharedPath(...parts: readonly string[]): string | null {
  const path = fileURLToPath(new URL(`../../../shared/${parts.join('/')}`, import.meta.url));
  if (existsSync(path)) return path;
  if (process.env['CNN_CERT_REQUIRE_SHARED'] === '1') throw new Error(`CNN_CERT_REQUIRE_SHARED=1, but there is no ${path}`);
  return null;
}
