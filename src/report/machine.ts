import { z } from 'zod';

/** A machine as reports have it. */
export const machineSchema = z.object({
  processor: z.string(),
  cores: z.int().min(1).describe('That the process could use'),
  memoryMb: z.number().nonnegative().describe('All that the machine has, in MiB'),
  platform: z.string().describe('Such as linux x64'),
  node: z.string().describe('Version of Node.js'),
  arithmetic: z
    .string()
    .describe('Version of the kernels, and how they multiply and add there: where it is the same, so are all bounds, bit for bit'),
});

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
