import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import chromium from '@sparticuz/chromium';
import { type Browser, type Page, chromium as playwright } from 'playwright-core';

/** A page in a real browser, with everything that a person would not want to see. */
export interface Watched {
  page: Page;
  /** Errors of scripts and of the console, and requests to anywhere but the page's own origin. */
  troubles: string[];
}

const SCREENS = resolve('.local', 'screens');
const AXE = readFileSync(createRequire(resolve('package.json')).resolve('axe-core/axe.min.js'), 'utf8');

export async function openBrowser(): Promise<Browser> {
  const executablePath = await chromium.executablePath();
  // Not the package's own arguments: they are for functions of a cloud, turn the web's security off and run all in one process.
  const args = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'];
  return playwright.launch({ executablePath, args, headless: true });
}

export async function openPage(
  browser: Browser,
  origin: string,
  options: { width?: number; dark?: boolean } = {},
): Promise<Watched> {
  const { width = 1280, dark = false } = options;
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: dark ? 'dark' : 'light' });
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(`script: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') troubles.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !url.startsWith('data:')) troubles.push(`request: ${url}`);
  });
  return { page, troubles };
}

/** What axe-core finds wrong with the page as it stands, one line a finding. */
export async function findings(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const { violations } = await axe.run();
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
  });
}

/** Kept for people to look at. */
export async function keepScreen(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENS, { recursive: true });
  await page.screenshot({ path: join(SCREENS, `${name}.png`), fullPage: true });
}
