import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { app } from '@azure/functions';
import { checkCaller, signInPath } from '../../shared/api/consoleDoor.ts';
import { ApiProblem } from '../../shared/api/problem.ts';
import { answered, doorCall } from './route.ts';

/** Beside the bundle on Azure; where the app runs from its sources, whoever starts it has built the page and says where. */
const PAGE_FILE = process.env.CONSOLE_PAGE_FILE ?? join(import.meta.dirname, 'console.html');

/** What the page may do: run its own script and style, whose hashes it names itself, and call this API. */
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  // Not no-referrer, with which a browser names no origin when the page itself posts.
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

app.http('console', {
  methods: ['GET'],
  route: 'console',
  authLevel: 'anonymous',
  handler: answered(async (request) => {
    const call = doorCall(request);
    const signIn = signInPath(call, process.env);
    if (signIn) return { status: 302, headers: { location: signIn, 'cache-control': 'no-store' } };
    checkCaller(call, process.env);
    const { page, policy } = await readPage();
    return { status: 200, headers: { ...HEADERS, 'content-security-policy': policy }, body: page };
  }),
});

/** The build has put the policy with the hashes into the page's first line, as a comment. */
async function readPage(): Promise<{ page: string; policy: string }> {
  const page = await readFile(PAGE_FILE, 'utf8').catch(() => {
    throw new ApiProblem(404, 'ConsoleMissing', 'The page was not built into this app.');
  });
  const policy = /^<!doctype html><!-- (.+?) -->/.exec(page)?.[1];
  if (!policy) throw new ApiProblem(404, 'ConsoleMissing', 'The page that was built into this app is broken.');
  return { page, policy };
}
