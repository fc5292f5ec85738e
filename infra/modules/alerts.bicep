// What somebody should look at. docs/operate.md has a runbook entry for each rule, under the name that ends the rule's own.

@description('What the names of the rules begin with.')
param name string

@description('Name of the action group.')
param actionGroupName string

@description('Azure region.')
param location string

@description('Tags.')
param tags object

@description('Application Insights resource that the app logs to.')
param applicationInsightsId string

@description('Event Grid topic; empty without events.')
param topicId string

@description('E-mail address to tell; empty for nobody.')
param email string

@description('Whether to alert when discovery has not succeeded for two days.')
param discoveryAlert bool

@description('Whether to alert when no snapshot of unbilled data has been taken for two days.')
param unbilledAlert bool

// The log lines are those of the program: one JSON object a line, told apart by `event`.
var rules = [
  {
    name: 'run-failed'
    title: 'An export failed or was rejected'
    severity: 1
    query: '''
      traces
      | where message has '"event":"runEnded"'
      | extend line = parse_json(message)
      | where line.status == 'failed' or (line.status == 'rejected' and line.quiet != true)
      | project exportId = tostring(line.exportId), code = tostring(line.code)
    '''
    dimensions: ['exportId', 'code']
  }
  {
    // A run that ends otherwise says so itself. The backend logs nothing of an orchestration that lost its determinism, and elsewhere in each version of the
    // extension when its worker died: the program looks for them.
    name: 'orchestration-broken'
    title: 'An orchestration ended in an error of its own'
    severity: 1
    query: '''
      traces
      | where message has '"event":"orchestrationFailed"'
      | extend line = parse_json(message)
      | project instanceId = tostring(line.instanceId), orchestrator = tostring(line.orchestrator)
    '''
    dimensions: ['instanceId', 'orchestrator']
  }
  {
    name: 'invoice-without-data'
    title: 'Nothing has landed of a closed invoice, three days after it was first seen'
    severity: 2
    query: '''
      traces
      | where message has '"event":"invoiceDataNeverAppeared"'
      | extend line = parse_json(message)
      | project invoiceId = tostring(line.invoiceId)
    '''
    dimensions: ['invoiceId']
  }
  {
    name: 'period-mismatch'
    title: 'A snapshot seems to be of another month than was asked for'
    severity: 2
    query: '''
      traces
      | where message has '"event":"runEnded"'
      | extend line = parse_json(message)
      | where line.status == 'completed' and line.warnings has 'PeriodMismatch'
      | project exportId = tostring(line.exportId)
    '''
    dimensions: ['exportId']
  }
  {
    // The program says so from the 12th of the month in which the invoice came, once a day.
    name: 'usage-missing'
    title: 'Daily usage does not explain what an invoice bills, after the 11th of the month'
    severity: 2
    query: '''
      traces
      | where message has '"event":"invoiceUsageMissing"'
      | extend line = parse_json(message)
      | project invoiceId = tostring(line.invoiceId)
    '''
    dimensions: ['invoiceId']
  }
  {
    name: 'invoice-unexplained'
    title: 'An invoice, its lines and its usage do not add up'
    severity: 2
    query: '''
      traces
      | where message has '"event":"invoiceUnexplained"'
      | extend line = parse_json(message)
      | project invoiceId = tostring(line.invoiceId), reasons = tostring(line.reasons)
    '''
    dimensions: ['invoiceId', 'reasons']
  }
  {
    name: 'analysis-failed'
    title: 'A landed version has no figures, or is not in its table'
    severity: 2
    query: '''
      traces
      | where message has '"event":"analysisEnded"'
      | extend line = parse_json(message)
      | where line.state == 'failed'
      | project exportId = tostring(line.exportId), code = tostring(line.code)
    '''
    dimensions: ['exportId', 'code']
  }
  {
    name: 'event-not-delivered'
    title: 'The event of a run could not be published'
    severity: 2
    query: '''
      traces
      | where message has '"event":"announceRun"'
      | extend line = parse_json(message)
      | summarize attempts = count(), last = max(timestamp), delivered = countif(line.delivered == true)
          by exportId = tostring(line.exportId), runId = tostring(line.runId)
      | where delivered == 0 and last < ago(10m)
      | project exportId
    '''
    dimensions: ['exportId']
  }
]

resource actionGroup 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: actionGroupName
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'billing-exp'
    emailReceivers: empty(email)
      ? []
      : [{ name: 'operator', emailAddress: email, useCommonAlertSchema: true }]
  }
}

resource logRules 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in rules: {
    name: '${name}-${rule.name}'
    location: location
    tags: tags
    properties: {
      displayName: rule.title
      severity: rule.severity
      enabled: true
      scopes: [applicationInsightsId]
      // The window overlaps, since log lines arrive minutes late; muting keeps it to one notice.
      evaluationFrequency: 'PT15M'
      windowSize: 'PT1H'
      autoMitigate: false
      muteActionsDuration: 'PT1H'
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            dimensions: map(rule.dimensions, dimension => { name: dimension, operator: 'Include', values: ['*'] })
          }
        ]
      }
      actions: { actionGroups: [actionGroup.id] }
    }
  }
]

// The last line of a discovery that could list the invoices and look at all of them.
resource noDiscovery 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: '${name}-no-discovery'
  location: location
  tags: tags
  properties: {
    displayName: 'No discovery of invoices has succeeded for two days'
    severity: 2
    enabled: discoveryAlert
    scopes: [applicationInsightsId]
    evaluationFrequency: 'PT6H'
    windowSize: 'P2D'
    autoMitigate: true
    criteria: {
      allOf: [
        {
          query: '''
            traces
            | where message has '"event":"discoveryEnded"'
            | summarize passes = count()
          '''
          metricMeasureColumn: 'passes'
          timeAggregation: 'Total'
          operator: 'LessThan'
          threshold: 1
        }
      ]
    }
    actions: { actionGroups: [actionGroup.id] }
  }
}

// Open data that was not taken while it was there is gone for good. The lines are those of its exports, whoever started them.
resource noUnbilled 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: '${name}-no-unbilled'
  location: location
  tags: tags
  properties: {
    displayName: 'No snapshot of unbilled data has been taken for two days'
    severity: 1
    enabled: unbilledAlert
    scopes: [applicationInsightsId]
    evaluationFrequency: 'PT6H'
    windowSize: 'P2D'
    autoMitigate: true
    criteria: {
      allOf: [
        {
          query: '''
            traces
            | where message has '"event":"runEnded"'
            | extend line = parse_json(message)
            | where tostring(line.exportId) startswith 'unbilled-' and tostring(line.status) in ('completed', 'unchanged', 'noData')
            | summarize snapshots = count()
          '''
          metricMeasureColumn: 'snapshots'
          timeAggregation: 'Total'
          operator: 'LessThan'
          threshold: 1
        }
      ]
    }
    actions: { actionGroups: [actionGroup.id] }
  }
}

resource droppedEvents 'Microsoft.Insights/metricAlerts@2018-03-01' = if (!empty(topicId)) {
  name: '${name}-event-dropped'
  location: 'global'
  tags: tags
  properties: {
    description: 'Event Grid gave up on an event: a subscriber did not take it for a day'
    severity: 2
    enabled: true
    scopes: [topicId]
    evaluationFrequency: 'PT15M'
    windowSize: 'PT1H'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'dropped'
          metricNamespace: 'Microsoft.EventGrid/topics'
          metricName: 'DroppedEventCount'
          timeAggregation: 'Total'
          operator: 'GreaterThan'
          threshold: 0
        }
      ]
    }
    actions: [{ actionGroupId: actionGroup.id }]
  }
}
