/** What an orchestration decides to have done next. */
export type Decision =
  | { kind: 'activity'; id: number; name: string; input: unknown }
  | { kind: 'timer'; id: number; fireAt: Date }
  | { kind: 'child'; id: number; name: string; instanceId: string; input: unknown; version: string | undefined };
