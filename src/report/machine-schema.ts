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
