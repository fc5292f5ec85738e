import { expect, test } from '@jest/globals';
import { failed, rejected, type Step } from '../../../shared/export/stop.ts';
import { waitOutPassing } from '../../../shared/schedule/passingFaults.ts';

test.each(['LandingUnavailable', 'PartnerCenterUnavailable', 'ServiceUnavailable', 'TokenUnavailable'] as const)(
  '%s ends no scheduled work: it is asked again a quarter of an hour later',
  (code) => {
    expect(waitOutPassing(failed(code, 'm'))).toEqual({
      stop: 'wait',
      retryAfterMs: 900_000,
      failure: { code, message: 'm' },
    });
  },
);

test.each<Step<object>>([
  {},
  failed('LandingForbidden', 'm'),
  failed('InvoicesForbidden', 'm'),
  rejected('ServiceUnavailable', 'm'),
  { stop: 'wait', retryAfterMs: 1, failure: { code: 'ThrottledTooLong', message: 'm' } },
])('%j stays what it is', (step) => {
  expect(waitOutPassing(step)).toBe(step);
});
