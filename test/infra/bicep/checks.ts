import { posix } from 'node:path';
import { type BicepFile, descendants, keys, named, property, type Resource, unquoted } from './parse.ts';

/** Looks at all files and says what is wrong, a line each. */
export type Check = (files: readonly BicepFile[]) => string[];

/** Roles that the app's identity may have, each on one resource. */
const ROLES: Record<string, string> = {
  'b7e6dc6d-f1e8-4753-8033-0f276bb0955b': 'Storage Blob Data Owner',
  'ba92f5b4-2d11-453d-a403-e96b0029c9fe': 'Storage Blob Data Contributor',
  '974c5e8b-45b9-4653-ba55-5f855dd0fb88': 'Storage Queue Data Contributor',
  '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3': 'Storage Table Data Contributor',
  'd5a91429-5739-47e2-a06b-3470a27159e7': 'EventGrid Data Sender',
  '3913510d-42f4-4e42-8a64-420c390055eb': 'Monitoring Metrics Publisher',
  '0ad04412-c4d5-4796-b79c-f76d14c8d402': 'Durable Task Data Contributor',
};

/** Role ids of the landing and where alone they may stand. */
const CONTAINER_ROLE = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe';

/** Resource types with keys of their own, and the property that turns the keys off. */
const KEYS_OFF: Record<string, { path: string[]; value: string }> = {
  'Microsoft.Storage/storageAccounts': { path: ['properties', 'allowSharedKeyAccess'], value: 'false' },
  'Microsoft.EventGrid/topics': { path: ['properties', 'disableLocalAuth'], value: 'true' },
  'Microsoft.Insights/components': { path: ['properties', 'DisableLocalAuth'], value: 'true' },
  'Microsoft.OperationalInsights/workspaces': {
    path: ['properties', 'features', 'disableLocalAuth'],
    value: 'true',
  },
  'Microsoft.Web/sites/basicPublishingCredentialsPolicies': { path: ['properties', 'allow'], value: 'false' },
};

const ROLE_ASSIGNMENTS = 'Microsoft.Authorization/roleAssignments';
const GUID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g;

const each = (check: (file: BicepFile) => string[]): Check => {
  return (files) => files.flatMap((file) => check(file).map((fault) => `${file.path}: ${fault}`));
};

const made = ({ resources }: BicepFile, type: string): Resource[] =>
  resources.filter((resource) => resource.type === type && !resource.existing);

const syntax: Check = each(({ errors }) => errors.map((place) => `not Bicep at ${place}`));

const pinnedVersions: Check = each(({ resources }) =>
  resources
    .filter(({ type, version }) =>
      type.startsWith('Microsoft.Graph/') ? version !== 'v1.0' : !/^\d{4}-\d{2}-\d{2}$/.test(version),
    )
    .map(({ name, version }) => `${name} has version "${version}"; expected a dated one that is no preview`),
);

const oneVersionAType: Check = (files) => {
  const versions = new Map<string, Set<string>>();
  for (const { type, version } of files.flatMap(({ resources }) => resources)) {
    versions.set(type, (versions.get(type) ?? new Set()).add(version));
  }
  return [...versions].filter(([, all]) => all.size > 1).map(([type, all]) => `${type} in versions ${[...all].join()}`);
};

const rolesOnResources: Check = each((file) =>
  made(file, ROLE_ASSIGNMENTS).flatMap(({ name, body }) => {
    const [symbol, ...inner] = (property(body, 'scope')?.text ?? '').split('::');
    const target = file.resources.find((resource) => resource.name === (inner.at(-1) ?? symbol));
    if (!target) return [`${name} is not scoped to a resource of this file`];
    const isContainer = target.type.endsWith('/blobServices/containers');
    const ids = roleIds(file, body);
    return [
      ...(ids.length === 0 ? [`${name} names no role`] : []),
      ...ids.filter((id) => ROLES[id] === undefined).map((id) => `${name} gives role ${id}, which is not on the list`),
      ...ids
        .filter((id) => (id === CONTAINER_ROLE) !== isContainer)
        .map((id) => `${name} gives ${ROLES[id]} on ${target.type}`),
    ];
  }),
);

const rolesNamedRight: Check = each((file) =>
  Object.entries(ROLES)
    .filter(([id]) => file.text.includes(id))
    .filter(([id, name]) => ![`description: '${name}'`, `'${name}': '${id}'`].some((text) => file.text.includes(text)))
    .map(([id, name]) => `${id} is "${name}", and the file does not say so`),
);

const keysOff: Check = each((file) => [
  ...Object.entries(KEYS_OFF).flatMap(([type, { path, value }]) =>
    made(file, type)
      .filter(({ body }) => property(body, ...path)?.text !== value)
      .map(({ name }) => `${name} does not set ${path.join('.')} to ${value}`),
  ),
  ...descendants(file.root)
    .filter(({ type }) => type === 'call_expression')
    .map((call) => called(call.text))
    .filter((name) => /^list/.test(name))
    .map((name) => `${name}() reads keys`),
]);

const noSecretOutputs: Check = each(({ outputs }) =>
  outputs
    .filter(
      ({ node, decorators }) =>
        /key|secret|password|connectionString|\bsas\b|token\b/i.test(node.text) || decorators.includes('@secure'),
    )
    .map(({ name }) => `output ${name} looks like a secret`),
);

const described: Check = each(({ parameters, outputs }) =>
  [...parameters, ...outputs]
    .filter(({ decorators }) => !/@description\('[^']{10,}|@description\('Tags/.test(decorators))
    .map(({ name }) => `${name} has no description`),
);

const used: Check = each((file) =>
  [...file.parameters, ...file.variables]
    .filter(({ name, node }) => !isUsed(file, name, node.id))
    .map(({ name }) => `${name} is not used`),
);

/** What a compiler would refuse first: a name that nothing declares. */
const namesResolve: Check = each((file) => {
  const declared = new Set([
    ...[file.parameters, file.variables, file.resources, file.modules].flatMap((all) => all.map(({ name }) => name)),
    ...descendants(file.root).flatMap(loopNames),
  ]);
  return references(file)
    .filter((name) => !declared.has(name))
    .map((name) => `${name} is not declared`);
});

/** Modules get every parameter they need and none they do not know, and give the outputs that are read. */
const modulesFit: Check = (files) => {
  const byPath = new Map(files.map((file) => [file.path, file]));
  return files.flatMap((file) =>
    file.modules.flatMap(({ name, path, given }) => {
      const target = byPath.get(posix.join(posix.dirname(file.path), path));
      if (!target) return [`${file.path}: module ${path} does not exist`];
      const known = target.parameters.map((parameter) => parameter.name);
      const needed = target.parameters.filter(({ node }) => named(node).length < 3).map((parameter) => parameter.name);
      const read = [...file.text.matchAll(new RegExp(String.raw`\b${name}(?:\[\w+\])?\.\??outputs\.\??(\w+)`, 'g'))];
      return [
        ...given.filter((one) => !known.includes(one)).map((one) => `${path} has no parameter ${one}`),
        ...needed.filter((one) => !given.includes(one)).map((one) => `${path} is not given ${one}`),
        ...read
          .map(([, output = '']) => output)
          .filter((output) => !target.outputs.some((one) => one.name === output))
          .map((output) => `${path} has no output ${output}`),
      ].map((fault) => `${file.path}: ${fault}`);
    }),
  );
};

const tagged: Check = each(({ resources }) =>
  resources
    .filter(({ existing, type }) => !existing && TAGGED.has(type))
    .filter(({ body }) => !keys(body).includes('tags'))
    .map(({ name }) => `${name} has no tags`),
);

const TAGGED = new Set([
  'Microsoft.Resources/resourceGroups',
  'Microsoft.ManagedIdentity/userAssignedIdentities',
  'Microsoft.Storage/storageAccounts',
  'Microsoft.EventGrid/topics',
  'Microsoft.OperationalInsights/workspaces',
  'Microsoft.Insights/components',
  'Microsoft.Insights/actionGroups',
  'Microsoft.Insights/scheduledQueryRules',
  'Microsoft.Insights/metricAlerts',
  'Microsoft.DurableTask/schedulers',
  'Microsoft.Network/virtualNetworks',
  'Microsoft.Network/natGateways',
  'Microsoft.Network/publicIPAddresses',
  'Microsoft.Network/privateEndpoints',
  'Microsoft.Network/privateDnsZones',
  'Microsoft.Web/serverfarms',
  'Microsoft.Web/sites',
]);

/** The role ids of an assignment: in its own text, or in the variable that its text names. */
function roleIds(file: BicepFile, body: Resource['body']): string[] {
  const definition = property(body, 'properties', 'roleDefinitionId')?.text ?? '';
  const text = definition.includes('roleId') ? variable(file, 'roleId') : variable(file, 'roles');
  return (definition.match(GUID) ?? text.match(GUID) ?? []).map(String);
}

function variable(file: BicepFile, name: string): string {
  return file.variables.find((one) => one.name === name)?.node.text ?? '';
}

function called(text: string): string {
  return /^[\w.:]*?(\w+)\(/.exec(text)?.[1] ?? '';
}

function isUsed(file: BicepFile, name: string, declaration: number): boolean {
  return references(file, declaration).includes(name);
}

/**
 * Identifiers that stand for a value, wherever they stand; without the names of functions, properties and declarations.
 */
function references(file: BicepFile, except?: number): string[] {
  return descendants(file.root)
    .filter(({ type, parent }) => type === 'identifier' && parent !== null && stands(parent.type))
    .filter(({ parent, previousNamedSibling }) => !isKey(parent?.type, previousNamedSibling === null))
    .filter((node) => except === undefined || !isInside(node.parent, except))
    .map(unquoted);
}

function stands(parent: string): boolean {
  return !['decorator', 'type', 'metadata_declaration', 'lambda_expression', 'target_scope_assignment'].includes(
    parent,
  );
}

/** The first child of these is a name that is being declared, or called. */
function isKey(parent: string | undefined, first: boolean): boolean {
  if (parent === 'resource_expression') return !first;
  return first && NAMING.has(parent ?? '');
}

const NAMING = new Set([
  'object_property',
  'parameter_declaration',
  'variable_declaration',
  'output_declaration',
  'resource_declaration',
  'module_declaration',
  'call_expression',
  'for_statement',
  'for_loop_parameters',
]);

function loopNames(node: BicepFile['root']): string[] {
  if (node.type === 'for_statement')
    return named(node)
      .slice(0, 1)
      .flatMap((child) => child.text.match(/\w+/g) ?? []);
  if (node.type === 'lambda_expression')
    return named(node)
      .slice(0, 1)
      .flatMap((child) => child.text.match(/\w+/g) ?? []);
  return [];
}

function isInside(node: BicepFile['root'] | null, id: number): boolean {
  return node !== null && (node.id === id || isInside(node.parent, id));
}

/** Every check, by the name that its tests are reported under. */
export const CHECKS = {
  syntax,
  pinnedVersions,
  oneVersionAType,
  rolesOnResources,
  rolesNamedRight,
  keysOff,
  noSecretOutputs,
  described,
  used,
  namesResolve,
  modulesFit,
  tagged,
};
