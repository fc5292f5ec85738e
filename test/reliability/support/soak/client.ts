import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../../../local/simulators/data/random.ts';
import type { ExportBody } from '../../../../shared/api/exportBody.ts';
import type { Product } from '../../../support/product.ts';

/** Calls to a host that dies now and then. */
export interface SoakClient {
  /** Undefined: the host died and it is not known what became of the call. */
  once(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown } | undefined>;
  /** An export as the API tells it, asked for until somebody answers; undefined when there is none. */
  look(id: string): Promise<ExportBody | undefined>;
  /** From now on the host dies after some more durable steps, again and again, or no more. */
  let(die: boolean): void;
  readonly deaths: number;
}

const FEWEST_STEPS = 60;

/** Kills the host at a random durable step and starts it again, on and on. */
export async function startSoakClient(product: Product, random: Random, mostSteps: number): Promise<SoakClient> {
  let isUp: Promise<void> = Promise.resolve();
  let isDown = false;
  let deaths = 0;
  let mayDie = false;
  let stepsLeft = Number.POSITIVE_INFINITY;

  const onEvent = () => {
    if (!mayDie || isDown || stepsLeft-- > 0) return;
    isDown = true;
    deaths++;
    isUp = rise();
    throw new Error('killed');
  };
  async function rise(): Promise<void> {
    // The step in which it dies has to end first.
    await sleep(1);
    await product.killHost();
    stepsLeft = FEWEST_STEPS + random.below(mostSteps);
    await product.restartHost(onEvent);
    isDown = false;
  }
  await product.restartHost(onEvent);

  const once: SoakClient['once'] = async (method, path, body) => {
    await isUp;
    const life = deaths;
    try {
      return await product.call(method, path, body);
    } catch (error) {
      if (!isDown && life === deaths) throw error;
      await isUp;
      return undefined;
    }
  };
  return {
    once,
    get deaths() {
      return deaths;
    },
    let(die) {
      mayDie = die;
      stepsLeft = die ? FEWEST_STEPS + random.below(mostSteps) : Number.POSITIVE_INFINITY;
    },
    async look(id) {
      for (;;) {
        const answer = await once('GET', `api/exports/${id}`);
        if (answer?.status === 404) return undefined;
        if (answer?.status === 200) return answer.body as ExportBody;
        if (answer) throw new Error(`GET of ${id}: ${answer.status} ${JSON.stringify(answer.body)}`);
      }
    },
  };
}
