import { readFileSync } from 'node:fs';

/** The middle value; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}

/** exp of the mean logarithm of positive values; NaN of none. */
export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

/** CPU seconds of this process, all threads, user and system, that a call takes. */
export function cpuSeconds(call: () => void): number {
  const before = process.cpuUsage();
  call();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** Least CPU seconds of a few calls, after one that does not count. */
export function leastCpu(calls: number, call: () => void): number {
  call();
  return Math.min(...Array.from({ length: calls }, () => cpuSeconds(call)));
}

/**
 * Peak resident memory of this process in MiB. Linux's own count (VmHWM) where there is one: that of getrusage starts with what the parent
 * process held.
 */
export function peakRssMb(): number {
  try {
    const match = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'));
    if (match?.[1] !== undefined) return Number(match[1]) / 1024;
  } catch {
    // Not Linux.
  }
  return process.resourceUsage().maxRSS / 1024;
}
