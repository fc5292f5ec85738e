import type { HostClock } from '../../../../local/host/clock.ts';
import { type Host, startHost } from '../../../../local/host/host.ts';
import { VirtualClock } from '../../../../local/host/virtualClock.ts';
import { newDataDir } from '../support/testHost.ts';
import type { Json, JsonObject } from './trace.ts';

// A variable, as TypeScript has no types for the recorded app.
const appModule = '../../../golden/app.cjs';
export const loadGoldenApp = (): Promise<unknown> => import(appModule);

export interface HttpAnswer {
  status: number;
  headers: JsonObject;
  body: Json;
}

/** A host with the recorded app, and the calls that the recordings made. */
export class Rig {
  readonly host: Host;
  readonly clock: VirtualClock | undefined;

  constructor(host: Host, clock: VirtualClock | undefined) {
    this.host = host;
    this.clock = clock;
  }

  static async start(kind: 'virtual' | 'real', dataDir = newDataDir()): Promise<Rig> {
    const clock = kind === 'virtual' ? new VirtualClock(new Date('2026-03-01T10:00:00.000Z')) : undefined;
    const port: { clock?: HostClock } = clock ? { clock } : {};
    const host = await startHost({
      load: loadGoldenApp,
      dataDir,
      port: 0,
      strict: false,
      log: () => {},
      ...port,
    });
    return new Rig(host, clock);
  }

  /** Everything that can happen within `ms` has happened. */
  async pass(ms: number): Promise<void> {
    if (this.clock) await this.clock.advance(ms);
    else await new Promise((resolve) => setTimeout(resolve, ms));
  }

  /** `input` is JSON text; the empty text is what the library sends for none. */
  start(name: string, id: string, input = ''): Promise<HttpAnswer> {
    return this.post(`orchestrators/${name}/${encodeURIComponent(id)}`, input);
  }

  raise(id: string, event: string, data: string): Promise<HttpAnswer> {
    return this.post(`instances/${encodeURIComponent(id)}/raiseEvent/${event}`, data);
  }

  signal(id: string, operation: string, reason: string): Promise<HttpAnswer> {
    return this.post(`instances/${encodeURIComponent(id)}/${operation}?reason=${encodeURIComponent(reason)}`, '');
  }

  status(id: string, query = 'showInput=true'): Promise<HttpAnswer> {
    return this.call('GET', `instances/${encodeURIComponent(id)}?${query}`);
  }

  post(path: string, body: string, contentType = 'application/json'): Promise<HttpAnswer> {
    return this.call('POST', path, { body, headers: { 'content-type': contentType } });
  }

  async call(method: string, path: string, init: RequestInit = {}): Promise<HttpAnswer> {
    const response = await fetch(`${this.host.url}/durabletask/${path}`, { method, ...init });
    const text = await response.text();
    const body: Json = text === '' ? '' : JSON.parse(text);
    return { status: response.status, headers: Object.fromEntries(response.headers), body };
  }
}
