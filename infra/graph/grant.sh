#!/usr/bin/env bash
# Grants the application permission PartnerBilling.Read.All of Microsoft Graph to one service principal of the tenant that `az` is signed in to.
# Only an administrator of the partner tenant can (Privileged Role Administrator, or Global Administrator). Running it again changes nothing.
#
#   infra/graph/grant.sh <object id>            grants and checks
#   infra/graph/grant.sh <object id> --check    says whether it is granted; exit 1 when it is not
#   infra/graph/grant.sh <object id> --revoke   takes it back
set -euo pipefail

ROLE_NAME='PartnerBilling.Read.All'
ROLE_ID='7c3e1994-38ff-4412-a99b-9369f6bb7706'
GRAPH_APP_ID='00000003-0000-0000-c000-000000000000'
GRAPH='https://graph.microsoft.com/v1.0'

principal="${1:-}"
action="${2:---grant}"
if [[ ! "$principal" =~ ^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$ || ! "$action" =~ ^--(grant|check|revoke)$ ]]; then
  sed -n '2,7s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi

graph_id="$(az rest --method GET --url "$GRAPH/servicePrincipals(appId='$GRAPH_APP_ID')?\$select=id" --query id --output tsv)"

assignment() {
  az rest --method GET --url "$GRAPH/servicePrincipals/$principal/appRoleAssignments" \
    --query "value[?appRoleId=='$ROLE_ID' && resourceId=='$graph_id'].id | [0]" --output tsv
}

existing="$(assignment)"

case "$action" in
  --check)
    if [[ -z "$existing" ]]; then
      echo "$principal does not have $ROLE_NAME." >&2
      exit 1
    fi
    echo "$principal has $ROLE_NAME."
    ;;
  --revoke)
    if [[ -z "$existing" ]]; then
      echo "$principal does not have $ROLE_NAME; nothing to take back."
    else
      az rest --method DELETE --url "$GRAPH/servicePrincipals/$graph_id/appRoleAssignedTo/$existing" --output none
      echo "Took $ROLE_NAME back from $principal. Tokens that it holds already work for up to a day."
    fi
    ;;
  --grant)
    if [[ -n "$existing" ]]; then
      echo "$principal has $ROLE_NAME already."
    else
      az rest --method POST --url "$GRAPH/servicePrincipals/$graph_id/appRoleAssignedTo" --headers 'Content-Type=application/json' \
        --body "{\"principalId\":\"$principal\",\"resourceId\":\"$graph_id\",\"appRoleId\":\"$ROLE_ID\"}" --output none
      echo "Granted $ROLE_NAME to $principal."
    fi
    ;;
esac
