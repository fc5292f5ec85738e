import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { readSettings, settingSchemas } from '../../shared/settings/settings.ts';
import { type BicepFile, keys, named, parseBicep, prepareParser, property } from './bicep/parse.ts';

/** Names that the host, its extensions or the identity library read. */
const HOST_SETTINGS = [
  'AzureWebJobsStorage__accountName',
  'AzureWebJobsStorage__credential',
  'AzureWebJobsStorage__clientId',
  'APPLICATIONINSIGHTS_CONNECTION_STRING',
  'APPLICATIONINSIGHTS_AUTHENTICATION_STRING',
  'AzureFunctionsJobHost__extensions__durableTask__maxConcurrentActivityFunctions',
  'DURABLE_TASK_SCHEDULER_CONNECTION_STRING',
  'AZURE_CLIENT_ID',
  'AZURE_TOKEN_CREDENTIALS',
];

/** Settings of the program that a deployment leaves alone, and why. */
const NOT_DEPLOYED: Record<string, string> = {
  LANDING_STORAGE: 'a connection string holds a key',
  GRAPH_BASE_URL: 'only the simulated services have another',
  PARTNER_CENTER_BASE_URL: 'only the simulated services have another',
};

const read = (path: string) => readFileSync(path, 'utf8');

function names(main: BicepFile, app: BicepFile): { program: string[]; host: string[] } {
  const settings = property(bodyOfModule(main, 'app'), 'params', 'settings');
  const host = app.variables
    .filter(({ name }) => ['hostSettings', 'identitySettings', 'schedulerSettings'].includes(name))
    .flatMap(({ node }) => keys(lastOf(node)));
  return { program: settings ? keys(settings) : [], host };
}

function bodyOfModule(file: BicepFile, name: string) {
  const module = file.modules.find((one) => one.name === name);
  return module && lastOf(module.node);
}

function lastOf(node: BicepFile['root']): BicepFile['root'] {
  return named(node).at(-1) ?? node;
}

let main: BicepFile;
let app: BicepFile;

beforeAll(async () => {
  await prepareParser();
  main = parseBicep({ path: 'main.bicep', text: read('infra/main.bicep') });
  app = parseBicep({ path: 'functionApp.bicep', text: read('infra/modules/functionApp.bicep') });
});

describe('app settings', () => {
  it('are those that the program reads, and no others', () => {
    const expected = Object.keys(settingSchemas).filter((name) => NOT_DEPLOYED[name] === undefined);
    expect(names(main, app).program.sort()).toEqual(expected.sort());
  });

  it('of the host are known ones', () => {
    expect(names(main, app).host.sort()).toEqual([...HOST_SETTINGS].sort());
  });

  it.each([
    ['a setting that the program does not read', '      ATTRIBUTE_SET:', '      ATTRIBUTES:'],
    ['a setting that is left out', '      UNBILLED_CURRENCIES: unbilledCurrencies\n', ''],
  ])('%s is seen', (_, was, becomes) => {
    const wrong = parseBicep({ path: 'main.bicep', text: main.text.replace(was, becomes) });
    expect(names(wrong, app).program.sort()).not.toEqual(names(main, app).program.sort());
  });

  it('as deployed with every default are valid', () => {
    const deployed = Object.fromEntries(names(main, app).program.map((name) => [name, '']));
    const landing = {
      LANDING_STORAGE__blobServiceUri: 'https://stland0.blob.core.windows.net/',
      LANDING_CONTAINER: 'partner-billing',
    };
    const topic = { EVENT_GRID_TOPIC_ENDPOINT: 'https://evgt-0.westeurope-1.eventgrid.azure.net/api/events' };
    expect(readSettings({ ...deployed, ...landing, ...topic })).toMatchObject({
      ok: true,
      settings: { landing: { account: { by: 'identity', url: 'https://stland0.blob.core.windows.net' } } },
    });
  });
});

describe('main.parameters.json', () => {
  const file: { parameters: Record<string, { value: string }> } = JSON.parse(read('infra/main.parameters.json'));

  it('offers every parameter to the azd environment, but for the tags', () => {
    const declared = main.parameters.map(({ name }) => name).filter((name) => name !== 'tags');
    expect(Object.keys(file.parameters).sort()).toEqual(declared.sort());
  });

  it('has the same defaults as main.bicep', () => {
    const defaults = main.parameters
      .filter(({ node, name }) => name !== 'tags' && named(node).length > 2)
      .map(({ node, name }) => [name, lastOf(node).text.replace(/^'|'$/g, '')]);
    const offered = Object.entries(file.parameters)
      .map(([name, { value }]) => [name, /^\$\{\w+=(.*)\}$/.exec(value)?.[1]])
      .filter(([, value]) => value !== undefined);
    expect(Object.fromEntries(offered)).toEqual(Object.fromEntries(defaults));
  });

  it('names a setting of the program as the program does', () => {
    const settings = property(bodyOfModule(main, 'app'), 'params', 'settings');
    const passedOn = (settings ? named(settings) : [])
      .map((entry) => named(entry).map(({ text }) => text))
      .filter(([, value = '']) => file.parameters[value] !== undefined);
    expect(passedOn.length).toBeGreaterThan(10);
    for (const [setting, parameter = ''] of passedOn) {
      expect(file.parameters[parameter]?.value).toMatch(new RegExp(String.raw`^\$\{${setting}=`));
    }
  });
});
