import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { ownFolder } from '../../../local/cli/ownFolder.ts';
import { temporaryDirectory } from '../../support/temporaryDirectory.ts';

const directory = temporaryDirectory();
afterAll(directory.remove);

const NOBODY = 2 ** 22 + 1;

test('each command begins empty; what a killed one left is gone, that of one that runs and everything else is not', () => {
  for (const name of [`real-host-${NOBODY}-abc`, `real-host-${process.pid}-abc`, 'host', 'azurite']) {
    mkdirSync(join(directory.path, name));
    writeFileSync(join(directory.path, name, 'state'), '');
  }
  const one = ownFolder(directory.path);
  const two = ownFolder(directory.path);
  expect(one.path).not.toBe(two.path);
  expect([readdirSync(one.path), readdirSync(two.path)]).toEqual([[], []]);
  writeFileSync(join(one.path, 'state'), '');
  one.remove();
  two.remove();
  expect(readdirSync(directory.path).sort()).toEqual(['azurite', 'host', `real-host-${process.pid}-abc`]);
});

test('the folder above is made when it is missing', () => {
  const { path } = ownFolder(join(directory.path, 'new'));
  expect(existsSync(path)).toBe(true);
});
