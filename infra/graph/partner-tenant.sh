#!/usr/bin/env bash
# When the partner tenant is not the tenant of the subscription: a multi-tenant app registration in the identity's own tenant that trusts the managed
# identity, and its enterprise app in the partner tenant. No secret is made. Running either step again changes nothing.
#
#   infra/graph/partner-tenant.sh register <object id of the identity>   signed in to the identity's tenant; prints the client id
#   infra/graph/partner-tenant.sh enroll <client id>                     signed in to the partner tenant, as its administrator
#
# Sign in with: az login --tenant <tenant> --allow-no-subscriptions
# The registration has to be in the identity's own tenant: one in the partner tenant that trusts an identity of another is refused (AADSTS700236).
set -euo pipefail

GRAPH='https://graph.microsoft.com/v1.0'
JSON='Content-Type=application/json'
UPSERT='Prefer=create-if-missing'

step="${1:-}"
id="${2:-}"
if [[ ! "$id" =~ ^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$ ]]; then step=''; fi

case "$step" in
  register)
    app="$GRAPH/applications(uniqueName='partner-billing-export-$id')"
    tenant="$(az account show --query tenantId --output tsv)"
    az rest --method PATCH --url "$app" --headers "$JSON" "$UPSERT" --output none \
      --body '{"displayName":"partner-billing-export","signInAudience":"AzureADMultipleOrgs"}'
    client="$(az rest --method GET --url "$app?\$select=appId" --query appId --output tsv)"
    trust="$GRAPH/applications(appId='$client')/federatedIdentityCredentials(name='managed-identity')"
    az rest --method PATCH --url "$trust" --headers "$JSON" "$UPSERT" --output none \
      --body "{\"issuer\":\"https://login.microsoftonline.com/$tenant/v2.0\",\"subject\":\"$id\",\"audiences\":[\"api://AzureADTokenExchange\"]}"
    echo "Registered. Client id: $client"
    echo "Next, signed in to the partner tenant: infra/graph/partner-tenant.sh enroll $client"
    ;;
  enroll)
    principal_url="$GRAPH/servicePrincipals(appId='$id')"
    az rest --method PATCH --url "$principal_url" --headers "$JSON" "$UPSERT" --body '{"accountEnabled":true}' --output none
    principal="$(az rest --method GET --url "$principal_url?\$select=id" --query id --output tsv)"
    "$(dirname "$0")/grant.sh" "$principal"
    tenant="$(az account show --query tenantId --output tsv)"
    echo "Next: azd env set PARTNER_TENANT_ID $tenant; azd env set PARTNER_CLIENT_ID $id; azd provision"
    ;;
  *)
    sed -n '2,9s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
