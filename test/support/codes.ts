import { CodedError, type ErrorCode } from '../../shared/errors.ts';

/** The code that a call throws; what is thrown without a code, or nothing at all, fails the test with its own words. */
export function codeOf(call: () => unknown): ErrorCode {
  try {
    call();
  } catch (error) {
    return codeIn(error);
  }
  throw new Error('Expected the call to throw.');
}

/** The code that a promise is rejected with. */
export async function rejectedCode(promise: Promise<unknown>): Promise<ErrorCode> {
  const settled = await promise.then(
    () => ({ error: undefined }),
    (error: unknown) => ({ error }),
  );
  if (settled.error === undefined) throw new Error('Expected the promise to be rejected.');
  return codeIn(settled.error);
}

function codeIn(error: unknown): ErrorCode {
  if (error instanceof CodedError) return error.code;
  throw error;
}
