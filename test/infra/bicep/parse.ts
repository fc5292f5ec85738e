import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Language, type Node, Parser } from 'web-tree-sitter';

/** A Bicep file as text, by its path inside `infra/`. */
export interface Source {
  path: string;
  text: string;
}

export interface Declaration {
  name: string;
  node: Node;
  /** Text of the decorators before it. */
  decorators: string;
}

export interface Resource extends Declaration {
  /** With the types of its parents for a nested one: `Microsoft.Storage/storageAccounts/blobServices`. */
  type: string;
  /** Own or, nested, the parent's; empty when neither says. */
  version: string;
  existing: boolean;
  body: Node;
}

export interface Module extends Declaration {
  path: string;
  /** Names given under `params`. */
  given: string[];
}

export interface BicepFile extends Source {
  root: Node;
  /** Where the text is not Bicep: `line:column`. */
  errors: string[];
  parameters: Declaration[];
  variables: Declaration[];
  outputs: Declaration[];
  resources: Resource[];
  modules: Module[];
}

let parser: Parser | undefined;

export async function prepareParser(): Promise<void> {
  const folder = join('node_modules', 'tree-sitter-bicep');
  await Parser.init();
  parser = new Parser();
  parser.setLanguage(await Language.load(new Uint8Array(readFileSync(join(folder, 'tree-sitter-bicep.wasm')))));
}

export function parseBicep({ path, text }: Source): BicepFile {
  // The grammar is older than `extension`.
  const tree = parser?.parse(text.replace(/^extension \w+$/m, (line) => ' '.repeat(line.length)));
  if (!tree) throw new Error(`Could not parse ${path}: call prepareParser first.`);
  const root = tree.rootNode;
  const file: BicepFile = {
    path,
    text,
    root,
    errors: descendants(root)
      .filter((node) => node.type === 'ERROR' || node.isMissing)
      .map(({ startPosition: { row, column } }) => `${path}:${row + 1}:${column + 1}`),
    parameters: [],
    variables: [],
    outputs: [],
    resources: [],
    modules: [],
  };
  collect(file, root, undefined);
  return file;
}

/** A node and everything below it. */
export function descendants(node: Node): Node[] {
  return [node, ...node.children.flatMap((child) => (child ? descendants(child) : []))];
}

/** The value of a property of an object, by a path of names. */
export function property(object: Node | undefined, ...names: string[]): Node | undefined {
  return names.reduce<Node | undefined>((found, name) => {
    const entry = found && named(found).find((child) => child.type === 'object_property' && keyOf(child) === name);
    return entry ? named(entry).at(-1) : undefined;
  }, object);
}

/** The names of an object's properties. */
export function keys(object: Node): string[] {
  return named(object)
    .filter((child) => child.type === 'object_property' && named(child)[0]?.type !== 'resource_declaration')
    .map(keyOf);
}

export function keyOf(entry: Node): string {
  return unquoted(named(entry)[0]);
}

export function unquoted(node: Node | undefined): string {
  return (node?.text ?? '').replace(/^'|'$/g, '');
}

export function named(node: Node): Node[] {
  return node.namedChildren.filter((child) => child !== null);
}

function collect(file: BicepFile, node: Node, parent: Resource | undefined): void {
  let decorators = '';
  for (const child of named(node)) {
    const declaration = { name: named(child)[0]?.text ?? '', node: child, decorators };
    decorators = child.type === 'decorators' ? child.text : '';
    switch (child.type) {
      case 'parameter_declaration':
        file.parameters.push(declaration);
        break;
      case 'variable_declaration':
        file.variables.push(declaration);
        break;
      case 'output_declaration':
        file.outputs.push(declaration);
        break;
      case 'module_declaration':
        file.modules.push(moduleOf(declaration));
        break;
      case 'resource_declaration': {
        const resource = resourceOf(declaration, parent);
        file.resources.push(resource);
        for (const entry of named(resource.body)) collect(file, entry, resource);
        break;
      }
    }
  }
}

function moduleOf(declaration: Declaration): Module {
  const params = property(bodyOf(declaration.node), 'params');
  return { ...declaration, path: unquoted(named(declaration.node)[1]), given: params ? keys(params) : [] };
}

function resourceOf(declaration: Declaration, parent: Resource | undefined): Resource {
  const [type = '', version = parent?.version ?? ''] = unquoted(named(declaration.node)[1]).split('@');
  return {
    ...declaration,
    type: parent && !type.includes('.') ? `${parent.type}/${type}` : type,
    version,
    existing: declaration.node.children.some((child) => child?.text === 'existing'),
    body: bodyOf(declaration.node),
  };
}

/** The object of a declaration, within a loop or a condition too. */
function bodyOf(node: Node): Node {
  const last = named(node).at(-1);
  if (!last) throw new Error(`No body: ${node.text}`);
  return last.type === 'object' ? last : bodyOf(last);
}
