import { expect, test } from '@jest/globals';
import { createByteChannel } from '../../../../shared/steps/focus/byteChannel.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

test('what is pushed is read in its order, to the end', async () => {
  const channel = createByteChannel(4);
  const fill = async () => {
    for (const text of ['one', 'two', 'three', 'four']) await channel.push(bytes(text));
    channel.end();
  };
  const read: string[] = [];
  const drain = async () => {
    for await (const chunk of channel.read()) read.push(Buffer.from(chunk).toString());
  };
  await Promise.all([fill(), drain()]);
  expect(read).toEqual(['one', 'two', 'three', 'four']);
});

test('who pushes waits while the reader is behind', async () => {
  const channel = createByteChannel(4);
  const reader = channel.read();
  await channel.push(bytes('12345'));
  let isThrough = false;
  const second = channel.push(bytes('6')).then(() => {
    isThrough = true;
  });
  await new Promise(setImmediate);
  expect(isThrough).toBe(false);
  await reader.next();
  await second;
  expect(isThrough).toBe(true);
});

test('a maker that fails makes no file, and a reader that has given up stops the maker', async () => {
  const failing = createByteChannel();
  await failing.push(bytes('half'));
  failing.fail(new Error('broken'));
  await expect(failing.read().next()).rejects.toThrow('broken');

  const left = createByteChannel(1);
  const reader = left.read();
  await left.push(bytes('12'));
  await reader.next();
  await left.push(bytes('34'));
  const waiting = left.push(bytes('5'));
  await reader.return(undefined);
  await expect(waiting).rejects.toThrow('Nobody reads');
});
