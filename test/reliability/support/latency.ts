/** How long calls took, by what they asked for. In milliseconds. */
export interface Latencies {
  time<T>(what: string, call: () => Promise<T>): Promise<T>;
  readonly worstMs: number;
  readonly worstMedianMs: number;
  /** One line for each kind of call: number, median, slowest. */
  readonly lines: string[];
}

export function createLatencies(): Latencies {
  const byWhat = new Map<string, number[]>();
  const figures = () =>
    [...byWhat].map(([what, times]) => {
      const sorted = [...times].sort((a, b) => a - b);
      return {
        what,
        calls: sorted.length,
        medianMs: sorted[Math.floor(sorted.length / 2)] ?? 0,
        slowestMs: sorted.at(-1) ?? 0,
      };
    });
  return {
    async time(what, call) {
      const begun = performance.now();
      const answer = await call();
      byWhat.set(what, [...(byWhat.get(what) ?? []), performance.now() - begun]);
      return answer;
    },
    get worstMs() {
      return Math.max(0, ...figures().map(({ slowestMs }) => slowestMs));
    },
    get worstMedianMs() {
      return Math.max(0, ...figures().map(({ medianMs }) => medianMs));
    },
    get lines() {
      return figures().map(
        ({ what, calls, medianMs, slowestMs }) =>
          `${what}: ${calls} calls, median ${medianMs.toFixed(0)} ms, slowest ${slowestMs.toFixed(0)} ms`,
      );
    },
  };
}
