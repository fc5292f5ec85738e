import { newDataDir } from '../support/testHost.ts';
import { compareAnswer, compareValue, type Difference } from './compare.ts';
import type { Script, Stage } from './play.ts';
import { type HttpAnswer, Rig } from './rig.ts';
import { isObject, type Json } from './trace.ts';

const minuteMs = 60_000;

/**
 * What the client of the recordings did besides starting instances, step by step; answers are compared with
 * `observations`.
 */
class Observations {
  readonly differences: Difference[] = [];
  readonly #stage: Stage;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  answer(path: string, actual: HttpAnswer): void {
    const { scenario } = this.#stage.trace;
    this.differences.push(...compareAnswer(`${scenario}/${path}`, this.#expected(path), actual));
  }

  value(path: string, actual: Json): void {
    const { scenario } = this.#stage.trace;
    this.differences.push(...compareValue(`${scenario}/${path}`, this.#expected(path), actual));
  }

  #expected(path: string): Json {
    let value: Json = this.#stage.trace.observations;
    for (const key of path.split('.')) value = isObject(value) ? (value[key] ?? null) : null;
    return value;
  }
}

const statusOf = (answer: HttpAnswer): Json => (isObject(answer.body) ? (answer.body.runtimeStatus ?? null) : null);

export const terminatedChild: Script = async (stage) => {
  const { rig } = stage;
  const seen = new Observations(stage);
  await stage.startAll();
  await rig.pass(minuteMs);
  const parent = stage.trace.instances.findIndex(({ instanceId }) => instanceId.startsWith('g-parentOfWaiter'));
  await rig.signal(`${stage.at(parent).id}-w`, 'terminate', 'child killed');
  await rig.pass(0);

  const second = `${stage.at(parent).id}~2`;
  await rig.start('g_parentOfWaiter', second);
  await rig.pass(0);
  await rig.signal(second, 'terminate', 'parent killed');
  await rig.pass(0);
  const answer = await rig.status(second);
  const child = await rig.status(`${second}-w`);
  const output = isObject(answer.body) ? (answer.body.output ?? null) : null;
  seen.value('terminateParent', { parent: statusOf(answer), parentOut: output, child: statusOf(child) });
  await rig.signal(`${second}-w`, 'terminate', 'the root has ended');
  await rig.pass(0);
  seen.answer('purgeParent.answer', await rig.call('DELETE', `instances/${encodeURIComponent(second)}`));
  seen.value('purgeParent.childAfter', (await rig.status(`${second}-w`)).status);
  return seen.differences;
};

/**
 * Events arrive while an activity runs and are lost when the orchestrator goes on as new; one that arrives with the
 * cancelled timer comes twice.
 */
export const continuedAsNew: Script = async (stage) => {
  const { rig } = stage;
  await stage.startAll();
  // The activity between the events runs in real time, and the host counts as busy meanwhile.
  const id = stage.at(3).id;
  await rig.raise(id, 'E', '"e1"');
  await new Promise((resolve) => setTimeout(resolve, 100));
  await rig.raise(id, 'E', '"e2"');
  await new Promise((resolve) => setTimeout(resolve, 50));
  await rig.raise(id, 'E', '"e3"');
  await rig.pass(0);
  await rig.raise(id, 'E', '"e4"');
  await rig.pass(0);
  await rig.raise(id, 'E', '"stop"');
  await rig.raise(stage.at(4).id, 'go', '"first"');
  await rig.pass(minuteMs);
  return [];
};

export const continuedAsNewSafely: Script = async (stage) => {
  const { rig } = stage;
  await stage.startAll();
  await rig.pass(0);
  await rig.raise(stage.at(0).id, 'go', '"first"');
  await rig.raise(`${stage.at(1).id}-w0`, 'Approval', '"first"');
  await rig.pass(minuteMs);
  const seen = new Observations(stage);
  const answer = await rig.call('POST', 'orchestrators/a_input');
  await rig.pass(0);
  const id = isObject(answer.body) ? String(answer.body.id) : '';
  seen.value('startWithoutBody', (await rig.status(id)).body);
  return seen.differences;
};

export const events: Script = async (stage) => {
  const { rig } = stage;
  const seen = new Observations(stage);
  const at = async (index: number): Promise<string> => {
    const id = await stage.startAt(index);
    await rig.pass(0);
    return id;
  };

  const wins = await at(0);
  await rig.raise(wins, 'Approval', '{"ok":true,"by":"x"}');
  await rig.pass(0);
  seen.answer('raiseAfterEnd.http', await rig.raise(wins, 'Approval', '1'));
  seen.answer('raiseUnknown.http', await rig.raise('nope', 'Approval', '1'));
  await at(1);
  await rig.pass(1200);

  const raises: [number, [string, string][]][] = [
    [
      2,
      [
        ['Early', '"first"'],
        ['Early', '"second"'],
      ],
    ],
    [
      3,
      [
        ['mixed', '"lower"'],
        ['Mixed', '"exact"'],
      ],
    ],
    [
      4,
      [
        ['B', '"b1"'],
        ['A', '"a1"'],
      ],
    ],
    [
      5,
      [
        ['S', '1'],
        ['S', '2'],
      ],
    ],
    [9, [['go', '"G"']]],
  ];
  for (const [index, sent] of raises) {
    const id = await at(index);
    for (const [name, data] of sent) {
      await rig.raise(id, name, data);
      await rig.pass(0);
    }
    await rig.pass(2500);
  }

  const noBody = await at(6);
  const raise = `instances/${encodeURIComponent(noBody)}/raiseEvent/Approval`;
  seen.answer('raiseNoBody', await rig.post(raise, ''));
  seen.answer('raiseText', await rig.post(raise, 'hello', 'text/plain'));
  seen.answer('raiseBadJson', await rig.post(raise, '{bad'));
  await at(7);
  const withNull = await at(8);
  await rig.raise(withNull, 'Approval', 'null');
  await rig.pass(0);
  return seen.differences;
};

export const lifecycle: Script = async (stage) => {
  const { rig } = stage;
  const seen = new Observations(stage);
  const id = await stage.startAt(0);
  await rig.pass(0);
  seen.answer('statusRunning', await rig.status(id));
  seen.answer('startNewRunning.http', await rig.start('j_wait', id, '{}'));
  seen.answer('purgeRunning.http', await rig.call('DELETE', `instances/${encodeURIComponent(id)}`));
  await rig.signal(id, 'terminate', 'because');
  await rig.pass(0);
  seen.answer('terminated.s', await rig.status(id));
  seen.answer('terminateAgain.http', await rig.signal(id, 'terminate', 'again'));
  seen.answer('suspendEnded.http', await rig.signal(id, 'suspend', 'x'));

  const restarted = await stage.startAt(1);
  await rig.pass(0);
  await rig.signal(restarted, 'terminate', 'because');
  await rig.pass(0);
  await rig.start('j_wait', restarted, '{"ms":300}');
  await rig.pass(300);
  seen.answer('afterRestart', await rig.status(restarted));

  const suspended = await stage.startAt(2);
  await new Promise((resolve) => setTimeout(resolve, 100));
  await rig.signal(suspended, 'suspend', 'pause');
  await new Promise((resolve) => setTimeout(resolve, 100));
  seen.answer('suspended', await rig.status(suspended));
  seen.answer('suspendTwice', await rig.signal(suspended, 'suspend', 'again'));
  seen.answer('startNewSuspended', await rig.start('j_suspend', suspended));
  await rig.pass(0);
  await rig.signal(suspended, 'resume', 'go on');
  await rig.pass(0);
  seen.answer('resumed.s', await rig.status(suspended));

  const killed = await stage.startAt(3);
  await rig.pass(0);
  seen.answer('resumeNotSuspended', await rig.signal(killed, 'resume', 'x'));
  await rig.signal(killed, 'suspend', 'p');
  await rig.pass(0);
  await rig.signal(killed, 'terminate', 'kill suspended');
  await rig.pass(0);
  seen.answer('terminateSuspended', await rig.status(killed));

  const failed = await stage.startAt(4);
  await rig.pass(0);
  await rig.signal(failed, 'rewind', 'try again');
  await otherCalls(stage, seen, id);
  await lists(stage, seen);
  return seen.differences;
};

async function otherCalls({ rig }: Stage, seen: Observations, ended: string): Promise<void> {
  seen.answer('startNoBody', await rig.call('POST', 'orchestrators/a_input'));
  seen.answer('startBadJson', await rig.post('orchestrators/a_input', '{bad'));
  seen.answer('startPublic', await rig.post('orchestrators/a_input/a-input-<run>~99999', '{}'));
  seen.answer('restartHttp', await rig.post(`instances/${encodeURIComponent(ended)}/restart`, ''));
  seen.answer('restartUnknown', await rig.post('instances/nope/restart?restartWithNewInstanceId=false', ''));
  seen.answer('unknown.status', await rig.status('does-not-exist'));
  seen.answer('unknown.terminateHttp', await rig.signal('does-not-exist', 'terminate', 'x'));
  const unknown = await rig.start('noSuchOrchestrator', 'x-<run>');
  seen.value('unknown.startUnknownFn.http.status', unknown.status);
  await rig.pass(0);
  const later = await rig.status('x-<run>');
  const output = isObject(later.body) ? (later.body.output ?? null) : null;
  seen.value('unknown.startUnknownFn.later', { status: later.status, runtimeStatus: statusOf(later), output });
}

async function lists({ rig }: Stage, seen: Observations): Promise<void> {
  for (const n of [0, 1, 2]) await rig.start('a_input', `listx-<run>-${n}`, String(n));
  await rig.pass(0);
  const query = 'instances/?instanceIdPrefix=listx-&top=2';
  const first = await rig.call('GET', query);
  // The token is the recorder's own id, encoded.
  const token = String(first.headers['x-ms-continuation-token']);
  seen.value('list.page1.body', first.body);
  seen.value('list.page1.status', first.status);
  seen.answer('list.page2', await rig.call('GET', query, { headers: { 'x-ms-continuation-token': token } }));

  const missing = 'instances/?createdTimeFrom=2000-01-01T00:00:00Z&createdTimeTo=2000-01-02T00:00:00Z';
  seen.answer('purgeBy.none', await rig.call('DELETE', missing));
  seen.answer('purgeBy.noFrom', await rig.call('DELETE', 'instances/?runtimeStatus=Completed'));
  const purged = 'instances/listx-%3Crun%3E-0';
  seen.value('purge.client.result', (await rig.call('DELETE', purged)).body);
  seen.answer('purge.statusAfter', await rig.call('GET', purged));
  seen.answer('purge.httpAgain', await rig.call('DELETE', purged));
}

/** Two starts with one id at the same moment. */
export const startRace: Script = async (stage) => {
  const { rig } = stage;
  const seen = new Observations(stage);
  const answers = await Promise.all([1, 2].map((n) => rig.start('j_suspend', 'j-race-<run>', `{"n":${n}}`)));
  await rig.pass(0);
  const { body } = await rig.status('j-race-<run>');
  const [recorded] = Array.isArray(stage.trace.observations.runs) ? stage.trace.observations.runs : [];
  const expected = isObject(recorded) ? recorded : {};
  const statuses = answers.map(({ status }) => status);
  const winner = statuses.indexOf(202) + 1;
  const compare = (what: string, actual: Json) =>
    compareValue(`${stage.trace.scenario}/${what}`, expected[what] ?? null, actual);
  const input = isObject(body) ? (body.input ?? null) : null;
  return [
    ...seen.differences,
    ...compare('statuses', statuses),
    ...compareValue(`${stage.trace.scenario}/finalInput`, { n: winner }, input),
    ...compare('status', isObject(body) ? (body.runtimeStatus ?? null) : null),
  ];
};

/** The code of the orchestrators changes while they wait. */
export const changedCode: Script = async (stage) => {
  const { rig } = stage;
  await stage.startAll();
  await rig.pass(1000);
  process.env.APPV = '2';
  await rig.pass(minuteMs);
  delete process.env.APPV;
  return [];
};

export const large: Script = async (stage) => {
  const { rig } = stage;
  const seen = new Observations(stage);
  await rig.start('p_big', stage.at(0).id, JSON.stringify({ blob: 'i'.repeat(100 * 1024) }));
  for (const n of [8000, 8180, 8600, 9000]) {
    const id = `p-status-${n}`;
    await rig.start('p_status', id, JSON.stringify({ n }));
    await rig.pass(0);
    const { body } = await rig.status(id);
    const { runtimeStatus: rs = null, output: out = null, customStatus = null } = isObject(body) ? body : {};
    seen.value(`customStatus${n}`, { rs, out, cs: JSON.stringify(customStatus).length });
  }
  await rig.pass(0);
  return seen.differences;
};

/**
 * The process dies while activities run; the next one on the same directory brings the fan-out to its end. The last rig
 * stays for the comparison.
 */
export const killed: Script = async (stage) => {
  const dataDir = newDataDir();
  stage.rig = await Rig.start('real', dataDir);
  await stage.rig.start('o_fan', stage.at(0).id);
  await stage.rig.pass(800);
  await stage.rig.host.kill();
  stage.rig = await Rig.start('virtual', dataDir);
  await stage.rig.pass(0);
  return [];
};
