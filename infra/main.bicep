// Everything the pipeline needs, in one resource group. `azd up` deploys this file; parameters come from the azd environment (main.parameters.json).
targetScope = 'subscription'

@description('Name of the azd environment; goes into names and the tag by which azd finds its resources.')
@minLength(1)
@maxLength(40)
param environmentName string

@description('Azure region of all resources. It must offer Flex Consumption: az functionapp list-flexconsumption-locations.')
param location string

@description('Tags for every resource, besides the one that azd needs.')
param tags object = {}

@description('Memory of one instance in MB; 2048 comes with about one core, 4096 with about two.')
@allowed([2048, 4096])
param instanceMemoryMB int = 2048

@description('Most instances at once. Sixteen fill the ingress of a standard storage account; more only helps many small exports.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('Instances kept warm for HTTP and for durable work each; 0 scales to zero.')
@minValue(0)
@maxValue(10)
param alwaysReadyInstances int = 0

@description('Resource id of a storage account to land in; empty creates one. On an existing account only the container and one role assignment on it are made.')
param landingAccountId string = ''

@description('Container that the exports land in.')
param landingContainer string = 'partner-billing'

@description('Path inside the container: empty, or ending in a slash.')
param landingPrefix string = ''

@description('Data lake (hierarchical namespace) for the landing account that is created. Such an account has no blob versions.')
param landingHierarchicalNamespace bool = false

@description('Replication of the landing account that is created.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS', 'Standard_RAGRS', 'Standard_RAGZRS'])
param landingReplication string = 'Standard_ZRS'

@description('Days that deleted blobs, and overwritten ones as versions, can be brought back; landing account that is created.')
@minValue(1)
@maxValue(365)
param landingRestoreDays int = 30

@description('Delete landed data this many days after it was written; 0 never does. Landing account that is created.')
@minValue(0)
param landingDeleteAfterDays int = 0

@description('Move landed data to the cool tier this many days after it was written; 0 never does. Landing account that is created.')
@minValue(0)
param landingCoolAfterDays int = 0

@description('Publish an event for each run that ends. Off leaves out the Event Grid topic.')
param events bool = true

@description('E-mail address for alerts; empty makes the rules without anybody to tell.')
param alertEmail string = ''

@description('Alert when no discovery of invoices has succeeded for two days. Turn it off when Partner Center is not used.')
param discoveryAlert bool = true

@description('Virtual network, private endpoints for the storage accounts that are created, and a NAT gateway with one fixed address for all else.')
param privateNetworking bool = false

@description('Durable Task Scheduler as durable backend instead of the host storage account. The package must be built for the same choice (DURABLE_TASK_SCHEDULER).')
param durableTaskScheduler bool = false

@description('Client id of an app registration that callers of the API get their tokens for; empty leaves the API to function keys.')
param apiClientId string = ''

@description('Client id of the registration that people sign in to for the page; empty keeps it closed. Not beside apiClientId.')
param consoleClientId string = ''

@description('Client ids that may call the API, separated by commas. Only with apiClientId.')
param apiAllowedClientIds string = ''

@description('Tenant whose billing data is exported, when it is not the tenant of this subscription; together with partnerClientId.')
param partnerTenantId string = ''

@description('Client id of the multi-tenant app registration that trusts the identity (infra/graph/partner-tenant.sh makes it).')
param partnerClientId string = ''

// Settings of the program. Empty leaves its own default, so that each default stands in one place: shared/settings/settings.ts.

@description('INVOICE_SCHEDULE: when discovery looks for invoices, NCRONTAB in UTC.')
param invoiceSchedule string = ''

@description('INVOICE_EXPORTS: kinds that discovery exports of each invoice, separated by commas.')
param invoiceExports string = ''

@description('INVOICE_LOOKBACK_DAYS: how many days back discovery looks for what is missing.')
param invoiceLookbackDays string = ''

@description('UNBILLED_CURRENCIES: currencies of the daily unbilled snapshots, separated by commas; empty takes none.')
param unbilledCurrencies string = ''

@description('UNBILLED_SCHEDULE: when unbilled snapshots are taken, NCRONTAB in UTC.')
param unbilledSchedule string = ''

@description('UNBILLED_EXPORTS: kinds of unbilled snapshots, separated by commas.')
param unbilledExports string = ''

@description('ATTRIBUTE_SET: attributes of an export when a request does not say, full or basic.')
param attributeSet string = ''

@description('ANALYSIS: on makes figures, tables and proofs of what lands; off leaves the raw landing alone.')
param analysis string = ''

@description('TABLES: on keeps a Delta table of each kind.')
param tables string = ''

@description('FOCUS: on keeps a Delta table of FOCUS rows.')
param focus string = ''

@description('FINOPS_HUB_STORAGE__blobServiceUri: blob endpoint of the storage account of a FinOps hub; empty without one. The identity needs a role on its container (finopsHubAccountId gives it).')
param finopsHubBlobServiceUri string = ''

@description('FINOPS_HUB_CONTAINER: container of the hub that FOCUS rows are written to.')
param finopsHubContainer string = ''

@description('Resource id of the storage account of the FinOps hub: the identity gets its role on the container of the hub. Empty leaves that to you.')
param finopsHubAccountId string = ''

@description('OPERATION_DEADLINE_MINUTES: how long one export operation at Microsoft may run before it is submitted anew.')
param operationDeadlineMinutes string = ''

@description('MAX_FILE_BYTES: unpacked bytes of one file at most; empty is what one block blob holds.')
param maxFileBytes string = ''

@description('HISTORY_RETENTION_DAYS: days after which the history of ended runs is purged; landed data is not touched.')
param historyRetentionDays string = ''

@description('SOURCE_HOSTS: host names that source files may come from. Set it only if Microsoft moves its storage.')
param sourceHosts string = ''

@description('Days that logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 90

// The one place where names are made.
var token = toLower(uniqueString(subscription().id, environmentName, location))
var names = {
  resourceGroup: 'rg-${environmentName}'
  identity: 'id-${token}'
  hostStorage: 'sthost${token}'
  deploymentContainer: 'app-package'
  landingStorage: 'stland${token}'
  topic: 'evgt-${token}'
  workspace: 'log-${token}'
  applicationInsights: 'appi-${token}'
  actionGroup: 'ag-${token}'
  alerts: 'alert-${token}'
  plan: 'plan-${token}'
  app: 'func-${token}'
  network: 'vnet-${token}'
  natGateway: 'ng-${token}'
  scheduler: 'dts-${token}'
}
var allTags = union(tags, { 'azd-env-name': environmentName })
var createsLanding = empty(landingAccountId)
var landingId = split(landingAccountId, '/')
var hubId = split(finopsHubAccountId, '/')

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: names.resourceGroup
  location: location
  tags: allTags
}

module identity 'modules/identity.bicep' = {
  scope: group
  params: { name: names.identity, location: location, tags: allTags }
}

module hostStorage 'modules/hostStorage.bicep' = {
  scope: group
  params: {
    name: names.hostStorage
    location: location
    tags: allTags
    deploymentContainer: names.deploymentContainer
    principalId: identity.outputs.principalId
    isPrivate: privateNetworking
  }
}

module landing 'modules/landingStorage.bicep' = if (createsLanding) {
  scope: group
  params: {
    name: names.landingStorage
    location: location
    tags: allTags
    replication: landingReplication
    hierarchicalNamespace: landingHierarchicalNamespace
    container: landingContainer
    prefix: landingPrefix
    restoreDays: landingRestoreDays
    deleteAfterDays: landingDeleteAfterDays
    coolAfterDays: landingCoolAfterDays
    principalId: identity.outputs.principalId
    isPrivate: privateNetworking
  }
}

module existingLanding 'modules/landingContainer.bicep' = if (!createsLanding) {
  scope: resourceGroup(landingId[?2] ?? subscription().subscriptionId, landingId[?4] ?? names.resourceGroup)
  params: {
    account: last(landingId)
    container: landingContainer
    principalId: identity.outputs.principalId
  }
}

module hub 'modules/hubContainer.bicep' = if (!empty(finopsHubAccountId)) {
  scope: resourceGroup(hubId[?2] ?? subscription().subscriptionId, hubId[?4] ?? names.resourceGroup)
  params: {
    account: last(hubId)
    container: empty(finopsHubContainer) ? 'ingestion' : finopsHubContainer
    principalId: identity.outputs.principalId
  }
}

module topic 'modules/eventTopic.bicep' = if (events) {
  scope: group
  params: { name: names.topic, location: location, tags: allTags, principalId: identity.outputs.principalId }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: {
    workspaceName: names.workspace
    applicationInsightsName: names.applicationInsights
    location: location
    tags: allTags
    retentionDays: logRetentionDays
    principalId: identity.outputs.principalId
  }
}

module alerts 'modules/alerts.bicep' = {
  scope: group
  params: {
    name: names.alerts
    actionGroupName: names.actionGroup
    location: location
    tags: allTags
    applicationInsightsId: monitoring.outputs.applicationInsightsId
    topicId: topic.?outputs.id ?? ''
    email: alertEmail
    discoveryAlert: discoveryAlert
    unbilledAlert: !empty(unbilledCurrencies)
  }
}

module network 'modules/network.bicep' = if (privateNetworking) {
  scope: group
  params: { name: names.network, natGatewayName: names.natGateway, location: location, tags: allTags }
}

module hostEndpoints 'modules/privateEndpoint.bicep' = [
  for service in ['blob', 'queue', 'table']: if (privateNetworking) {
    scope: group
    params: {
      service: service
      account: hostStorage.outputs.name
      networkName: names.network
      subnetId: network.?outputs.endpointSubnetId ?? ''
      zoneId: network.?outputs.zoneIds[service] ?? ''
      location: location
      tags: allTags
    }
  }
]

module landingEndpoint 'modules/privateEndpoint.bicep' = if (privateNetworking && createsLanding) {
  scope: group
  params: {
    service: 'blob'
    account: landing.?outputs.name ?? ''
    networkName: names.network
    subnetId: network.?outputs.endpointSubnetId ?? ''
    zoneId: network.?outputs.zoneIds.blob ?? ''
    location: location
    tags: allTags
  }
}

module scheduler 'modules/durableTaskScheduler.bicep' = if (durableTaskScheduler) {
  scope: group
  params: { name: names.scheduler, location: location, tags: allTags, principalId: identity.outputs.principalId }
}

module app 'modules/functionApp.bicep' = {
  scope: group
  params: {
    name: names.app
    planName: names.plan
    location: location
    tags: allTags
    identityName: identity.outputs.name
    hostStorageName: hostStorage.outputs.name
    deploymentContainer: names.deploymentContainer
    applicationInsightsName: monitoring.outputs.applicationInsightsName
    subnetId: network.?outputs.appSubnetId ?? ''
    schedulerEndpoint: scheduler.?outputs.endpoint ?? ''
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    alwaysReadyInstances: alwaysReadyInstances
    apiClientId: apiClientId
    consoleClientId: consoleClientId
    apiAllowedClientIds: apiAllowedClientIds
    settings: {
      SOURCE_HOSTS: sourceHosts
      PARTNER_TENANT_ID: partnerTenantId
      PARTNER_CLIENT_ID: partnerClientId
      LANDING_STORAGE__blobServiceUri: landing.?outputs.blobServiceUri ?? existingLanding.?outputs.blobServiceUri ?? ''
      LANDING_CONTAINER: landingContainer
      LANDING_PREFIX: landingPrefix
      EVENT_GRID_TOPIC_ENDPOINT: topic.?outputs.endpoint ?? ''
      INVOICE_SCHEDULE: invoiceSchedule
      INVOICE_EXPORTS: invoiceExports
      INVOICE_LOOKBACK_DAYS: invoiceLookbackDays
      UNBILLED_SCHEDULE: unbilledSchedule
      UNBILLED_CURRENCIES: unbilledCurrencies
      UNBILLED_EXPORTS: unbilledExports
      ATTRIBUTE_SET: attributeSet
      ANALYSIS: analysis
      TABLES: tables
      FOCUS: focus
      FINOPS_HUB_STORAGE__blobServiceUri: finopsHubBlobServiceUri
      FINOPS_HUB_CONTAINER: finopsHubContainer
      OPERATION_DEADLINE_MINUTES: operationDeadlineMinutes
      MAX_FILE_BYTES: maxFileBytes
      HISTORY_RETENTION_DAYS: historyRetentionDays
    }
  }
  // The app starts with its first deployment and must find its storage then.
  dependsOn: [hostEndpoints, landingEndpoint]
}

@description('Resource group of everything above.')
output AZURE_RESOURCE_GROUP string = group.name

@description('Name of the function app.')
output FUNCTION_APP_NAME string = app.outputs.name

@description('Where the API answers.')
output API_URL string = app.outputs.apiUrl

@description('Object id of the identity: what the app role is granted to.')
output IDENTITY_PRINCIPAL_ID string = identity.outputs.principalId

@description('Client id of the identity: what is registered in Partner Center.')
output IDENTITY_CLIENT_ID string = identity.outputs.clientId

@description('Where the exports land.')
output LANDING_URL string = '${landing.?outputs.blobServiceUri ?? existingLanding.?outputs.blobServiceUri ?? ''}${landingContainer}/${landingPrefix}'

@description('Event Grid topic to subscribe to; empty without events.')
output EVENT_TOPIC_ID string = topic.?outputs.id ?? ''
