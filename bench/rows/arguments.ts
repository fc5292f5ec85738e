/** What every row is started with: the account's origin and the names of the source files. */
export interface RowArguments {
  readonly origin: string;
  readonly names: readonly string[];
  readonly sourceUrl: (name: string) => string;
  readonly targetUrl: (name: string) => string;
}

export function rowArguments(): RowArguments {
  const [origin = '', ...names] = process.argv.slice(2);
  return {
    origin,
    names,
    sourceUrl: (name) => `${origin}/account/source/${name}?sig=none`,
    targetUrl: (name) => `${origin}/account/landing/${name.replace(/\.gz$/, '')}?sig=none`,
  };
}

/** The last line that a row prints: its peak memory, and what it has to say. */
export function report(details: object = {}): void {
  process.on('exit', () => console.log(JSON.stringify({ rssMib: process.resourceUsage().maxRSS / 1024, ...details })));
}
