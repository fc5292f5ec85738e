// Custom topic on which the app tells how each run ended.

@description('Name of the topic.')
param name string

@description('Azure region.')
param location string

@description('Tags.')
param tags object

@description('Object id of the identity of the app.')
param principalId string

@description('EventGrid Data Sender')
var roleId = 'd5a91429-5739-47e2-a06b-3470a27159e7'

resource topic 'Microsoft.EventGrid/topics@2025-02-15' = {
  name: name
  location: location
  tags: tags
  properties: {
    inputSchema: 'CloudEventSchemaV1_0'
    disableLocalAuth: true
    minimumTlsVersionAllowed: '1.2'
    publicNetworkAccess: 'Enabled'
  }
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(topic.id, principalId, roleId)
  scope: topic
  properties: {
    description: 'EventGrid Data Sender'
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleId)
  }
}

@description('Resource id, for subscriptions.')
output id string = topic.id

@description('Where events are published.')
output endpoint string = topic.properties.endpoint
