/**
 * The orchestrators and activities that the traces beside this file were recorded with. They are kept as they were, hazards included: read them as data,
 * not as examples.
 */
const df = require('durable-functions');
const cnt = {};
const sleep = (ms) => new Promise((r) => setTimeout(r, ms));
const act = (name, f) =>
  df.app.activity(name, {
    handler: async (i, ctx) => f(i, ctx),
  });
act('tag', (i) => ({ n: i.n, got: i.input ?? null }));
act('echo', (i) => i);
act('info', (i) => ({ type: typeof i, isNull: i === null, json: i === undefined ? 'undefined' : JSON.stringify(i) }));
act('undef', () => undefined);
act('retNull', () => null);
act(
  'ret',
  (i) =>
    ({
      str: 'plain',
      jsonStr: '{"j":1}',
      numStr: '5',
      num: 5,
      frac: 0.1,
      t: true,
      f: false,
      date: '2024-01-02T03:04:05.678Z',
      dateOff: '2024-01-02T03:04:05+02:00',
      realDate: new Date(Date.UTC(2024, 0, 2, 3, 4, 5, 678)),
      arr: [1, 'x', null],
      obj: { a: { d: '2024-01-02T03:04:05.678Z' } },
      empty: '',
      big: 9007199254740993n === 0n ? 0 : 9007199254740991,
    })[i.which],
);
act('square', async (n) => {
  await sleep(20 * (5 - n));
  return n * n;
});
act('sum', (a) => a.reduce((x, y) => x + y, 0));
act('poll', (i) => {
  const c = (cnt['poll' + i.k] = (cnt['poll' + i.k] ?? 0) + 1);
  return c <= 3 ? { ready: false, retryAfterSeconds: 1 } : { ready: true, c };
});
act('boom', (i) => {
  throw new Error('boom ' + JSON.stringify(i));
});
act('boomType', () => {
  throw new TypeError('bad type');
});
act('boomStr', () => {
  throw 'just a string';
});
act('boomProps', () => {
  const e = new Error('with props');
  e.code = 'E_X';
  e.cause = new Error('inner');
  throw e;
});
act('flaky', (i) => {
  const c = (cnt['flaky' + i.k] = (cnt['flaky' + i.k] ?? 0) + 1);
  if (c <= i.failures) throw new Error('flaky ' + c);
  return { c };
});
act('slow', async (i) => {
  await sleep(i.ms);
  return i.v ?? null;
});
act('mark', (i) => ({ at: i }));
act('bigOut', (n) => 'x'.repeat(n));
act('bigIn', (s) => (typeof s === 'string' ? s.length : s.blob.length));
act('one', (n) => n);
const orch = (name, g) => df.app.orchestration(name, g);
const T = (ctx, ms) => ctx.df.createTimer(new Date(ctx.df.currentUtcDateTime.getTime() + ms));
orch('a_seq2', function* (ctx) {
  const input = ctx.df.getInput();
  const a = yield ctx.df.callActivity('tag', { n: 1, input });
  const b = yield ctx.df.callActivity('tag', { n: 2, input: a });
  return { a, b };
});
const VALS = {
  str: 'plain',
  jsonStr: '{"j":1}',
  numStr: '5',
  boolStr: 'true',
  nullStr: 'null',
  empty: '',
  quoted: '"q"',
  obj: { a: 1, nested: { d: '2024-01-02T03:04:05.678Z' } },
  num: 5,
  frac: 1.5,
  small: 1e-7,
  big: 9007199254740991,
  t: true,
  f: false,
  nul: null,
  undef: undefined,
  date: '2024-01-02T03:04:05.678Z',
  dateOff: '2024-01-02T03:04:05+02:00',
  dateObj: 'DATE',
  arr: [1, 'x', null],
  emptyArr: [],
  emptyObj: {},
};
orch('a_values', function* (ctx) {
  const out = {};
  for (const [k, v0] of Object.entries(VALS)) {
    const v = v0 === 'DATE' ? new Date(Date.UTC(2024, 0, 2, 3, 4, 5, 678)) : v0;
    const i = yield ctx.df.callActivity('info', v);
    const r = yield ctx.df.callActivity('echo', v);
    out[k] = {
      activitySaw: i.type + ' ' + i.json,
      echoedBack: typeof r + ' ' + (r instanceof Date ? 'Date:' : '') + JSON.stringify(r),
    };
  }
  return out;
});
orch('a_returns', function* (ctx) {
  const out = {};
  for (const k of [
    'str',
    'jsonStr',
    'numStr',
    'num',
    'frac',
    't',
    'f',
    'date',
    'dateOff',
    'realDate',
    'arr',
    'obj',
    'empty',
    'big',
    'missing',
  ]) {
    const r = yield ctx.df.callActivity('ret', { which: k });
    out[k] = typeof r + ' ' + (r instanceof Date ? 'Date:' : '') + JSON.stringify(r);
  }
  const u = yield ctx.df.callActivity('undef');
  out.undef = typeof u + ' ' + JSON.stringify(u);
  const n = yield ctx.df.callActivity('retNull');
  out.retNull = typeof n + ' ' + JSON.stringify(n);
  return out;
});
orch('a_input', function* (ctx) {
  const i = ctx.df.getInput();
  return { type: typeof i, isDate: i instanceof Date, json: i === undefined ? 'undefined' : JSON.stringify(i) };
});
orch('a_output', function* (ctx) {
  return VALS[ctx.df.getInput().which];
});
orch('b_fan5', function* (ctx) {
  const t = [];
  for (let i = 0; i < 5; i++) t.push(ctx.df.callActivity('square', i));
  const r = yield ctx.df.Task.all(t);
  const s = yield ctx.df.callActivity('sum', r);
  return { r, s };
});
orch('c_poll', function* (ctx) {
  const k = ctx.df.instanceId;
  let polls = 0;
  for (;;) {
    const r = yield ctx.df.callActivity('poll', { k });
    polls++;
    if (r.ready) return { polls, c: r.c };
    ctx.df.setCustomStatus({ polls });
    yield T(ctx, r.retryAfterSeconds * 1000);
  }
});
orch('d_caught', function* (ctx) {
  const out = {};
  for (const n of ['boom', 'boomType', 'boomStr', 'boomProps']) {
    try {
      yield ctx.df.callActivity(n, { k: 1 });
    } catch (e) {
      out[n] = { name: e.name, ctor: e.constructor.name, message: e.message, keys: Object.keys(e) };
    }
  }
  return out;
});
orch('d_uncaught', function* (ctx) {
  ctx.df.setCustomStatus({ step: 'before' });
  yield ctx.df.callActivity('boom', { k: 2 });
});
orch('d_throws', function* (ctx) {
  yield ctx.df.callActivity('echo', 1);
  throw new TypeError('direct orchestrator error');
});
orch('d_throwsFirst', function* () {
  throw new Error('first episode');
});
orch('d_throwsStr', function* () {
  throw 'str';
});
const RO = () => {
  const o = new df.RetryOptions(200, 3);
  o.backoffCoefficient = 2;
  return o;
};
orch('e_retryOk', function* (ctx) {
  return yield ctx.df.callActivityWithRetry('flaky', RO(), { k: ctx.df.instanceId, failures: 2 });
});
orch('e_retryExhausted', function* (ctx) {
  try {
    yield ctx.df.callActivityWithRetry('flaky', RO(), { k: ctx.df.instanceId, failures: 99 });
  } catch (e) {
    const after = yield ctx.df.callActivity('mark', 'after');
    return { msg: e.message.slice(0, 200), after };
  }
});
orch('e_retryUncaught', function* (ctx) {
  yield ctx.df.callActivityWithRetry('flaky', RO(), { k: ctx.df.instanceId, failures: 99 });
});
orch('e_retryTimeout', function* (ctx) {
  const o = new df.RetryOptions(200, 6);
  o.retryTimeoutInMilliseconds = 300;
  try {
    yield ctx.df.callActivityWithRetry('boom', o, { k: 3 });
  } catch (e) {
    return 'caught';
  }
});
orch('e_retryTimeoutLong', function* (ctx) {
  const o = new df.RetryOptions(2500, 6);
  o.retryTimeoutInMilliseconds = 3000;
  try {
    yield ctx.df.callActivityWithRetry('boom', o, { k: ctx.df.instanceId });
  } catch (e) {
    return 'caught';
  }
});
orch('e_retryMax', function* (ctx) {
  const o = new df.RetryOptions(2000, 4);
  o.backoffCoefficient = 3;
  o.maxRetryIntervalInMilliseconds = 3000;
  return yield ctx.df.callActivityWithRetry('flaky', o, { k: ctx.df.instanceId, failures: 3 });
});
orch('t_timers', function* (ctx) {
  const out = [];
  for (const ms of [0, 500, 1000, 1500, 2000, 2999, 5000]) {
    const t0 = ctx.df.currentUtcDateTime.getTime();
    yield ctx.df.createTimer(new Date(t0 + ms));
    out.push({ asked: ms, clockAdvanced: ctx.df.currentUtcDateTime.getTime() - t0 });
  }
  return out;
});
orch('t_deadlineLoop', function* (ctx) {
  const end = ctx.df.currentUtcDateTime.getTime() + 2500;
  let n = 0;
  while (ctx.df.currentUtcDateTime.getTime() < end && n < 50) {
    n++;
    yield ctx.df.createTimer(new Date(end));
  }
  return { timersCreated: n };
});
orch('t_past', function* (ctx) {
  yield ctx.df.createTimer(new Date(Date.UTC(2000, 0, 1)));
  return 'ok';
});
orch('t_replayFlag', function* (ctx) {
  const out = [ctx.df.isReplaying];
  yield ctx.df.callActivity('echo', 1);
  out.push(ctx.df.isReplaying);
  yield ctx.df.callActivity('echo', 2);
  out.push(ctx.df.isReplaying);
  yield ctx.df.Task.all([ctx.df.callActivity('echo', 3), ctx.df.callActivity('echo', 4)]);
  out.push(ctx.df.isReplaying);
  return out;
});
orch('g_childFailsLate', function* (ctx) {
  const a = ctx.df.callSubOrchestrator('childFail', null);
  const t = T(ctx, 20000);
  const w = yield ctx.df.Task.any([a, t]);
  if (!t.isCompleted) t.cancel();
  return { w: w === a, faulted: a.isFaulted };
});
orch('i_lower', function* (ctx) {
  const a = yield ctx.df.waitForExternalEvent('Mixed');
  const b = yield ctx.df.callActivity('echo', a);
  return { a, b };
});
orch('n_nondetLate', function* (ctx) {
  const v = process.env.APPV;
  yield ctx.df.callActivity('echo', 1);
  yield T(ctx, 4000);
  if (v !== '2') yield ctx.df.callActivity('echo', 2);
  else yield ctx.df.callActivity('mark', 2);
  yield T(ctx, 2000);
  return 'ok';
});
orch('n_parent', function* (ctx) {
  try {
    return yield ctx.df.callSubOrchestrator('n_nondet', null, ctx.df.instanceId + '-c');
  } catch (e) {
    return 'caught ' + e.message;
  }
});
orch('h_canFix', function* (ctx) {
  const s = ctx.df.getInput();
  const t = T(ctx, 4000);
  const ev = ctx.df.waitForExternalEvent('go');
  const w = yield ctx.df.Task.any([ev, t]);
  s.seen.push(w === ev ? ev.result : 'timeout');
  if (s.gen < 1) {
    t.cancel();
    yield ctx.df.callActivity('echo', 1);
    ctx.df.continueAsNew({ gen: s.gen + 1, seen: s.seen });
    return;
  }
  if (w === ev) t.cancel();
  return s;
});
orch('h_canViaSub', function* (ctx) {
  const s = ctx.df.getInput();
  const r = yield ctx.df.callSubOrchestrator('i_any', { ms: 4000 }, ctx.df.instanceId + '-w' + s.gen);
  s.seen.push(r.event ?? 'timeout');
  if (s.gen < 1) {
    ctx.df.continueAsNew({ gen: s.gen + 1, seen: s.seen });
    return;
  }
  return s;
});
orch('e_retryAll', function* (ctx) {
  const r = yield ctx.df.Task.all(
    [0, 1, 2].map((n) => ctx.df.callActivityWithRetry('flaky', RO(), { k: ctx.df.instanceId + n, failures: n })),
  );
  return r;
});
orch('f_allFail', function* (ctx) {
  const t0 = ctx.df.currentUtcDateTime.getTime();
  try {
    yield ctx.df.Task.all([
      ctx.df.callActivity('boom', { k: 'f' }),
      ctx.df.callActivity('slow', { k: 'slow', ms: 700, v: 1 }),
    ]);
  } catch (e) {
    const caughtAt = ctx.df.currentUtcDateTime.getTime() - t0;
    yield ctx.df.callActivity('mark', 'handler');
    return { caughtAt, afterHandler: ctx.df.currentUtcDateTime.getTime() - t0, msg: e.message.slice(0, 120) };
  }
});
orch('f_allFailReturn', function* (ctx) {
  try {
    yield ctx.df.Task.all([
      ctx.df.callActivity('boom', { k: 'f' }),
      ctx.df.callActivity('slow', { k: 'slow', ms: 1500, v: 1 }),
    ]);
  } catch (e) {
    return 'returned at once';
  }
});
orch('f_allFailTwo', function* (ctx) {
  try {
    yield ctx.df.Task.all([ctx.df.callActivity('boom', { k: 'x1' }), ctx.df.callActivity('boom', { k: 'x2' })]);
  } catch (e) {
    return { name: e.name, ctor: e.constructor.name, msg: e.message.slice(0, 400), errors: e.errors?.length };
  }
});
orch('childOk', function* (ctx) {
  const i = ctx.df.getInput();
  ctx.df.setCustomStatus({ child: true });
  const r = yield ctx.df.callActivity('echo', i);
  return { r, id: ctx.df.instanceId, parent: ctx.df.parentInstanceId };
});
orch('childFail', function* (ctx) {
  yield ctx.df.callActivity('boom', { k: 'child' });
});
orch('g_sub', function* (ctx) {
  const a = yield ctx.df.callSubOrchestrator('childOk', { x: 1 });
  const b = yield ctx.df.callSubOrchestrator('childOk', { x: 2 }, ctx.df.instanceId + '-given');
  const c = yield ctx.df.callSubOrchestrator('childOk');
  ctx.df.setCustomStatus({ parent: 'done' });
  return { a, b, c };
});
orch('g_subFail', function* (ctx) {
  try {
    yield ctx.df.callSubOrchestrator('childFail', null, ctx.df.instanceId + '-c');
  } catch (e) {
    return { name: e.name, message: e.message };
  }
});
orch('g_subFailUncaught', function* (ctx) {
  yield ctx.df.callSubOrchestrator('childFail', null, ctx.df.instanceId + '-c');
});
orch('g_subAll', function* (ctx) {
  try {
    yield ctx.df.Task.all([
      ctx.df.callSubOrchestrator('childOk', { x: 1 }),
      ctx.df.callSubOrchestrator('childFail', null),
      ctx.df.callSubOrchestrator('childSlow', { ms: 600 }),
    ]);
  } catch (e) {
    const m = yield ctx.df.callActivity('mark', 'after');
    return { msg: e.message.slice(0, 200), m };
  }
});
orch('childSlow', function* (ctx) {
  return yield ctx.df.callActivity('slow', ctx.df.getInput());
});
orch('g_subRetry', function* (ctx) {
  return yield ctx.df.callSubOrchestratorWithRetry(
    'childFlaky',
    RO(),
    { k: ctx.df.instanceId, failures: 1 },
    ctx.df.instanceId + '-r',
  );
});
orch('g_subRetryDefaultId', function* (ctx) {
  return yield ctx.df.callSubOrchestratorWithRetry('childFlaky', RO(), { k: ctx.df.instanceId, failures: 1 });
});
orch('childFlaky', function* (ctx) {
  const r = yield ctx.df.callActivity('flaky', ctx.df.getInput());
  return { r, id: ctx.df.instanceId };
});
orch('g_subUnknown', function* (ctx) {
  try {
    yield ctx.df.callSubOrchestrator('noSuchOrch', { x: 1 });
  } catch (e) {
    return 'caught ' + e.message;
  }
});
orch('g_subSameId', function* (ctx) {
  const r = yield ctx.df.Task.all([
    ctx.df.callSubOrchestrator('childSlow', { ms: 300, v: 1 }, ctx.df.instanceId + '-same'),
    ctx.df.callSubOrchestrator('childSlow', { ms: 300, v: 2 }, ctx.df.instanceId + '-same'),
  ]);
  return r;
});
orch('g_parentOfWaiter', function* (ctx) {
  try {
    return yield ctx.df.callSubOrchestrator('waiter', null, ctx.df.instanceId + '-w');
  } catch (e) {
    return 'caught ' + e.message;
  }
});
orch('waiter', function* (ctx) {
  return yield ctx.df.waitForExternalEvent('go');
});
orch('h_can', function* (ctx) {
  const s = ctx.df.getInput();
  s.trail.push({ n: s.n, at: ctx.df.currentUtcDateTime.toISOString() === '' ? 0 : 1 });
  ctx.df.setCustomStatus({ gen: s.n });
  yield T(ctx, 300);
  const e = yield ctx.df.callActivity('echo', { n: s.n });
  s.trail.push(e);
  s.n++;
  if (s.n <= 3) {
    ctx.df.continueAsNew(s);
    return;
  }
  return s;
});
orch('h_canString', function* (ctx) {
  const s = ctx.df.getInput();
  if (s === 'start') {
    yield ctx.df.callActivity('echo', 1);
    ctx.df.continueAsNew('next');
    return;
  }
  return { got: s };
});
orch('h_canFirst', function* (ctx) {
  const s = ctx.df.getInput();
  if (s.n < 3) {
    ctx.df.continueAsNew({ n: s.n + 1 });
    return;
  }
  return s;
});
orch('h_canEvents', function* (ctx) {
  const s = ctx.df.getInput();
  const e = yield ctx.df.waitForExternalEvent('E');
  s.got.push(e);
  if (e === 'stop') return s;
  yield ctx.df.callActivity('slow', { ms: 400 });
  ctx.df.continueAsNew(s);
});
orch('h_canCancelTimer', function* (ctx) {
  const s = ctx.df.getInput();
  const t = T(ctx, 4000);
  const ev = ctx.df.waitForExternalEvent('go');
  const w = yield ctx.df.Task.any([ev, t]);
  s.seen.push(w === ev ? ev.result : 'timeout');
  if (s.gen < 1) {
    t.cancel();
    ctx.df.continueAsNew({ gen: s.gen + 1, seen: s.seen });
    return;
  }
  if (w === ev) t.cancel();
  return s;
});
orch('i_any', function* (ctx) {
  const t = T(ctx, ctx.df.getInput().ms);
  const ev = ctx.df.waitForExternalEvent('Approval');
  const w = yield ctx.df.Task.any([ev, t]);
  if (w === ev) {
    t.cancel();
    return { event: ev.result };
  }
  return { timeout: true, timerCompleted: t.isCompleted };
});
orch('i_early', function* (ctx) {
  yield T(ctx, 2500);
  const a = yield ctx.df.waitForExternalEvent('Early');
  const b = yield ctx.df.waitForExternalEvent('Early');
  return { a, b };
});
orch('i_two', function* (ctx) {
  const a = yield ctx.df.waitForExternalEvent('A');
  const b = yield ctx.df.waitForExternalEvent('B');
  return { a, b };
});
orch('i_same', function* (ctx) {
  const r = yield ctx.df.Task.all([ctx.df.waitForExternalEvent('S'), ctx.df.waitForExternalEvent('S')]);
  return r;
});
orch('i_anyThenAct', function* (ctx) {
  const t = T(ctx, 60000);
  const ev = ctx.df.waitForExternalEvent('go');
  const w = yield ctx.df.Task.any([ev, t]);
  t.cancel();
  const m = yield ctx.df.callActivity('mark', 'post');
  return { ev: ev.result, m };
});
orch('j_wait', function* (ctx) {
  ctx.df.setCustomStatus('waiting');
  yield T(ctx, ctx.df.getInput()?.ms ?? 60000);
  return 'timer done';
});
orch('j_suspend', function* (ctx) {
  const a = yield ctx.df.callActivity('slow', { k: 's1', ms: 800, v: 1 });
  const b = yield ctx.df.callActivity('slow', { k: 's2', ms: 100, v: 2 });
  return { a, b };
});
orch('k_uncancelled', function* (ctx) {
  const t = T(ctx, 2500);
  const a = ctx.df.callActivity('echo', 'fast');
  const w = yield ctx.df.Task.any([a, t]);
  return { won: w === a ? 'activity' : 'timer' };
});
orch('k_runningActivity', function* (ctx) {
  const s = ctx.df.callActivity('slow', { k: 'kr', ms: 2000, v: 'late' });
  const t = T(ctx, 200);
  const w = yield ctx.df.Task.any([s, t]);
  return { won: w === s ? 'activity' : 'timer' };
});
orch('l_unknown', function* (ctx) {
  yield ctx.df.callActivity('noSuchActivity', 1);
});
orch('l_unknownCaught', function* (ctx) {
  try {
    yield ctx.df.callActivity('noSuchActivity', 1);
  } catch (e) {
    return { msg: e.message };
  }
});
orch('l_unknownRetry', function* (ctx) {
  try {
    yield ctx.df.callActivityWithRetry('noSuchActivity', RO(), 1);
  } catch (e) {
    return { msg: e.message.slice(0, 200) };
  }
});
orch('chunk', function* (ctx) {
  const { from, n } = ctx.df.getInput();
  const t = [];
  for (let i = 0; i < n; i++) t.push(ctx.df.callActivity('one', from + i));
  const r = yield ctx.df.Task.all(t);
  return r.reduce((a, b) => a + b, 0);
});
orch('m_subs', function* (ctx) {
  const { n, chunk } = ctx.df.getInput();
  const t = [];
  for (let o = 0; o < n; o += chunk) t.push(ctx.df.callSubOrchestrator('chunk', { from: o, n: chunk }));
  const r = yield ctx.df.Task.all(t);
  return r.reduce((a, b) => a + b, 0);
});
orch('n_nondet', function* (ctx) {
  const v = process.env.APPV;
  yield ctx.df.callActivity(v === '2' ? 'mark' : 'echo', 1);
  yield T(ctx, 4000);
  return 'ok';
});
orch('n_nondetCount', function* (ctx) {
  const v = process.env.APPV;
  if (v !== '2') yield ctx.df.callActivity('echo', 1);
  yield T(ctx, 4000);
  return 'ok';
});
orch('o_fan', function* (ctx) {
  const t = [];
  for (let i = 0; i < 60; i++) t.push(ctx.df.callActivity('slow', { k: 'o' + i, ms: 500, v: i }));
  const r = yield ctx.df.Task.all(t);
  return r.reduce((a, b) => a + b, 0);
});
orch('p_big', function* (ctx) {
  const s = ctx.df.getInput();
  const a = yield ctx.df.callActivity('bigOut', 60 * 1024);
  const b = yield ctx.df.callActivity('bigIn', { k: 'in', blob: a });
  const c = yield ctx.df.callActivity('bigOut', 300 * 1024);
  return { inLen: s.blob.length, a: a.length, b, c: c.length, out: 'y'.repeat(70 * 1024) };
});
orch('p_status', function* (ctx) {
  ctx.df.setCustomStatus({ s: 'z'.repeat(ctx.df.getInput().n) });
  yield ctx.df.callActivity('echo', 1);
  return 'ok';
});
orch('q_windowAny', function* (ctx) {
  const { n, w } = ctx.df.getInput();
  let next = 0,
    open = [];
  const results = [];
  while (next < n || open.length) {
    while (next < n && open.length < w) open.push(ctx.df.callActivity('square', next++ % 5));
    const d = yield ctx.df.Task.any(open);
    results.push(d.result);
    open = open.filter((x) => x !== d);
  }
  return results;
});
orch('q_allTwice', function* (ctx) {
  const a = ctx.df.callActivity('echo', 1);
  yield ctx.df.Task.all([a]);
  yield ctx.df.Task.all([a]);
  return 'ok';
});
orch('q_emptyAll', function* (ctx) {
  const r = yield ctx.df.Task.all([]);
  return { r };
});
orch('q_oneByOne', function* (ctx) {
  const t0 = ctx.df.currentUtcDateTime.getTime();
  const t = [0, 1, 2].map((i) => ctx.df.callActivity('slow', { k: 'q' + i, ms: 300, v: i }));
  for (const x of t) yield x;
  return ctx.df.currentUtcDateTime.getTime() - t0;
});
orch('q_guid', function* (ctx) {
  const a = ctx.df.newGuid('x');
  const t0 = ctx.df.currentUtcDateTime.toISOString();
  yield ctx.df.callActivity('echo', 1);
  const b = ctx.df.newGuid('x');
  return { a: a.length, b: b.length, same: a === b };
});
