import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { writeWhole } from '../simulators/writeWhole.ts';

const portsSchema = z.object({
  azurite: z.number(),
  graph: z.number(),
  partnerCenter: z.number(),
  eventGrid: z.number(),
  identity: z.number(),
});

/**
 * Where the services listened last time: they try to be found there again, so that printed URLs stay good from start to
 * start.
 */
export type Ports = z.infer<typeof portsSchema>;

export function readPorts(file: string): Partial<Ports> {
  try {
    return portsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return {};
  }
}

export function writePorts(file: string, ports: Ports): void {
  writeWhole(file, JSON.stringify(ports));
}
