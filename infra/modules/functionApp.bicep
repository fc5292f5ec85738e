// The app on Flex Consumption. Everything it reaches, it reaches as its user-assigned identity.

@description('Name of the app.')
param name string

@description('Name of the plan.')
param planName string

@description('Azure region.')
param location string

@description('Tags.')
param tags object

@description('Name of the user-assigned identity, in this resource group.')
param identityName string

@description('Name of the storage account of the host, in this resource group.')
param hostStorageName string

@description('Container of that account that the package is deployed to.')
param deploymentContainer string

@description('Name of the Application Insights resource, in this resource group.')
param applicationInsightsName string

@description('Subnet of the app; empty without private networking.')
param subnetId string

@description('Endpoint of the Durable Task Scheduler; empty without one.')
param schedulerEndpoint string

@description('Memory of one instance in MB.')
param instanceMemoryMB int

@description('Most instances at once.')
param maximumInstanceCount int

@description('Instances kept warm, for HTTP and for durable work each.')
param alwaysReadyInstances int

@description('Client id that callers of the API get their tokens for; empty leaves the API to function keys.')
param apiClientId string

@description('Client ids that may call the API, separated by commas.')
param apiAllowedClientIds string

@description('Client id that people sign in to for the page; empty keeps the page closed. Not beside apiClientId, which lets nobody in without a token.')
param consoleClientId string

@description('Settings of the app by name; an empty value leaves the default of the program.')
param settings object

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource hostStorage 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: hostStorageName
}

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

var hostSettings = {
  AzureWebJobsStorage__accountName: hostStorage.name
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identity.properties.clientId
  APPLICATIONINSIGHTS_CONNECTION_STRING: applicationInsights.properties.ConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.properties.clientId};Authorization=AAD'
  // One activity copies one file, and an instance with twice the memory copies twice as many at once.
  AzureFunctionsJobHost__extensions__durableTask__maxConcurrentActivityFunctions: string(10 * (instanceMemoryMB / 2048))
}
var identitySettings = {
  AZURE_CLIENT_ID: identity.properties.clientId
  AZURE_TOKEN_CREDENTIALS: 'ManagedIdentityCredential'
}
// The platform signs people in with the app's own identity in the place of a client secret. The setting's name is the platform's.
var signInSettings = {
  OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID: identity.properties.clientId
}
var schedulerSettings = {
  DURABLE_TASK_SCHEDULER_CONNECTION_STRING: 'Endpoint=${schedulerEndpoint};Authentication=ManagedIdentity;ClientID=${identity.properties.clientId}'
}

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  // azd finds the app by this tag.
  tags: union(tags, { 'azd-service-name': 'app' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identity.id}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    siteConfig: { minTlsVersion: '1.2', ftpsState: 'Disabled', http20Enabled: true }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${hostStorage.properties.primaryEndpoints.blob}${deploymentContainer}'
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identity.id }
        }
      }
      runtime: { name: 'node', version: '22' }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: alwaysReadyInstances == 0
          ? []
          : [
              { name: 'http', instanceCount: alwaysReadyInstances }
              { name: 'durable', instanceCount: alwaysReadyInstances }
            ]
      }
    }
  }

  resource appSettings 'config' = {
    name: 'appsettings'
    properties: union(hostSettings, identitySettings, settings, empty(schedulerEndpoint) ? {} : schedulerSettings, empty(consoleClientId) ? {} : signInSettings)
  }

  // Deployment is by Entra tokens only.
  resource ftp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource scm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }

  resource authentication 'config' = if (!empty(apiClientId)) {
    name: 'authsettingsV2'
    properties: {
      platform: { enabled: true }
      globalValidation: { requireAuthentication: true, unauthenticatedClientAction: 'Return401' }
      httpSettings: { requireHttps: true }
      identityProviders: {
        azureActiveDirectory: {
          enabled: true
          registration: {
            clientId: apiClientId
            openIdIssuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
          }
          validation: {
            allowedAudiences: [apiClientId, 'api://${apiClientId}']
            // An empty list would let every application of the tenant in.
            defaultAuthorizationPolicy: {
              allowedApplications: empty(apiAllowedClientIds) ? [apiClientId] : split(apiAllowedClientIds, ',')
            }
          }
        }
      }
      login: { tokenStore: { enabled: false } }
    }
  }

  // Whoever comes without a sign-in is let through to the app: the API asks for its key, the page for a caller with a role.
  resource signIn 'config' = if (empty(apiClientId) && !empty(consoleClientId)) {
    name: 'authsettingsV2'
    properties: {
      platform: { enabled: true }
      globalValidation: { requireAuthentication: false, unauthenticatedClientAction: 'AllowAnonymous' }
      httpSettings: { requireHttps: true }
      identityProviders: {
        azureActiveDirectory: {
          enabled: true
          registration: {
            clientId: consoleClientId
            clientSecretSettingName: 'OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID'
            openIdIssuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
          }
          validation: {
            allowedAudiences: [consoleClientId]
            defaultAuthorizationPolicy: { allowedApplications: [consoleClientId] }
          }
        }
      }
      login: { tokenStore: { enabled: false } }
    }
  }
}

@description('Name of the app.')
output name string = app.name

@description('Where the API answers.')
output apiUrl string = 'https://${app.properties.defaultHostName}/api'
