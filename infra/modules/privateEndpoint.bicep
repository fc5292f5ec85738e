// One service of a storage account, reachable inside the network.

@description('Service of the account.')
@allowed(['blob', 'queue', 'table'])
param service string

@description('Name of the storage account.')
param account string

@description('Name of the network, part of the name of the endpoint.')
param networkName string

@description('Subnet of the endpoint.')
param subnetId string

@description('Private DNS zone of the service.')
param zoneId string

@description('Azure region.')
param location string

@description('Tags.')
param tags object

resource storage 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: account
}

resource endpoint 'Microsoft.Network/privateEndpoints@2025-01-01' = {
  name: '${networkName}-${account}-${service}'
  location: location
  tags: tags
  properties: {
    subnet: { id: subnetId }
    privateLinkServiceConnections: [
      { name: service, properties: { privateLinkServiceId: storage.id, groupIds: [service] } }
    ]
  }

  resource zone 'privateDnsZoneGroups' = {
    name: 'default'
    properties: { privateDnsZoneConfigs: [{ name: service, properties: { privateDnsZoneId: zoneId } }] }
  }
}
