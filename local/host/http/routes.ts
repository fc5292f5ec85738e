import type { RegisteredFunction } from '../functionsCore.ts';

type Segment = { kind: 'literal'; text: string } | { kind: 'parameter' | 'optional' | 'rest'; name: string };

export interface Route {
  fn: RegisteredFunction;
  methods: ReadonlySet<string>;
  segments: Segment[];
}

export interface RouteMatch {
  fn: RegisteredFunction;
  params: Record<string, string>;
}

/**
 * Reads the HTTP triggers. A route is the function's name by default; templates know `{name}`, `{name?}` and `{*rest}`.
 */
export function compileRoutes(functions: Iterable<RegisteredFunction>): Route[] {
  const routes: Route[] = [];
  for (const fn of functions) {
    for (const { type, route, methods } of Object.values(fn.metadata.bindings)) {
      if (type !== 'httpTrigger') continue;
      const segments = (route ?? fn.metadata.name)
        .split('/')
        .filter(Boolean)
        .map((text) => segment(text, fn));
      routes.push({
        fn,
        methods: new Set((methods ?? ['GET', 'POST']).map((method) => method.toUpperCase())),
        segments,
      });
    }
  }
  // The more literal route wins, as in ASP.NET: exports/latest before exports/{id}.
  return routes.sort((a, b) => rank(a).localeCompare(rank(b)));
}

/**
 * Paths are matched without regard to case; a route for another method is no match, and Azure then answers 404, too.
 */
export function matchRoute(routes: readonly Route[], method: string, path: readonly string[]): RouteMatch | undefined {
  for (const { fn, methods, segments } of routes) {
    if (!methods.has(method)) continue;
    const params = paramsOf(segments, path);
    if (params) return { fn, params };
  }
  return undefined;
}

function segment(text: string, fn: RegisteredFunction): Segment {
  if (!text.includes('{')) return { kind: 'literal', text: text.toLowerCase() };
  const match = /^\{(\*?)(\w+)(\??)\}$/.exec(text);
  const name = match?.[2];
  if (!match || name === undefined) {
    throw new Error(
      `The route of the function "${fn.metadata.name}" has the segment "${text}". This host knows {name}, {name?} and {*rest}.`,
    );
  }
  if (match[1]) return { kind: 'rest', name };
  return { kind: match[3] ? 'optional' : 'parameter', name };
}

const rank = (route: Route): string =>
  route.segments.map(({ kind }) => ({ literal: '0', parameter: '1', optional: '2', rest: '3' })[kind]).join('');

function paramsOf(segments: readonly Segment[], path: readonly string[]): Record<string, string> | undefined {
  const params: Record<string, string> = {};
  for (const [at, part] of segments.entries()) {
    const text = path[at];
    if (part.kind === 'rest') {
      params[part.name] = path.slice(at).join('/');
      return params;
    }
    if (text === undefined) {
      if (part.kind === 'optional') continue;
      return undefined;
    }
    if (part.kind !== 'literal') params[part.name] = text;
    else if (part.text !== text.toLowerCase()) return undefined;
  }
  return path.length > segments.length ? undefined : params;
}
