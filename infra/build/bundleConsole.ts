import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * Builds the page: one HTML document with its script and style inside, and in its first line the policy that lets exactly these run and lets the
 * page speak to its own origin only.
 */
export async function bundleConsole(project: string): Promise<string> {
  const folder = join(project, 'console');
  const [script, style, page] = await Promise.all([
    bundled(project, join(folder, 'main.ts'), { ERROR_PAGES: JSON.stringify(await errorPages(project)) }),
    bundled(project, join(folder, 'style.css'), {}),
    readFile(join(folder, 'page.html'), 'utf8'),
  ]);
  // Replaced by a function: what a script holds may look like a pattern.
  const filled = page.replace('/*STYLE*/', () => style).replace('/*SCRIPT*/', () => script);
  return `<!doctype html><!-- ${policyFor(script, style)} -->\n${filled}`;
}

async function bundled(project: string, entry: string, define: Record<string, string>): Promise<string> {
  const result = await build({
    absWorkingDir: project,
    entryPoints: [entry],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: ['es2022', 'chrome123', 'firefox121', 'safari17.5'],
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
    define,
  });
  // A script may not hold what would end it early.
  return (result.outputFiles[0]?.text ?? '').trim().replaceAll('</script', '<\\/script');
}

function policyFor(script: string, style: string): string {
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** The paragraphs of `docs/errors.md`, by code: the page tells the remedy where the failure stands. */
async function errorPages(project: string): Promise<Record<string, string[]>> {
  const text = await readFile(join(project, 'docs', 'errors.md'), 'utf8');
  const pages = text.split(/^### /m).slice(1);
  return Object.fromEntries(
    pages.map((page) => {
      const [code = '', ...lines] = page.split(/^## /m)[0]?.split('\n') ?? [];
      const paragraphs = lines.join('\n').trim().split(/\n\n+/);
      return [code.trim(), paragraphs.map((paragraph) => paragraph.replace(/\s*\n\s*/g, ' '))];
    }),
  );
}
