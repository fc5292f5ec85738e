import { z } from 'zod';
import { createFaultPlan, type Fault, type FaultPlan } from './faults.ts';
import { type RunningServer, type ServerOptions, startHttpsServer } from './httpsServer.ts';
import { AUDIENCES, type TokenIssuer } from './tokens.ts';

const RFC_3339 = z.iso.datetime({ offset: true });
/** CloudEvents 1.0, §2.3 to §3.1: required and optional attributes, and names of extensions. */
const cloudEventSchema = z
  .object({
    specversion: z.literal('1.0'),
    id: z.string().min(1),
    source: z.string().min(1),
    type: z.string().min(1),
    subject: z.string().min(1).optional(),
    time: RFC_3339.optional(),
    datacontenttype: z.string().min(1).optional(),
    dataschema: z.url().optional(),
    data: z.unknown().optional(),
    data_base64: z.base64().optional(),
  })
  .catchall(z.union([z.string(), z.number().int(), z.boolean()]))
  .superRefine((event, context) => {
    for (const name of Object.keys(event)) {
      if (name !== 'data_base64' && !/^[a-z0-9]+$/.test(name)) {
        context.addIssue({
          code: 'custom',
          path: [name],
          message: 'attribute names are lower-case letters and digits',
        });
      }
    }
    if (event.data !== undefined && event.data_base64 !== undefined) {
      context.addIssue({ code: 'custom', path: ['data'], message: 'data and data_base64 exclude each other' });
    }
  });

export type ReceivedEvent = z.infer<typeof cloudEventSchema>;

export interface EventGridOptions extends ServerOptions {
  tokens: TokenIssuer;
  /** Called for each event of an accepted batch, repeats included, in order. */
  onEvent?: ((event: ReceivedEvent) => void) | undefined;
  faults?: readonly Fault<'publish'>[];
}

export interface EventGridSimulator extends RunningServer {
  /** The topic endpoint, for `EventGridPublisherClient`. */
  endpoint: string;
  /** Everything that was accepted, repeats included. */
  events: ReceivedEvent[];
  faults: FaultPlan<'publish'>;
}

const MAX_BATCH_BYTES = 1024 * 1024;
const MAX_REMEMBERED = 10_000;

/**
 * An Event Grid custom topic with the CloudEvents schema. Delivery is *to the topic* only: subscriptions are `onEvent`.
 * Source of the rules: learn.microsoft.com/azure/event-grid/cloud-event-schema and post-to-custom-topic.
 */
export async function startEventGridSimulator(options: EventGridOptions): Promise<EventGridSimulator> {
  const events: ReceivedEvent[] = [];
  const faults = createFaultPlan(options.faults);
  const refuse = (status: number, code: string, message: string) => ({ status, body: { error: { code, message } } });

  const server = await startHttpsServer(options, async ({ method, url, headers, body }) => {
    if (method !== 'POST' || url.pathname !== '/api/events') {
      return refuse(404, 'NotFound', 'There is only POST /api/events.');
    }
    const fault = await faults.next('publish', (error) => ({ error }));
    if (fault) {
      return fault;
    }
    const token = options.tokens.check(headers.authorization, AUDIENCES.eventGrid);
    if (!token.ok) {
      return refuse(401, 'Unauthorized', token.why);
    }
    if (url.searchParams.get('api-version') !== '2018-01-01') {
      return refuse(400, 'BadRequest', 'The api-version must be 2018-01-01.');
    }
    if (!/^application\/cloudevents-batch\+json(;|$)/i.test(headers['content-type'] ?? '')) {
      return refuse(415, 'UnsupportedMediaType', 'The topic takes application/cloudevents-batch+json.');
    }
    if (body.length > MAX_BATCH_BYTES) {
      return refuse(413, 'PayloadTooLarge', 'A batch may have at most 1 MB.');
    }
    const batch = z.array(cloudEventSchema).safeParse(parseJson(body));
    if (!batch.success) {
      return refuse(400, 'BadRequest', `This is no batch of CloudEvents 1.0: ${z.prettifyError(batch.error)}`);
    }
    events.push(...batch.data);
    events.splice(0, events.length - MAX_REMEMBERED);
    for (const event of batch.data) {
      options.onEvent?.(event);
    }
    return { status: 200 };
  });
  return { ...server, endpoint: `${server.origin}/api/events`, events, faults };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}
