// The container that exports land in and the right to write there, on an account that exists. Nothing else of the account is touched: soft delete,
// versioning and lifecycle rules are settings of the whole account and belong to its owner (docs/deploy.md has the rules to add).

@description('Name of the storage account, in the resource group of this deployment.')
param account string

@description('Name of the container.')
param container string

@description('Object id of the identity of the app.')
param principalId string

@description('Storage Blob Data Contributor')
var roleId = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'

resource storage 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: account

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource landing 'containers' = {
      name: container
      properties: { publicAccess: 'None' }
    }
  }
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(storage::blobs::landing.id, principalId, roleId)
  scope: storage::blobs::landing
  properties: {
    description: 'Storage Blob Data Contributor'
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleId)
  }
}

@description('Blob endpoint of the account, with a trailing slash.')
output blobServiceUri string = storage.properties.primaryEndpoints.blob
