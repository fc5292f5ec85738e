import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { openTarget, type Target } from '../e2e/support/target.ts';
import { findings, keepScreen, openBrowser, openPage, type Watched } from './browser.ts';

const INVOICES = ['G000000001', 'G000000002'];
const ID = 'billed-usage-G000000001-full';

let target: Target;
let browser: Browser;
let watched: Watched;

const address = (view: string) => `${target.url}/api/console#${view}`;

/** Shows a view from nothing, as who follows a link does. */
async function show({ page }: Watched, view: string, sign: string) {
  await page.goto('about:blank');
  await page.goto(address(view));
  await page.getByText(sign).first().waitFor();
}

beforeAll(async () => {
  target = await openTarget({ page: true, scenario: { data: { files: 2, usageLines: 600 } } });
  const started = ['billedUsage', 'billedReconciliation'].flatMap((kind) =>
    INVOICES.map((invoiceId) => target.start({ kind, invoiceId })),
  );
  const refused = target.start({ kind: 'billedUsage', invoiceId: 'G999999999' });
  for (const each of await Promise.all([...started, refused])) await target.untilEnded(each.id, 90_000);
  browser = await openBrowser();
  watched = await openPage(browser, target.url);
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await target?.stop();
});

const VIEWS: [view: string, sign: string][] = [
  ['overview', 'Billed reconciliation, EUR'],
  ['invoices', 'G000000001'],
  ['invoice/G000000001', 'Every line adds up'],
  ['runs', 'G000000002'],
  [`run/${ID}`, 'PricingPreTaxTotal'],
  ['cost', 'By customer'],
  ['health', 'Landing account'],
  ['start', 'A backfill'],
];

describe('each view, with real data', () => {
  test.each(VIEWS)('%s says what it is for, and nothing is wrong with it', async (view, sign) => {
    await show(watched, view, sign);
    await keepScreen(watched.page, view.replace(/\W/g, '-'));
    expect(await findings(watched.page)).toEqual([]);
    expect(watched.troubles).toEqual([]);
  });

  test.each(VIEWS)('%s fits a telephone, in the dark', async (view, sign) => {
    const small = await openPage(browser, target.url, { width: 360, dark: true });
    await show(small, view, sign);
    await keepScreen(small.page, `${view.replace(/\W/g, '-')}-360-dark`);
    const overflowPx = await small.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflowPx).toBeLessThanOrEqual(0);
    expect(await findings(small.page)).toEqual([]);
    expect(small.troubles).toEqual([]);
    await small.page.close();
  });
});

test('the page is one small document that lets only its own script run', async () => {
  const response = await fetch(`${target.url}/api/console`);
  const policy = response.headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(/default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'; connect-src 'self'/);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(response.headers.get('x-frame-options')).toBe('DENY');
  const text = await response.text();
  expect(text.match(/<(script|link|img|iframe)[^>]+(src|href)="(?!data:)/g)).toBeNull();
  expect(gzipSync(text).length).toBeLessThan(120 * 1024);
});

test('an invoice shows its exact sums and its proof', async () => {
  const { page } = watched;
  await show(watched, 'invoice/G000000001', 'Every line adds up');
  const { body } = await target.call('GET', 'api/invoices/G000000001');
  const { proof } = body as { proof: { usage: { preTaxTotal: string }; reconciliation: { total: string } } };
  const text = (await page.textContent('main')) ?? '';
  expect(text).toContain(proof.usage.preTaxTotal);
  expect(text).toContain(proof.reconciliation.total);
});

test('a failure stands with its reason and its remedy', async () => {
  const { page } = watched;
  await show(watched, 'run/billed-usage-G999999999-full', 'NothingAtService');
  await page.getByText('check the invoice number').waitFor();
});

test('an export is started from a form and watched to its end', async () => {
  const { page, troubles } = watched;
  await show(watched, 'start', 'An export');
  const form = page.getByRole('form', { name: 'An export' });
  await form.getByLabel('Invoice').fill('G000000003');
  await form.getByRole('button', { name: 'Start' }).click();
  await page.getByRole('link', { name: 'billed-usage-G000000003-full' }).click();
  await page.getByText('Completed').first().waitFor({ timeout: 60_000 });
  await page.getByText('of 2 files').waitFor();
  expect(troubles).toEqual([]);
}, 90_000);

test('a run is cancelled', async () => {
  const { page } = watched;
  await target.start({ kind: 'billedReconciliation', invoiceId: 'G000000004' });
  await show(watched, 'run/billed-reconciliation-G000000004-full', 'Cancel this run');
  await page.getByRole('button', { name: 'Cancel this run' }).click();
  await page.locator('.status', { hasText: 'Cancelled' }).waitFor({ timeout: 60_000 });
}, 90_000);

test('a backfill shows what it would do before it does anything', async () => {
  const { page } = watched;
  await show(watched, 'start', 'A backfill');
  const form = page.getByRole('form', { name: 'A backfill' });
  await form.getByLabel('or invoices').fill('G000000001, D000000001');
  await form.getByRole('button', { name: 'Show what it would do' }).click();
  await form.getByText('Nothing has been started.').waitFor();
  await form.getByText('LegacyInvoice').waitFor();
});

test('a date that somebody has changed stays so behind the answer', async () => {
  const { page } = watched;
  await show(watched, 'start?from=2024-01-01', 'A backfill');
  const form = page.getByRole('form', { name: 'A backfill' });
  expect(await form.getByLabel('From').inputValue()).toBe('2024-01-01');
  await form.getByLabel('To').fill('2024-02-28');
  await form.getByRole('button', { name: 'Show what it would do' }).click();
  await form.getByText('Nothing has been started.').waitFor();
  expect(await form.getByLabel('To').inputValue()).toBe('2024-02-28');
});

test('every view is reached by keyboard alone', async () => {
  const { page } = watched;
  await show(watched, 'overview', 'Invoices, explained to the cent');
  for (const name of ['To the content', 'Partner billing', 'Overview', 'Invoices', 'Runs']) {
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(name);
  }
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Runs' }).waitFor();
  await page.waitForFunction(() => document.activeElement?.id === 'main');
});

test('names that hold markup stay names', async () => {
  const { page, troubles } = watched;
  await page.route('**/api/console/costs*', (route) =>
    route.fulfill({
      json: {
        value: [
          { customerId: 'c', customerName: '<img src=x onerror=alert(1)><script>alert(1)</script>', sum: '1.00' },
        ],
      },
    }),
  );
  await show(watched, 'cost', '<img src=x onerror=alert(1)>');
  expect(await page.locator('main img, main script').count()).toBe(0);
  expect(troubles).toEqual([]);
  await page.unroute('**/api/console/costs*');
});

test('ten thousand runs and twenty years of months stay quick', async () => {
  const { page } = watched;
  const run = (index: number) => ({
    id: `billed-usage-G${String(index).padStart(9, '0')}-full`,
    request: { kind: 'billedUsage', invoiceId: `G${String(index).padStart(9, '0')}` },
    status: 'completed',
    phase: null,
    progress: { filesDone: 1, filesTotal: 1, bytes: 1, lines: 1 },
    startedAt: '2026-01-01T00:00:00Z',
    updatedAt: '2026-01-01T00:00:00Z',
    endedAt: '2026-01-01T00:00:00Z',
    result: null,
    error: null,
    warnings: [],
  });
  await page.route('**/api/console/exports?*', (route) =>
    route.fulfill({ json: { value: Array.from({ length: 10_000 }, (_, index) => run(index)) } }),
  );
  const startedMs = Date.now();
  await show(watched, 'runs', 'G000000007');
  expect(Date.now() - startedMs).toBeLessThan(5_000);
  expect(await page.locator('.windowed li').count()).toBeLessThan(80);
  await page.locator('.windowed').evaluate((box) => box.scrollTo(0, box.scrollHeight));
  await page.getByText('G000009999').waitFor();
  await page.unroute('**/api/console/exports?*');
});

test.each([
  ['another origin', { origin: 'https://evil.example', 'content-type': 'application/json' }, 403],
  ['no origin', { 'content-type': 'application/json' }, 403],
])('a call to act that comes from %s is refused', async (_, headers, status) => {
  const body = JSON.stringify({ kind: 'billedUsage', invoiceId: 'G000000001' });
  const response = await fetch(`${target.url}/api/console/exports`, { method: 'POST', headers, body });
  expect(response.status).toBe(status);
});
