import { expect, test } from '@jest/globals';
import { scrub } from '../../shared/scrub.ts';

/** To the last character: a secret without its first letter is a secret still. */
test.each([
  ['AccountKey=abcDEF123+/==;EndpointSuffix=x', 'AccountKey=[removed];EndpointSuffix=x'],
  ['SharedAccessKey=abcDEF123=', 'SharedAccessKey=[removed]'],
  ['Bearer abc.DEF-123_~+/= was refused', 'Bearer [removed] was refused'],
  ['Bearer   abcDEF123', 'Bearer [removed]'],
  ['Bearer%20abcDEF123', 'Bearer [removed]'],
  ['http://127.0.0.1/c/a?sv=1&abc=DEF#x and more', 'http://127.0.0.1/c/a?[removed] and more'],
  ['https://a.example/c/a?sv=1&abc=DEF', 'https://a.example/c/a?[removed]'],
  ['x-functions-key: abcDEF123, next', 'x-functions-key: [removed], next'],
  ['x-functions-key=abcDEF123', 'x-functions-key=[removed]'],
  ['x-functions-key  :  abcDEF123', 'x-functions-key  :  [removed]'],
  ['"x-functions-key":"abcDEF123"', '"x-functions-key":"[removed]"'],
  ["'aeg-sas-key' : 'abcDEF123'", "'aeg-sas-key' : '[removed]'"],
  ['{"access_token":"abcDEF123","x":1}', '{"access_token":"[removed]","x":1}'],
  ['{"client_secret" : "abcDEF123"}', '{"client_secret" : "[removed]"}'],
  [String.raw`{\"refresh_token\":\"abcDEF123\"}`, String.raw`{\"refresh_token\":\"[removed]\"}`],
])('%s', (text, expected) => {
  expect(scrub(text)).toBe(expected);
});
