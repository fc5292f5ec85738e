// The one consent that only an administrator of the partner tenant can give, as Bicep: the application permission PartnerBilling.Read.All of Microsoft Graph
// to a service principal of that tenant. grant.sh does the same with the Azure CLI. Running it again changes nothing.
//   az deployment group create --resource-group <any> --template-file infra/graph/grant.bicep --parameters principalId=<object id>
extension microsoftGraphV1

@description('Object id of the service principal in this tenant: the managed identity, or the enterprise app of a multi-tenant registration.')
@minLength(36)
@maxLength(36)
param principalId string

@description('PartnerBilling.Read.All, application permission: https://learn.microsoft.com/graph/permissions-reference#partnerbillingreadall')
var appRoleId = '7c3e1994-38ff-4412-a99b-9369f6bb7706'

resource graph 'Microsoft.Graph/servicePrincipals@v1.0' existing = {
  // Microsoft Graph itself, the same in every tenant.
  appId: '00000003-0000-0000-c000-000000000000'
}

resource assignment 'Microsoft.Graph/appRoleAssignedTo@v1.0' = {
  appRoleId: appRoleId
  principalId: principalId
  resourceId: graph.id
}
