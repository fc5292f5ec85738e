/** Where lines end, as in biome.json: the formatter wraps code and leaves comments alone. */
export const LINE_WIDTH = 120;

/** Begins something that must stay where it is: a list, a tag, a table, a word to a tool. */
const STANDS_ALONE = /^(?:[-*|@#]|\d+\.|```|biome-ignore|[^\s]+:\/\/)/;

/**
 * Wraps comments at the line width: each paragraph from its first line that is too long on. Comments of a line of their
 * own only, in the two forms that there are here, `//` and `/**`; a word that is longer than a line has one to itself.
 */
export function wrapComments(source: string, width: number = LINE_WIDTH): string {
  const lines = source.split('\n');
  const out: string[] = [];
  let isInBlock = false;
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const single = /^(\s*)\/\*\* (.*\S) \*\/$/.exec(line);
    if (single && line.length > width) {
      const [, indent = '', text = ''] = single;
      out.push(`${indent}/**`, ...filled(`${indent} * `, text.split(/\s+/), width), `${indent} */`);
      continue;
    }
    if (/^\s*\/\*\*\s*$/.test(line)) isInBlock = true;
    else if (line.includes('*/')) isInBlock = false;
    const form = isInBlock ? /^(\s*\* )(\S.*)$/ : /^(\s*\/\/ )(\S.*)$/;
    const [, lead = '', text = ''] = form.exec(line) ?? [];
    if (line.length <= width || lead === '' || STANDS_ALONE.test(text)) {
      out.push(line);
      continue;
    }
    const words = text.split(/\s+/);
    for (let next = lines[at + 1]; next?.startsWith(lead) && !next.includes('*/'); next = lines[at + 1]) {
      const more = next.slice(lead.length);
      if (!/^\S/.test(more) || STANDS_ALONE.test(more)) break;
      words.push(...more.trimEnd().split(/\s+/));
      at++;
    }
    out.push(...filled(lead, words, width));
  }
  return out.join('\n');
}

function filled(lead: string, words: readonly string[], width: number): string[] {
  const lines: string[] = [];
  let line = lead.trimEnd();
  for (const word of words) {
    if (line.length + 1 + word.length > width && line.length > lead.length) {
      lines.push(line);
      line = lead.trimEnd();
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}
