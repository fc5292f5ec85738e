/** Where Durable Functions keeps histories and queues: the storage account of the host, or a Durable Task Scheduler. */
export type DurableBackend = 'storage' | 'scheduler';

interface HostConfiguration {
  extensions: { durableTask: { storageProvider: Record<string, unknown> } };
}

/** The app setting in which infra/modules/functionApp.bicep puts the endpoint of the scheduler. */
const SCHEDULER_SETTING = 'DURABLE_TASK_SCHEDULER_CONNECTION_STRING';

/** `DURABLE_TASK_SCHEDULER`, the switch that azd hands to the build and to Bicep alike. */
export function durableBackend(environment: Readonly<Record<string, string | undefined>>): DurableBackend {
  const value = environment.DURABLE_TASK_SCHEDULER?.trim().toLowerCase() ?? '';
  if (value === 'true') return 'scheduler';
  if (value === '' || value === 'false') return 'storage';
  throw new Error(`DURABLE_TASK_SCHEDULER is "${value}"; expected true or false.`);
}

/**
 * The host's configuration for a backend. It cannot be switched by an app setting: the platform's scaling reads the
 * deployed file, not the setting that would override it.
 */
export function hostConfiguration(text: string, backend: DurableBackend): string {
  if (backend === 'storage') return text;
  const host: HostConfiguration = JSON.parse(text);
  host.extensions.durableTask.storageProvider = { type: 'azureManaged', connectionStringName: SCHEDULER_SETTING };
  return `${JSON.stringify(host, null, 2)}\n`;
}
