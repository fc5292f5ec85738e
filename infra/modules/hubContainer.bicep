// The right to write into the container of a FinOps hub. The hub's own deployment makes account and container; nothing of them is changed here.

@description('Name of the storage account of the hub, in the resource group of this deployment.')
param account string

@description('Name of the container that the hub ingests from.')
param container string

@description('Object id of the identity of the app.')
param principalId string

@description('Storage Blob Data Contributor')
var roleId = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'

resource storage 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: account

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource ingestion 'containers' existing = {
      name: container
    }
  }
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(storage::blobs::ingestion.id, principalId, roleId)
  scope: storage::blobs::ingestion
  properties: {
    description: 'Storage Blob Data Contributor'
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleId)
  }
}
