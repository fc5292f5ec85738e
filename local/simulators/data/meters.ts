/** What usage is metered by. */
export interface Meter {
  category: string;
  sub: string;
  name: string;
  unit: string;
  service: string;
}

export const METERS: readonly [Meter, ...Meter[]] = [
  {
    category: 'Storage',
    sub: 'Tiered Block Blob',
    name: 'Hot LRS Data Stored',
    unit: '1 GB/Month',
    service: 'Microsoft.Storage',
  },
  { category: 'Virtual Machines', sub: 'Dv5 Series', name: 'D4 v5', unit: '1 Hour', service: 'Microsoft.Compute' },
  { category: 'Bandwidth', sub: 'Inter-Region', name: 'Data Transfer Out', unit: '1 GB', service: 'Microsoft.Network' },
  { category: 'SQL Database', sub: 'General Purpose', name: 'vCore', unit: '1 Hour', service: 'Microsoft.Sql' },
  {
    category: 'Log Analytics',
    sub: 'Log Analytics',
    name: 'Analytics Logs Data Ingestion',
    unit: '1 GB',
    service: 'microsoft.operationalinsights',
  },
];
