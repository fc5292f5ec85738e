import { expect, test } from '@jest/globals';
import { betaUrl } from '../../../shared/microsoft/apiVersion.ts';

test.each([
  ['https://graph.microsoft.com/v1.0', 'https://graph.microsoft.com/beta'],
  ['https://graph.microsoft.com/beta', 'https://graph.microsoft.com/beta'],
  ['https://127.0.0.1:8443/v1.0', 'https://127.0.0.1:8443/beta'],
  ['https://gateway.example/graph/v2.0', 'https://gateway.example/graph/beta'],
  // A gateway that names no version.
  ['https://gateway.example/graph', 'https://gateway.example/graph/beta'],
])('beta of %s is %s', (base, beta) => {
  expect(betaUrl(base)).toBe(beta);
});
