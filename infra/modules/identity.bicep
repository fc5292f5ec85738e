// The one identity of the app. It is a resource of its own so that what was granted to it outlives the app.

@description('Name of the identity.')
param name string

@description('Azure region.')
param location string

@description('Tags.')
param tags object

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

@description('Name of the identity.')
output name string = identity.name

@description('Object id, for role assignments.')
output principalId string = identity.properties.principalId

@description('Client id, for token requests.')
output clientId string = identity.properties.clientId
