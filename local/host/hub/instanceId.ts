/** Says what is wrong with an instance id, or nothing. Azure takes many of these and breaks on them later. */
export function instanceIdProblem(id: string): string | undefined {
  if (id.length === 0 || id.length > 100) {
    return `The instance id must have 1 to 100 characters; this one has ${id.length}.`;
  }
  if (/[/\\#?\p{Cc}]/u.test(id) || id.startsWith('@')) {
    return `The instance id "${id}" must not hold / \\ # ? or control characters, nor begin with @ (that is an entity).`;
  }
  return undefined;
}
