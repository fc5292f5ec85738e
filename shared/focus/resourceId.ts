/** What an Azure resource id says about its resource; everything in lower case, as FinOps tools compare it. */
export interface ResourceParts {
  id: string;
  /** `microsoft.sql/servers/databases`; undefined when the id names none. */
  type: string | undefined;
  /** `server/database`: the names that go with the type. */
  name: string | undefined;
}

export function resourceParts(resourceUri: string): ResourceParts | undefined {
  const id = resourceUri.trim().toLowerCase();
  if (id === '') return undefined;
  // Of an extension resource the last provider is its own; those before it are what it lies on.
  const provider = id.lastIndexOf('/providers/');
  if (provider < 0) return { id, type: undefined, name: id.split('/').findLast((segment) => segment !== '') };
  const [namespace = '', ...segments] = id
    .slice(provider + '/providers/'.length)
    .split('/')
    .filter((segment) => segment !== '');
  const types = segments.filter((_, index) => index % 2 === 0);
  const names = segments.filter((_, index) => index % 2 === 1);
  return {
    id,
    type: types.length > 0 ? [namespace, ...types].join('/') : undefined,
    name: names.length > 0 ? names.join('/') : undefined,
  };
}
