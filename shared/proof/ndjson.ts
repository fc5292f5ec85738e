/** The lines of a text that comes in pieces, each parsed; empty ones are left out. One line is held at a time. */
export async function* parsedLines<Item>(
  chunks: AsyncIterable<Uint8Array>,
  parse: (line: string) => Item,
): AsyncGenerator<Item, void, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') yield parse(line);
  }
  rest += decoder.decode();
  if (rest !== '') yield parse(rest);
}
