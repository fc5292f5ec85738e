import type { Ignorer } from '@stryker-mutator/api/ignore';

/** As much of Babel's `NodePath` as is looked at here. */
interface Path {
  readonly node: Node;
  readonly key: string | number | null;
  readonly listKey?: string | undefined;
  readonly parentPath: Path | null;
}

interface Node {
  readonly type: string;
  readonly name?: string;
  readonly callee?: Node;
  readonly property?: Node;
  readonly key?: Node;
  readonly id?: Node;
}

/** Which argument of these calls is a sentence for people. */
const SENTENCE_ARGUMENT: Readonly<Record<string, number>> = {
  Error: 0,
  GzipFault: 0,
  ThrottledError: 0,
  invalid: 0,
  refused: 0,
  landingCall: 0,
  landingError: 0,
  unavailable: 0,
  CodedError: 1,
  failed: 1,
  rejected: 1,
  resubmit: 1,
  fault: 1,
  refine: 1,
  regex: 1,
  min: 1,
  max: 1,
  terminate: 1,
  ApiProblem: 2,
};

/** Properties and variables of these names hold a sentence for people. */
const SENTENCE_NAMES = new Set(['message', 'reason', 'detail', 'problem', 'what', 'fault', 'summary', 'description']);

const LITERALS = new Set(['StringLiteral', 'TemplateLiteral']);
const CALLS = new Set(['CallExpression', 'NewExpression', 'OptionalCallExpression']);

/**
 * Leaves out the sentences that are for people: error messages and hints. They are part of no contract (codes are), so
 * no test should repeat them. All other texts count: codes, header names, paths, event types, keys, values.
 */
const prose: Ignorer = {
  shouldIgnore(path) {
    return isSentence(path as Path) ? 'a sentence for people' : undefined;
  },
};

function isSentence({ node, key, listKey, parentPath: parent }: Path): boolean {
  if (!LITERALS.has(node.type) || !parent) return false;
  if (CALLS.has(parent.node.type) && listKey === 'arguments')
    return SENTENCE_ARGUMENT[nameOf(parent.node.callee)] === key;
  if (parent.node.type === 'ObjectProperty' && key === 'value') return SENTENCE_NAMES.has(nameOf(parent.node.key));
  if (parent.node.type === 'VariableDeclarator' && key === 'init') return SENTENCE_NAMES.has(nameOf(parent.node.id));
  return false;
}

/** `failed` of `failed(…)`, `refine` of `z.string().refine(…)`. */
function nameOf(node: Node | undefined): string {
  return (node?.type === 'MemberExpression' ? node.property?.name : node?.name) ?? '';
}

export const strykerPlugins = [{ kind: 'Ignore', name: 'prose', value: prose }];
