/**
 * Service, category and subcategory of a resource provider and a resource type.
 * Origin: FinOps toolkit, https://github.com/microsoft/finops-toolkit, `src/open-data/Services.csv` at commit 04d370f3 (2026-05-20).
 * Copyright (c) Microsoft Corporation, MIT licence: see LICENSE.txt beside this file.
 */
export const SERVICES_CSV = `
ConsumedService,ResourceType,ServiceName,ServiceCategory,ServiceSubcategory
,microsoft.hybridnetwork/devices,Azure Network Function Manager,Networking,Network Infrastructure
,microsoft.network/internetanalyzerprofiles,Azure Internet Analyzer,Networking,Network Connectivity
api center,microsoft.apicenter/service,API Center,Integration,API Management
api management,microsoft.apimanagement/gateways,API Management,Integration,API Management
api management,microsoft.apimanagement/service,API Management,Integration,API Management
appservices,microsoft.security/pricings,Azure App Service,Web,Application Platforms
australiacentral,microsoft.sql/locations,Azure SQL Database,Databases,Relational Databases
australiaeast,microsoft.sql/locations,Azure SQL Database,Databases,Relational Databases
australiasoutheast,microsoft.sql/locations,Azure SQL Database,Databases,Relational Databases
azure app service,microsoft.web/sites,Azure App Service,Web,Application Platforms
bastion scale units,microsoft.network/bastionhosts,Azure Bastion,Networking,Network Security
brazilsouth,microsoft.sql/locations,Azure SQL Database,Databases,Relational Databases
canadacentral,microsoft.sql/locations,Azure SQL Database,Databases,Relational Databases
canadaeast,microsoft.sql/locations,Azure SQL Database,Databases,Relational Databases
centralindia,microsoft.sql/locations,Azure SQL Database,Databases,Relational Databases
centralus,microsoft.sql/locations,Azure SQL Database,Databases,Relational Databases
citrix.services,citrix.services/xenappessentials,Citrix Virtual App Essentials,Compute,End User Computing
citrix.services,citrix.services/xendesktopessentials,Citrix Virtual Desktop Essentials,Compute,End User Computing
containerregistry,microsoft.security/pricings,Azure Container Registry,Compute,Containers
default,microsoft.iotsecurity/defendersettings,Microsoft Defender for IoT,Internet of Things,IoT Platforms
eastasia,microsoft.sql/locations,Azure SQL Database,Databases,Relational Databases
eastus,microsoft.sql/locations,Azure SQL Database,Databases,Relational Databases
eastus2,microsoft.sql/locations,Azure SQL Database,Databases,Relational Databases
francecentral,microsoft.sql/locations,Azure SQL Database,Databases,Relational Databases
functions,microsoft.web/sites,Functions,Compute,Serverless Compute
github,github/enterpriseaccount,GitHub Enterprise Cloud,Developer Tools,Developer Platforms
github.enterprise,github.enterprise/accounts,GitHub Enterprise Cloud,Developer Tools,Developer Platforms
japaneast,microsoft.sql/locations,Azure SQL Database,Databases,Relational Databases
japanwest,microsoft.sql/locations,Azure SQL Database,Databases,Relational Databases
koreacentral,microsoft.sql/locations,Azure SQL Database,Databases,Relational Databases
koreasouth,microsoft.sql/locations,Azure SQL Database,Databases,Relational Databases
kubernetesservice,microsoft.security/pricings,Azure Kubernetes Service,Compute,Containers
marketplace,marketplace/account,Azure Marketplace,Other,Other (Other)
mfa,mfa/perauthentication,Microsoft Entra ID,Identity,Identity and Access Management
mfa,mfa/peruser,Microsoft Entra ID,Identity,Identity and Access Management
microsoft.aad,microsoft.aad/domainservices,Microsoft Entra Domain Services,Identity,Identity and Access Management
microsoft.agfoodplatform,microsoft.agfoodplatform/farmbeats,Azure FarmBeats,Internet of Things,IoT Analytics
microsoft.analysisservices,microsoft.analysisservices/servers,Azure Analysis Services,Analytics,Data Processing
microsoft.apicenter,microsoft.apicenter/service,API Center,Integration,API Management
microsoft.apimanagement,microsoft.apimanagement/service,API Management,Integration,API Management
microsoft.app,microsoft.app/containerapps,Azure Container Apps,Compute,Containers
microsoft.app,microsoft.app/jobs,Azure Container Apps,Compute,Containers
microsoft.app,microsoft.app/managedenvironments,Azure Container Apps,Compute,Containers
microsoft.app,microsoft.app/sessionpools,Azure Container Apps,Compute,Containers
microsoft.appcenter,microsoft.appcenter/accounts,App Center,Developer Tools,Developer Platforms
microsoft.appconfiguration,microsoft.appconfiguration/configurationstores,App Configuration,Web,Other (Web)
microsoft.appplatform,microsoft.appplatform/spring,Azure Spring Apps,Web,Application Platforms
microsoft.automation,microsoft.automation/automationaccounts,Azure Automation,Integration,Workflow Orchestration
microsoft.autonomousdevelopmentplatform,microsoft.autonomousdevelopmentplatform/workspaces,Microsoft Autonomous Systems,AI and Machine Learning,AI Platforms
microsoft.avs,microsoft.avs/privateclouds,Azure VMware Solution,Compute,Virtual Machines
microsoft.azureactivedirectory,microsoft.azureactivedirectory/b2cdirectories,Microsoft Entra External Identities,Identity,Identity and Access Management
microsoft.azureactivedirectory,microsoft.azureactivedirectory/ciamdirectories,Microsoft Entra External Identities,Identity,Identity and Access Management
microsoft.azureactivedirectory,microsoft.azureactivedirectory/guestusages,Microsoft Entra External Identities,Identity,Identity and Access Management
microsoft.azurearcdata,microsoft.azurearcdata/postgresinstances,Azure Arc,Multicloud,Multicloud Integration
microsoft.azurearcdata,microsoft.azurearcdata/sqlmanagedinstances,Azure Arc,Multicloud,Multicloud Integration
microsoft.azurearcdata,microsoft.azurearcdata/sqlserveresulicenses,Azure Arc,Multicloud,Multicloud Integration
microsoft.azurearcdata,microsoft.azurearcdata/sqlserverinstances,Azure Arc,Multicloud,Multicloud Integration
microsoft.azurearcdata,microsoft.azurearcdata/sqlserverlicenses,Azure Arc,Multicloud,Multicloud Integration
microsoft.azurefleet,microsoft.azurefleet/fleets,Azure Compute Fleet,Compute,Virtual Machines
microsoft.azureplaywrightservice,microsoft.azureplaywrightservice/accounts,Playwright Testing,Developer Tools,Quality Assurance
microsoft.azurestackhci,microsoft.azurestackhci/clusters,Azure Stack HCI,Multicloud,Multicloud Integration
microsoft.baremetalinfrastructure,microsoft.baremetalinfrastructure/baremetalstorageinstances,BareMetal Infrastructure,Compute,Virtual Machines
microsoft.batch,microsoft.batch/batchaccounts,Batch,Compute,Serverless Compute
microsoft.batch,microsoft.batch/batchaccounts/pools,Batch,Compute,Serverless Compute
microsoft.billingbenefits,Microsoft.BillingBenefits/savingsPlanOrders,Azure Savings Plan for Compute,Compute,Other (Compute)
microsoft.billingbenefits,Microsoft.BillingBenefits/savingsPlanOrders/savingsPlans,Azure Savings Plan for Compute,Compute,Other (Compute)
microsoft.bing,microsoft.bing/accounts,Microsoft Bing,Analytics,Search
microsoft.botservice,microsoft.botservice/botservices,Azure AI Bot Service,AI and Machine Learning,Bots
microsoft.cache,microsoft.cache/redis,Azure Cache for Redis,Databases,Caching
microsoft.cache,microsoft.cache/redisenterprise,Azure Cache for Redis,Databases,Caching
microsoft.capacity,microsoft.capacity/reservationOrders,Azure Reservations,Management and Governance,Cost Management
microsoft.capacity,microsoft.capacity/reservationOrders/reservations,Azure Reservations,Management and Governance,Cost Management
microsoft.cdn,microsoft.cdn/cdnwebapplicationfirewallpolicies,Content Delivery Network,Networking,Content Delivery
microsoft.cdn,microsoft.cdn/profiles,Content Delivery Network,Networking,Content Delivery
microsoft.certificateregistration,microsoft.certificateregistration/certificateorders,Azure App Service,Web,Application Platforms
microsoft.chaos,microsoft.chaos/experiments,Azure Chaos Studio,Management and Governance,Disaster Recovery
microsoft.classiccompute,microsoft.classiccompute/domainnames,Virtual Machines,Compute,Virtual Machines
microsoft.classiccompute,microsoft.classiccompute/virtualmachines,Virtual Machines,Compute,Virtual Machines
microsoft.classicnetwork,microsoft.classicnetwork/ipv4vip,Virtual Network,Networking,Network Infrastructure
microsoft.classicnetwork,microsoft.classicnetwork/publicip,Virtual Network,Networking,Network Infrastructure
microsoft.classicnetwork,microsoft.classicnetwork/publicipaddresses,Virtual Network,Networking,Network Infrastructure
microsoft.classicstorage,microsoft.classicstorage/storageaccounts,Storage Accounts,Storage,Storage Platforms
microsoft.codesigning,microsoft.codesigning/codesigningaccounts,Trusted Signing,Developer Tools,Continuous Integration and Deployment
microsoft.cognitiveservices,microsoft.cognitiveservices/accounts,Azure AI Services,AI and Machine Learning,AI Platforms
microsoft.cognitiveservices,microsoft.cognitiveservices/commitmentplans,Azure AI Services,AI and Machine Learning,AI Platforms
microsoft.communication,microsoft.communication/communicationservices,Azure Communication Services,Integration,Messaging
microsoft.community,microsoft.community/communitytrainings,Community Training,Business Applications,Other (Business Applications)
microsoft.compute,microsoft.compute/capacityreservationgroups,Virtual Machines,Compute,Virtual Machines
microsoft.compute,microsoft.compute/capacityreservationgroups/capacityreservations,Virtual Machines,Compute,Virtual Machines
microsoft.compute,microsoft.compute/cloudservices,Cloud Services,Compute,Serverless Compute
microsoft.compute,microsoft.compute/disks,Virtual Machines,Compute,Virtual Machines
microsoft.compute,microsoft.compute/galleries,Virtual Machines,Compute,Virtual Machines
microsoft.compute,microsoft.compute/galleries/images/versions,Virtual Machines,Compute,Virtual Machines
microsoft.compute,microsoft.compute/hostgroups,Azure Dedicated Host,Compute,Virtual Machines
microsoft.compute,microsoft.compute/images,Virtual Machines,Compute,Virtual Machines
microsoft.compute,microsoft.compute/restorepointcollections,Virtual Machines,Compute,Virtual Machines
microsoft.compute,microsoft.compute/sharedvmimages,Virtual Machines,Compute,Virtual Machines
microsoft.compute,microsoft.compute/snapshots,Virtual Machines,Compute,Virtual Machines
microsoft.compute,microsoft.compute/virtualmachines,Virtual Machines,Compute,Virtual Machines
microsoft.compute,microsoft.compute/virtualmachinescalesets,Virtual Machine Scale Sets,Compute,Virtual Machines
microsoft.compute,microsoft.compute/virtualmachinescalesets/virtualmachines,Virtual Machine Scale Sets,Compute,Virtual Machines
microsoft.compute,microsoft.compute/virtualmachinescalesets/virtualmachines/networkinterfaces/ipconfigurations/publicipaddresses,Virtual Machine Scale Sets,Compute,Virtual Machines
microsoft.confidentialledger,microsoft.confidentialledger/ledgers,Azure Confidential Ledger,Databases,Ledger Databases
microsoft.confidentialledger,microsoft.confidentialledger/managedccfs,Azure Confidential Ledger,Databases,Ledger Databases
microsoft.containerinstance,microsoft.containerinstance/containergroups,Azure Container Instances,Compute,Containers
microsoft.containerregistry,microsoft.containerregistry/registries,Azure Container Registry,Compute,Containers
microsoft.containerservice,microsoft.containerservice/containerservices,Azure Container Service,Compute,Containers
microsoft.containerservice,microsoft.containerservice/managedclusters,Azure Kubernetes Service,Compute,Containers
microsoft.dashboard,microsoft.dashboard/grafana,Azure Managed Grafana,Analytics,Business Intelligence
microsoft.databox,microsoft.databox/jobs,Azure Data Box,Migration,Data Migration
microsoft.databoxedge,microsoft.databoxedge/databoxedgedevices,Azure Data Box,Migration,Data Migration
microsoft.databricks,microsoft.databricks/workspaces,Azure Databricks,Analytics,Data Processing
microsoft.datacatalog,microsoft.datacatalog/catalogs,Data Catalog,Analytics,Data Processing
microsoft.datafactory,microsoft.datafactory/datafactories,Azure Data Factory,Integration,Workflow Orchestration
microsoft.datafactory,microsoft.datafactory/factories,Azure Data Factory,Integration,Workflow Orchestration
microsoft.datafactory,microsoft.datafactory/factories/pipelines,Azure Data Factory,Integration,Workflow Orchestration
microsoft.datafactory,microsoft.datafactory/factories/triggers,Azure Data Factory,Integration,Workflow Orchestration
microsoft.datalakeanalytics,microsoft.datalakeanalytics/accounts,Azure Data Lake Analytics,Analytics,Data Processing
microsoft.datalakestore,microsoft.datalakestore/accounts,Azure Data Lake Store,Storage,Object Storage
microsoft.datamigration,microsoft.datamigration/sqlmigrationservices,Azure Database Migration Service,Migration,Data Migration
microsoft.dataprotection,microsoft.dataprotection/backupvaults,Azure Backup,Storage,Backup Storage
microsoft.datareplication.admin,microsoft.datareplication.admin/clusters,Azure Site Recovery,Management and Governance,Disaster Recovery
microsoft.datashare,microsoft.datashare/accounts,Azure Data Share,Migration,Data Migration
microsoft.dbformariadb,microsoft.dbformariadb/servers,Azure DB for MariaDB,Databases,Relational Databases
microsoft.dbformysql,microsoft.dbformysql/flexibleservers,Azure DB for MySQL,Databases,Relational Databases
microsoft.dbformysql,microsoft.dbformysql/servers,Azure DB for MySQL,Databases,Relational Databases
microsoft.dbforpostgresql,microsoft.dbforpostgresql/flexibleservers,Azure DB for PostgreSQL,Databases,Relational Databases
microsoft.dbforpostgresql,microsoft.dbforpostgresql/servergroupsv2,Azure DB for PostgreSQL,Databases,Relational Databases
microsoft.dbforpostgresql,microsoft.dbforpostgresql/servers,Azure DB for PostgreSQL,Databases,Relational Databases
microsoft.desktopvirtualization,microsoft.desktopvirtualization/hostpools,Azure Virtual Desktop,Compute,End User Computing
microsoft.devcenter,microsoft.devcenter/projects,Microsoft Dev Box,Developer Tools,Continuous Integration and Deployment
microsoft.deviceregistry,microsoft.deviceregistry/billingcontainers,Azure IoT Hub,Internet of Things,IoT Platforms
microsoft.devices,microsoft.devices/iothubs,Azure IoT Hub,Internet of Things,IoT Platforms
microsoft.devices,microsoft.devices/provisioningservices,Azure IoT Hub,Internet of Things,IoT Platforms
microsoft.deviceupdate,microsoft.deviceupdate/accounts,Azure IoT Hub,Internet of Things,IoT Platforms
microsoft.devopsinfrastructure,microsoft.devopsinfrastructure/pools,Managed DevOps Pools,Developer Tools,Continuous Integration and Deployment
microsoft.digitaltwins,microsoft.digitaltwins/digitaltwinsinstances,Azure Digital Twins,Internet of Things,IoT Analytics
microsoft.documentdb,microsoft.documentdb/cassandraclusters,Cosmos DB,Databases,NoSQL Databases
microsoft.documentdb,microsoft.documentdb/databaseaccounts,Cosmos DB,Databases,NoSQL Databases
microsoft.documentdb,microsoft.documentdb/mongocluster,Cosmos DB,Databases,NoSQL Databases
microsoft.documentdb,microsoft.documentdb/mongoclusters,Cosmos DB,Databases,NoSQL Databases
microsoft.domainregistration,microsoft.domainregistration/domains,Azure App Service,Web,Application Platforms
microsoft.durabletask,microsoft.durabletask/schedulers,Functions,Compute,Serverless Compute
microsoft.dynamics365fraudprotection,microsoft.dynamics365fraudprotection/instances,Dynamics 365 Fraud Protection,Security,Threat Detection and Response
microsoft.easm,microsoft.easm/workspaces,Microsoft Defender for Cloud,Security,Security Posture Management
microsoft.edgeorder,microsoft.edgeorder/orderitems,Azure Stack Edge,Multicloud,Multicloud Integration
microsoft.elasticsan,microsoft.elasticsan/elasticsans,Azure Elastic SAN,Storage,Block Storage
microsoft.eventgrid,microsoft.agfoodplatform/farmbeats,Azure FarmBeats,Internet of Things,IoT Analytics
microsoft.eventgrid,microsoft.apicenter/services,API Center,Integration,API Management
microsoft.eventgrid,microsoft.apimanagement/service,API Management,Integration,API Management
microsoft.eventgrid,microsoft.appconfiguration/configurationstores,App Configuration,Web,Other (Web)
microsoft.eventgrid,microsoft.autonomousdevelopmentplatform/workspaces,Microsoft Autonomous Systems,AI and Machine Learning,AI Platforms
microsoft.eventgrid,microsoft.cache/redis,Azure Cache for Redis,Databases,Caching
microsoft.eventgrid,microsoft.communication/communicationservices,Azure Communication Services,Integration,Messaging
microsoft.eventgrid,microsoft.containerregistry/registries,Azure Container Registry,Compute,Containers
microsoft.eventgrid,microsoft.containerservice/managedclusters,Azure Kubernetes Service,Compute,Containers
microsoft.eventgrid,microsoft.devices/iothubs,Azure IoT Hub,Internet of Things,IoT Platforms
microsoft.eventgrid,microsoft.edge/contexts,Microsoft Edge Enterprise,Business Applications,Productivity and Collaboration
microsoft.eventgrid,microsoft.eventgrid/domains,Event Grid,Integration,Messaging
microsoft.eventgrid,microsoft.eventgrid/extensiontopics,Event Grid,Integration,Messaging
microsoft.eventgrid,microsoft.eventgrid/namespaces,Event Grid,Integration,Messaging
microsoft.eventgrid,microsoft.eventgrid/partnertopics,Event Grid,Integration,Messaging
microsoft.eventgrid,microsoft.eventgrid/systemtopics,Event Grid,Integration,Messaging
microsoft.eventgrid,microsoft.eventgrid/topics,Event Grid,Integration,Messaging
microsoft.eventgrid,microsoft.eventhub/namespaces,Event Hubs,Integration,Messaging
microsoft.eventgrid,microsoft.healthcareapis/workspaces,Azure Health Data Services,Analytics,Analytics Platforms
microsoft.eventgrid,microsoft.keyvault/vaults,Key Vault,Security,Secret Management
microsoft.eventgrid,microsoft.machinelearningservices/workspaces,Azure Machine Learning,AI and Machine Learning,Machine Learning
microsoft.eventgrid,microsoft.maintenance/maintenanceconfigurations,Virtual Machines,Compute,Virtual Machines
microsoft.eventgrid,microsoft.maps/accounts,Azure Maps,Web,Other (Web)
microsoft.eventgrid,microsoft.media/mediaservices,Azure Media Services,Media,Media Streaming
microsoft.eventgrid,microsoft.servicebus/namespaces,Service Bus,Integration,Messaging
microsoft.eventgrid,microsoft.signalrservice/signalr,Azure SignalR Service,Web,Other (Web)
microsoft.eventgrid,microsoft.storage/storageaccounts,Storage Accounts,Storage,Storage Platforms
microsoft.eventgrid,microsoft.web/serverfarms,Azure App Service,Web,Application Platforms
microsoft.eventgrid,microsoft.web/sites,Azure App Service,Web,Application Platforms
microsoft.eventhub,microsoft.eventhub/clusters,Event Hubs,Integration,Messaging
microsoft.eventhub,microsoft.eventhub/namespaces,Event Hubs,Integration,Messaging
microsoft.fabric,microsoft.fabric/capacities,Microsoft.Fabric,Analytics,Analytics Platforms
microsoft.fluidrelay,microsoft.fluidrelay/fluidrelayservers,Azure Fluid Relay,Web,Other (Web)
microsoft.genomics,microsoft.genomics/accounts,Microsoft Genomics,Analytics,Data Processing
microsoft.graph,microsoft.graph/accounts,Microsoft Graph,Integration,API Management
microsoft.graph,microsoft.graph/azureadapplications,Microsoft Graph Data Connect,Integration,API Management
microsoft.graphservices,microsoft.graphservices/accounts,Microsoft Graph,Integration,API Management
microsoft.hanaonazure,microsoft.hanaonazure/hanainstances,SAP on Azure,Compute,Virtual Machines
microsoft.hardwaresecuritymodules,microsoft.hardwaresecuritymodules/cloudhsmclusters,Azure Dedicated HSM,Security,Secret Management
microsoft.hardwaresecuritymodules,microsoft.hardwaresecuritymodules/dedicatedhsms,Azure Dedicated HSM,Security,Secret Management
microsoft.hdinsight,microsoft.hdinsight/clusterpools,HDInsight,Analytics,Data Processing
microsoft.hdinsight,microsoft.hdinsight/clusters,HDInsight,Analytics,Data Processing
microsoft.hdinsightfairfax,microsoft.hdinsightfairfax/clusters,HDInsight,Analytics,Data Processing
microsoft.healthbot,microsoft.healthbot/healthbots,Health Bot,AI and Machine Learning,Bots
microsoft.healthcareapis,microsoft.healthcareapis/services,Azure Health Data Services,Analytics,Analytics Platforms
microsoft.healthcareapis,microsoft.healthcareapis/workspaces,Azure Health Data Services,Analytics,Analytics Platforms
microsoft.healthdataaiservices,microsoft.healthdataaiservices/deidservices,Azure Health Data Services,Analytics,Analytics Platforms
microsoft.hybridcompute,microsoft.hybridcompute/licenses,Azure Arc,Multicloud,Multicloud Integration
microsoft.hybridcompute,microsoft.hybridcompute/machines,Azure Arc,Multicloud,Multicloud Integration
microsoft.hybridcontainerservice,microsoft.kubernetes/connectedclusters,Azure Arc,Multicloud,Multicloud Integration
microsoft.hybridnetwork,microsoft.hybridnetwork/sitenetworkservices,Azure Arc,Multicloud,Multicloud Integration
microsoft.importexport,microsoft.importexport/jobs,Azure Import/Export,Migration,Data Migration
microsoft.insights,microsoft.insights/actiongroups,Azure Monitor,Management and Governance,Observability
microsoft.insights,microsoft.insights/components,Azure Monitor,Management and Governance,Observability
microsoft.insights,microsoft.insights/datacollectionrules,Azure Monitor,Management and Governance,Observability
microsoft.insights,microsoft.insights/metricalerts,Azure Monitor,Management and Governance,Observability
microsoft.insights,microsoft.insights/pricings,Azure Monitor,Management and Governance,Observability
microsoft.insights,microsoft.insights/scheduledqueryrules,Azure Monitor,Management and Governance,Observability
microsoft.iotcentral,microsoft.iotcentral/iotapps,Azure IoT Central,Internet of Things,IoT Platforms
microsoft.iotoperations,microsoft.iotoperations/instances,Azure IoT Operations,Internet of Things,IoT Platforms
microsoft.iotsecurity,microsoft.iotsecurity/defendersettings,Microsoft Defender for IoT,Internet of Things,IoT Platforms
microsoft.keyvault,microsoft.keyvault/hsmpools,Key Vault,Security,Secret Management
microsoft.keyvault,microsoft.keyvault/managedhsms,Key Vault,Security,Secret Management
microsoft.keyvault,microsoft.keyvault/vaults,Key Vault,Security,Secret Management
microsoft.kubernetes,microsoft.kubernetes/connectedclusters,Azure Arc,Multicloud,Multicloud Integration
microsoft.kubernetesconfiguration,microsoft.containerservice/managedclusters,Azure Kubernetes Service,Compute,Containers
microsoft.kusto,microsoft.kusto/clusters,Azure Data Explorer,Analytics,Analytics Platforms
microsoft.labservices,microsoft.labservices/labaccounts,Azure Lab Services,Compute,End User Computing
microsoft.labservices,microsoft.labservices/labs,Azure Lab Services,Compute,End User Computing
microsoft.loadtestservice,microsoft.loadtestservice/loadtests,Azure Load Testing,Developer Tools,Quality Assurance
microsoft.logic,microsoft.logic/integrationaccounts,Logic Apps,Integration,Workflow Orchestration
microsoft.logic,microsoft.logic/integrationserviceenvironments,Logic Apps,Integration,Workflow Orchestration
microsoft.logic,microsoft.logic/workflows,Logic Apps,Integration,Workflow Orchestration
microsoft.machinelearning,microsoft.machinelearning/commitmentplans,Azure Machine Learning,AI and Machine Learning,Machine Learning
microsoft.machinelearning,microsoft.machinelearning/workspaces,Azure Machine Learning,AI and Machine Learning,Machine Learning
microsoft.machinelearningservices,microsoft.machinelearningservices/registries,Azure Machine Learning,AI and Machine Learning,Machine Learning
microsoft.machinelearningservices,microsoft.machinelearningservices/workspaces,Azure Machine Learning,AI and Machine Learning,Machine Learning
microsoft.maps,microsoft.maps/accounts,Azure Maps,Web,Other (Web)
microsoft.media,microsoft.media/mediaservices,Azure Media Services,Media,Media Streaming
microsoft.media,microsoft.media/videoanalyzers,Azure Media Services,Media,Media Streaming
microsoft.migrate,microsoft.migrate/movecollections,Azure Migrate,Migration,Resource Migration
microsoft.mixedreality,microsoft.mixedreality/objectanchorsaccounts,Object Anchors,Media,Mixed Reality
microsoft.mixedreality,microsoft.mixedreality/remoterenderingaccounts,Remote Rendering,Media,Mixed Reality
microsoft.mixedreality,microsoft.mixedreality/spatialanchorsaccounts,Spatial Anchors,Media,Mixed Reality
microsoft.mobilenetwork,microsoft.mobilenetwork/mobilenetworks,Azure Private 5G Core,Networking,Network Connectivity
microsoft.mobilenetwork,microsoft.mobilenetwork/packetcorecontrolplanes,Azure Private 5G Core,Networking,Network Connectivity
microsoft.modsimworkbench,microsoft.modsimworkbench/workbenches,Azure Modeling and Simulation Workbench,Analytics,Analytics Platforms
microsoft.monitor,microsoft.monitor/accounts,Azure Monitor,Management and Governance,Observability
microsoft.netapp,microsoft.netapp/netappaccounts,Azure NetApp Files,Storage,File Storage
microsoft.netapp,microsoft.netapp/netappaccounts/capacitypools,Azure NetApp Files,Storage,File Storage
microsoft.network,microsoft.network/applicationgateways,Application Gateway,Networking,Application Networking
microsoft.network,microsoft.network/azurefirewalls,Azure Firewall,Networking,Network Security
microsoft.network,microsoft.network/bastionhosts,Azure Bastion,Networking,Network Security
microsoft.network,microsoft.network/connections,Virtual Network,Networking,Network Infrastructure
microsoft.network,microsoft.network/ddosprotectionplans,Azure DDoS Protection,Networking,Network Security
microsoft.network,microsoft.network/dnsforwardingrulesets,Azure DNS,Networking,Network Routing
microsoft.network,microsoft.network/dnsresolvers,Azure DNS,Networking,Network Routing
microsoft.network,microsoft.network/dnsresolvers/outboundendpoints,Azure DNS,Networking,Network Routing
microsoft.network,microsoft.network/dnszones,Azure DNS,Networking,Network Routing
microsoft.network,microsoft.network/expressroutecircuits,Azure ExpressRoute,Networking,Network Routing
microsoft.network,microsoft.network/expressroutegateways,Azure ExpressRoute,Networking,Network Routing
microsoft.network,microsoft.network/expressrouteports,Azure ExpressRoute,Networking,Network Routing
microsoft.network,microsoft.network/firewallpolicies,Azure Firewall Manager,Networking,Network Security
microsoft.network,microsoft.network/frontdoors,Azure Front Door,Networking,Content Delivery
microsoft.network,microsoft.network/frontdoorwebapplicationfirewallpolicies,Azure Front Door,Networking,Content Delivery
microsoft.network,microsoft.network/loadbalancers,Load Balancer,Networking,Application Networking
microsoft.network,microsoft.network/natgateways,Azure NAT Gateway,Networking,Network Connectivity
microsoft.network,microsoft.network/networkinterfaces,Virtual Network,Networking,Network Infrastructure
microsoft.network,microsoft.network/networkmanagers,Azure Virtual Network Manager,Networking,Network Infrastructure
microsoft.network,microsoft.network/networksecuritygroups,Virtual Network,Networking,Network Infrastructure
microsoft.network,microsoft.network/networkvirtualappliances,Virtual Network,Networking,Network Infrastructure
microsoft.network,microsoft.network/networkwatchers,Network Watcher,Networking,Network Infrastructure
microsoft.network,microsoft.network/networkwatchers/connectionmonitors,Network Watcher,Networking,Network Infrastructure
microsoft.network,microsoft.network/networkwatchers/flowlogs,Network Watcher,Networking,Network Infrastructure
microsoft.network,microsoft.network/p2svpngateways,VPN Gateway,Networking,Network Connectivity
microsoft.network,microsoft.network/privatednszones,Azure Private Link,Networking,Network Connectivity
microsoft.network,microsoft.network/privateendpoints,Azure Private Link,Networking,Network Connectivity
microsoft.network,microsoft.network/publicipaddresses,Virtual Network,Networking,Network Infrastructure
microsoft.network,microsoft.network/publicipprefixes,Virtual Network,Networking,Network Infrastructure
microsoft.network,microsoft.network/trafficmanagerprofiles,Traffic Manager,Networking,Application Networking
microsoft.network,microsoft.network/virtualhubs,Virtual WAN,Networking,Network Connectivity
microsoft.network,microsoft.network/virtualnetworkgateways,Virtual Network,Networking,Network Infrastructure
microsoft.network,microsoft.network/virtualnetworkgateways/connections,Virtual Network,Networking,Network Infrastructure
microsoft.network,microsoft.network/virtualnetworks,Virtual Network,Networking,Network Infrastructure
microsoft.network,microsoft.network/vpngateways,VPN Gateway,Networking,Network Connectivity
microsoft.networkanalytics,microsoft.networkanalytics/dataconnectors,Azure Monitor,Management and Governance,Observability
microsoft.networkanalytics,microsoft.networkanalytics/dataproducts,Azure Monitor,Management and Governance,Observability
microsoft.networkcloud,microsoft.networkcloud/baremetalmachines,Azure Operator Nexus,Compute,Virtual Machines
microsoft.networkfunction,microsoft.networkfunction/azuretrafficcollectors,Azure ExpressRoute,Networking,Network Routing
microsoft.notificationhubs,microsoft.notificationhubs/namespaces,Notification Hubs,Integration,Messaging
microsoft.nutanix,microsoft.nutanix/nodes,Azure VMWare Solution,Compute,Virtual Machines
microsoft.openenergyplatform,microsoft.openenergyplatform/energyservices,Azure Data Manager for Energy,Analytics,Analytics Platforms
microsoft.operationalinsights,microsoft.operationalinsights/azurefirewall,Azure Monitor,Management and Governance,Observability
microsoft.operationalinsights,microsoft.operationalinsights/clusters,Azure Monitor,Management and Governance,Observability
microsoft.operationalinsights,microsoft.operationalinsights/networksecuritygroups,Azure Monitor,Management and Governance,Observability
microsoft.operationalinsights,microsoft.operationalinsights/p2svpngateways,Azure Monitor,Management and Governance,Observability
microsoft.operationalinsights,microsoft.operationalinsights/virtualnetworkgateways,Azure Monitor,Management and Governance,Observability
microsoft.operationalinsights,microsoft.operationalinsights/workspaces,Azure Monitor,Management and Governance,Observability
microsoft.orbital,microsoft.orbital/groundstations,Azure Orbital,Networking,Network Connectivity
microsoft.orbital,microsoft.orbital/spacecrafts,Azure Orbital,Networking,Network Connectivity
microsoft.orbital,microsoft.orbital/terminals,Azure Orbital,Networking,Network Connectivity
microsoft.peering,microsoft.peering/peerings,Azure Peering Service,Networking,Network Connectivity
microsoft.powerbidedicated,microsoft.powerbidedicated/autoscalevcores,Power BI Embedded,Analytics,Business Intelligence
microsoft.powerbidedicated,microsoft.powerbidedicated/capacities,Power BI Embedded,Analytics,Business Intelligence
microsoft.powerplatform,microsoft.powerplatform/accounts,Power Platforms,Business Applications,Productivity and Collaboration
microsoft.premonition,microsoft.premonition/libraries,Microsoft Premonition,Analytics,Analytics Platforms
microsoft.purview,microsoft.purview/accounts,Microsoft Purview,Management and Governance,Data Governance
microsoft.quantum,microsoft.quantum/workspaces,Azure Quantum,Compute,Quantum
microsoft.recommendationsservice,microsoft.recommendationsservice/accounts,Intelligent Recommendations,AI and Machine Learning,AI Platforms
microsoft.recoveryservices,microsoft.recoveryservices/vaults,Azure Site Recovery,Management and Governance,Disaster Recovery
microsoft.relay,microsoft.relay/namespaces,Azure Relay,Integration,Messaging
microsoft.saas,microsoft.saas/resources,Azure Marketplace,Other,Other (Other)
microsoft.saas,microsoft.saas/saasresources,Azure Marketplace,Other,Other (Other)
microsoft.search,microsoft.search/searchservices,Azure AI Search,Analytics,Search
microsoft.search,microsoft.search/searchservices/sharedprivatelinkresources,Azure AI Search,Analytics,Search
microsoft.security,microsoft.apimanagement/service,API Management,Integration,API Management
microsoft.security,microsoft.security/mdeservers,Microsoft Defender for Endpoint,Management and Governance,Endpoint Management
microsoft.security,microsoft.security/pricings,Microsoft Defender for Cloud,Security,Security Posture Management
microsoft.security,microsoft.security/securityconnectors,Microsoft Defender for Cloud,Security,Security Posture Management
microsoft.securitycopilot,microsoft.securitycopilot/capacities,Microsoft Copilot for Security,Security,Security Posture Management
microsoft.servicebus,microsoft.servicebus/namespaces,Service Bus,Integration,Messaging
microsoft.servicenetworking,microsoft.servicenetworking/trafficcontrollers,Application Gateway for Containers,Networking,Application Networking
microsoft.signalrservice,microsoft.signalrservice/signalr,Azure SignalR Service,Web,Other (Web)
microsoft.signalrservice,microsoft.signalrservice/webpubsub,Azure SignalR Service,Web,Other (Web)
microsoft.solutions,microsoft.solutions/applications,Azure Managed Applications,Other,Other (Other)
microsoft.sql,microsoft.sql/instancepools,Azure SQL Database,Databases,Relational Databases
microsoft.sql,microsoft.sql/locations,Azure SQL Database,Databases,Relational Databases
microsoft.sql,microsoft.sql/longtermretentionmanagedinstances,Azure SQL Database,Databases,Relational Databases
microsoft.sql,microsoft.sql/longtermretentionservers,Azure SQL Database,Databases,Relational Databases
microsoft.sql,microsoft.sql/longtermretentionservers/longtermretentiondatabases,Azure SQL Database,Databases,Relational Databases
microsoft.sql,microsoft.sql/managedinstances,Azure SQL Database,Databases,Relational Databases
microsoft.sql,microsoft.sql/servers,Azure SQL Database,Databases,Relational Databases
microsoft.sql,microsoft.sql/servers/databases,Azure SQL Database,Databases,Relational Databases
microsoft.sql,microsoft.sql/servers/elasticpools,Azure SQL Database,Databases,Relational Databases
microsoft.storage,microsoft.storage/storageaccounts,Storage Accounts,Storage,Storage Platforms
microsoft.storage,microsoft.storage/storageaccounts/blobservices,Storage Accounts,Storage,Storage Platforms
microsoft.storage,microsoft.storage/storageaccounts/fileservices,Storage Accounts,Storage,Storage Platforms
microsoft.storage,microsoft.storage/storageaccounts/queueservices,Storage Accounts,Storage,Storage Platforms
microsoft.storage,microsoft.storage/storageaccounts/tableservices,Storage Accounts,Storage,Storage Platforms
microsoft.storagecache,microsoft.storagecache/amlfilesystems,Azure HPC Cache,Storage,Storage Platforms
microsoft.storagecache,microsoft.storagecache/caches,Azure HPC Cache,Storage,Storage Platforms
microsoft.storagesync,microsoft.storagesync/storagesyncservices,Azure File Sync,Migration,Data Transfer
microsoft.storsimple,microsoft.storsimple/managers,Azure StorSimple,Storage,Storage Platforms
microsoft.streamanalytics,microsoft.streamanalytics/clusters,Azure Stream Analytics,Analytics,Streaming Analytics
microsoft.streamanalytics,microsoft.streamanalytics/streamingjobs,Azure Stream Analytics,Analytics,Streaming Analytics
microsoft.synapse,microsoft.synapse/workspaces,Azure Synapse Analytics,Analytics,Analytics Platforms
microsoft.synapse,microsoft.synapse/workspaces/bigdatapools,Azure Synapse Analytics,Analytics,Analytics Platforms
microsoft.synapse,microsoft.synapse/workspaces/kustopools,Azure Synapse Analytics,Analytics,Analytics Platforms
microsoft.synapse,microsoft.synapse/workspaces/sqlpools,Azure Synapse Analytics,Analytics,Analytics Platforms
microsoft.syntex,microsoft.syntex/accounts,Microsoft Syntex,AI and Machine Learning,AI Platforms
microsoft.syntex,microsoft.syntex/documentprocessors,Microsoft Syntex,AI and Machine Learning,AI Platforms
microsoft.teams,microsoft.teams/telephonyservices,Microsoft Teams,Business Applications,Productivity and Collaboration
microsoft.testbase,microsoft.testbase/testbaseaccounts,Test Base for Microsoft 365,Developer Tools,Quality Assurance
microsoft.timeseriesinsights,microsoft.timeseriesinsights/environments,Azure Time Series Insights,Internet of Things,IoT Analytics
microsoft.verifiedid,microsoft.verifiedid/authorities,Microsoft Entra Verified ID,Identity,Identity and Access Management
microsoft.videoindexer,microsoft.videoindexer/accounts,Azure AI Video Indexer,AI and Machine Learning,AI Platforms
microsoft.visualstudio,microsoft.visualstudio/organizations,Azure DevOps,Developer Tools,Developer Platforms
microsoft.voiceservices,microsoft.voiceservices/communicationsgateways,Azure Communitcations Gateway,Integration,Messaging
microsoft.web,microsoft.web/connections,Azure App Service,Web,Application Platforms
microsoft.web,microsoft.web/containerapps,Azure App Service,Web,Application Platforms
microsoft.web,microsoft.web/hostingenvironments,Azure App Service,Web,Application Platforms
microsoft.web,microsoft.web/serverfarms,Azure App Service,Web,Application Platforms
microsoft.web,microsoft.web/sites,Azure App Service,Web,Application Platforms
microsoft.web,microsoft.web/sites/slots,Azure App Service,Web,Application Platforms
microsoft.web,microsoft.web/staticsites,Azure App Service,Web,Application Platforms
microsoft.web.admin,microsoft.web.admin/role,Azure App Service,Web,Application Platforms
microsoft.windowsiot,microsoft.windowsiot/deviceservices,Windows for IoT,Internet of Things,IoT Platforms
nginx.nginxplus,nginx.nginxplus/nginxdeployments,NGINX Plus,Networking,Application Networking
northcentralus,microsoft.sql/locations,Azure SQL Database,Databases,Relational Databases
northeurope,microsoft.sql/locations,Azure SQL Database,Databases,Relational Databases
playfabbillingservice,playfabbillingservice/blobs,Azure PlayFab,Media,Gaming
playfabbillingservice,playfabbillingservice/catalogrequests,Azure PlayFab,Media,Gaming
playfabbillingservice,playfabbillingservice/compute,Azure PlayFab,Media,Gaming
playfabbillingservice,playfabbillingservice/egress,Azure PlayFab,Media,Gaming
playfabbillingservice,playfabbillingservice/events,Azure PlayFab,Media,Gaming
playfabbillingservice,playfabbillingservice/executiontimegbs,Azure PlayFab,Media,Gaming
playfabbillingservice,playfabbillingservice/filestorage,Azure PlayFab,Media,Gaming
playfabbillingservice,playfabbillingservice/flatfee,Azure PlayFab,Media,Gaming
playfabbillingservice,playfabbillingservice/insightscredits,Azure PlayFab,Media,Gaming
playfabbillingservice,playfabbillingservice/inventoryreadrequests,Azure PlayFab,Media,Gaming
playfabbillingservice,playfabbillingservice/inventorywriterequests,Azure PlayFab,Media,Gaming
playfabbillingservice,playfabbillingservice/itemstorage,Azure PlayFab,Media,Gaming
playfabbillingservice,playfabbillingservice/lobbyrequests,Azure PlayFab,Media,Gaming
playfabbillingservice,playfabbillingservice/matchmakingrequests,Azure PlayFab,Media,Gaming
playfabbillingservice,playfabbillingservice/messages,Azure PlayFab,Media,Gaming
playfabbillingservice,playfabbillingservice/partyconnectivity,Azure PlayFab,Media,Gaming
playfabbillingservice,playfabbillingservice/partyvoice,Azure PlayFab,Media,Gaming
playfabbillingservice,playfabbillingservice/playstream,Azure PlayFab,Media,Gaming
playfabbillingservice,playfabbillingservice/reads,Azure PlayFab,Media,Gaming
playfabbillingservice,playfabbillingservice/storage,Azure PlayFab,Media,Gaming
playfabbillingservice,playfabbillingservice/telemetry,Azure PlayFab,Media,Gaming
playfabbillingservice,playfabbillingservice/totalexecution,Azure PlayFab,Media,Gaming
playfabbillingservice,playfabbillingservice/writes,Azure PlayFab,Media,Gaming
southafricanorth,microsoft.sql/locations,Azure SQL Database,Databases,Relational Databases
southcentralus,microsoft.sql/locations,Azure SQL Database,Databases,Relational Databases
southeastasia,microsoft.sql/locations,Azure SQL Database,Databases,Relational Databases
southindia,microsoft.sql/locations,Azure SQL Database,Databases,Relational Databases
uaenorth,microsoft.sql/locations,Azure SQL Database,Databases,Relational Databases
uksouth,microsoft.sql/locations,Azure SQL Database,Databases,Relational Databases
ukwest,microsoft.sql/locations,Azure SQL Database,Databases,Relational Databases
virtual network,microsoft.network/connections,Virtual Network,Networking,Network Infrastructure
virtual network,microsoft.network/p2svpngateways,VPN Gateway,Networking,Network Connectivity
virtual network,microsoft.network/virtualnetworkgateways,Virtual Network,Networking,Network Infrastructure
virtual network,microsoft.network/vpngateways,VPN Gateway,Networking,Network Connectivity
virtualmachines,microsoft.security/pricings,Virtual Machines,Compute,Virtual Machines
westcentralus,microsoft.sql/locations,Azure SQL Database,Databases,Relational Databases
westeurope,microsoft.sql/locations,Azure SQL Database,Databases,Relational Databases
westindia,microsoft.sql/locations,Azure SQL Database,Databases,Relational Databases
westus,microsoft.sql/locations,Azure SQL Database,Databases,Relational Databases
westus2,microsoft.sql/locations,Azure SQL Database,Databases,Relational Databases
`;
