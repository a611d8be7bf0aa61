import type { z } from 'zod';
import type { machineSchema } from './machine-schema.js';

type Machine = z.infer<typeof machineSchema>;

/** A machine in a line. */
export function machineText({ processor, cores, memoryMb, platform, node, arithmetic }: Machine): string {
  const memory = `${(memoryMb / 1024).toFixed(1)} GiB`;
  return `${processor}, ${cores === 1 ? '1 core' : `${cores} cores`}, ${memory}, ${platform}, Node.js ${node}, ${arithmetic}`;
}

/** The machines of several results, each once, in their order. */
export function distinctMachines(lists: readonly (readonly Machine[])[]): Machine[] {
  const found = new Map(lists.flat().map((machine) => [machineText(machine), machine]));
  return [...found.values()];
}
