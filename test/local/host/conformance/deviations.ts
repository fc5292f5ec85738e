/** Where this host differs from the traces, and why; `docs/local-host.md` says the same in words. */
export const deviations: { aspect: string; reason: string }[] = [
  ...['payload history', 'turns', 'history'].map((what) => ({
    aspect: `e_retry/e-retryTimeoutLong-<run>/${what}`,
    reason: 'Timers fire at their time and not a second late, so one more attempt fits into the retry timeout.',
  })),
  ...['i_events/raiseBadJson', 'j_lifecycle/startBadJson'].map((aspect) => ({
    aspect,
    reason: 'The text about broken JSON is that of the JavaScript parser.',
  })),
  ...['payload history', 'turns', 'history'].map((what) => ({
    aspect: `j_lifecycle/d-uncaught-<run>/${what}`,
    reason: 'The recording rewound this instance; this host answers 501 to a rewind.',
  })),
  {
    aspect: 'j_race/statuses',
    reason: 'One process decides: of two starts at the same moment the second is refused with 409.',
  },
  ...['actions', 'history', 'status'].map((what) => ({
    aspect: `q_hazards/q-oneByOne-<run>/${what}`,
    reason: 'The result is a duration, and virtual time stands still while activities run.',
  })),
];
