// Storage account for what is exported. It keeps deleted and overwritten blobs for a while and never deletes current data unless it is told to.

@description('Name of the account.')
param name string

@description('Azure region.')
param location string

@description('Tags.')
param tags object

@description('SKU of the account.')
param replication string

@description('Data lake account: directories are real, and there are no blob versions.')
param hierarchicalNamespace bool

@description('Name of the container.')
param container string

@description('Path inside the container that the lifecycle rules are for: empty, or ending in a slash.')
param prefix string

@description('Days that deleted blobs and earlier versions are kept.')
param restoreDays int

@description('Days after which landed data is deleted; 0 never.')
param deleteAfterDays int

@description('Days after which landed data moves to the cool tier; 0 never.')
param coolAfterDays int

@description('Object id of the identity of the app.')
param principalId string

@description('Reachable through private endpoints only.')
param isPrivate bool

// Everything, for versions that nothing refers to any more.
var written = { blobTypes: ['blockBlob'], prefixMatch: ['${container}/${prefix}'] }
// Landed data by the names of its folders: a table lists files of any age, and one that is deleted under it breaks every query.
var landedFolders = [
  'billed-usage/'
  'unbilled-usage/'
  'billed-reconciliation/'
  'unbilled-reconciliation/'
  'billed-aggregated-usage/'
]
var landedPrefixes = [for folder in landedFolders: '${container}/${prefix}${folder}']
var landed = { blobTypes: ['blockBlob'], prefixMatch: landedPrefixes }
var retention = union(
  coolAfterDays > 0 ? { tierToCool: { daysAfterModificationGreaterThan: coolAfterDays } } : {},
  deleteAfterDays > 0 ? { delete: { daysAfterModificationGreaterThan: deleteAfterDays } } : {}
)
var rules = concat(
  hierarchicalNamespace
    ? []
    : [
        {
          name: 'delete-earlier-versions'
          enabled: true
          type: 'Lifecycle'
          definition: {
            filters: written
            actions: { version: { delete: { daysAfterCreationGreaterThan: restoreDays } } }
          }
        }
      ],
  empty(retention)
    ? []
    : [
        {
          name: 'retention'
          enabled: true
          type: 'Lifecycle'
          definition: { filters: landed, actions: { baseBlob: retention } }
        }
      ]
)

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: replication }
  properties: {
    isHnsEnabled: hierarchicalNamespace
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
    networkAcls: { defaultAction: isPrivate ? 'Deny' : 'Allow', bypass: 'None' }
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      isVersioningEnabled: !hierarchicalNamespace
      deleteRetentionPolicy: { enabled: true, days: restoreDays }
      containerDeleteRetentionPolicy: { enabled: true, days: restoreDays }
    }
  }

  resource lifecycle 'managementPolicies' = if (!empty(rules)) {
    name: 'default'
    properties: { policy: { rules: rules } }
    dependsOn: [blobs]
  }
}

module landing 'landingContainer.bicep' = {
  params: { account: account.name, container: container, principalId: principalId }
}

@description('Name of the account.')
output name string = account.name

@description('Blob endpoint of the account, with a trailing slash.')
output blobServiceUri string = landing.outputs.blobServiceUri
