// Durable Task Scheduler as the durable backend: histories and queues in a service of its own instead of the host storage account.

@description('Name of the scheduler.')
param name string

@description('Azure region.')
param location string

@description('Tags.')
param tags object

@description('Object id of the identity of the app.')
param principalId string

@description('Durable Task Data Contributor')
var roleId = '0ad04412-c4d5-4796-b79c-f76d14c8d402'

// The hub name in host.json.
var taskHub = 'PartnerBillingExport'

resource scheduler 'Microsoft.DurableTask/schedulers@2025-11-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    ipAllowlist: ['0.0.0.0/0']
    sku: { name: 'Consumption' }
  }

  resource hub 'taskHubs' = {
    name: taskHub
  }
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(scheduler.id, principalId, roleId)
  scope: scheduler
  properties: {
    description: 'Durable Task Data Contributor'
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleId)
  }
}

@description('Where the scheduler answers.')
output endpoint string = scheduler.properties.endpoint
