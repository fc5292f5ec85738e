/** Category and subcategory of FOCUS for what is sold as a licence, by words in its name. */
export interface LicenceService {
  category: string;
  subcategory: string;
}

const PRODUCTIVITY = ['Business Applications', 'Productivity and Collaboration'] as const;
const BUSINESS = ['Business Applications', 'Other (Business Applications)'] as const;
const THREATS = ['Security', 'Threat Detection and Response'] as const;
const IDENTITY = ['Identity', 'Identity and Access Management'] as const;
const OTHER = ['Other', 'Other (Other)'] as const;

/**
 * Nobody has published such a table, so this one is ours. The first row whose words stand in the name decides: what is special stands above what it is a
 * part of ("Defender for Office 365" above "Office 365").
 */
const ROWS: readonly (readonly [words: string, category: string, subcategory: string])[] = [
  ['copilot studio', 'AI and Machine Learning', 'Bots'],
  ['github copilot', 'AI and Machine Learning', 'Generative AI'],
  ['copilot', 'AI and Machine Learning', 'Generative AI'],
  ['defender', ...THREATS],
  ['sentinel', ...THREATS],
  ['threat', ...THREATS],
  ['purview', 'Management and Governance', 'Data Governance'],
  ['compliance', 'Management and Governance', 'Compliance'],
  ['information protection', 'Security', 'Other (Security)'],
  ['intune', 'Management and Governance', 'Endpoint Management'],
  ['remote help', 'Management and Governance', 'Endpoint Management'],
  ['enterprise mobility', 'Security', 'Other (Security)'],
  ['entra', ...IDENTITY],
  ['azure active directory', ...IDENTITY],
  ['windows 365', 'Compute', 'End User Computing'],
  ['dev box', 'Compute', 'End User Computing'],
  ['power bi', 'Analytics', 'Business Intelligence'],
  ['fabric', 'Analytics', 'Analytics Platforms'],
  ['power automate', 'Integration', 'Workflow Orchestration'],
  ['power apps', 'Developer Tools', 'Developer Platforms'],
  ['power pages', 'Web', 'Application Platforms'],
  ['dataverse', 'Databases', 'Relational Databases'],
  ['dynamics 365', ...BUSINESS],
  ['business central', ...BUSINESS],
  ['customer insights', ...BUSINESS],
  ['nuance', ...BUSINESS],
  ['linkedin', ...BUSINESS],
  ['github', 'Developer Tools', 'Source Code Management'],
  ['azure devops', 'Developer Tools', 'Continuous Integration and Deployment'],
  ['visual studio', 'Developer Tools', 'Development Environments'],
  ['microsoft 365', ...PRODUCTIVITY],
  ['office', ...PRODUCTIVITY],
  ['exchange', ...PRODUCTIVITY],
  ['sharepoint', ...PRODUCTIVITY],
  ['onedrive', ...PRODUCTIVITY],
  ['teams', ...PRODUCTIVITY],
  ['planner', ...PRODUCTIVITY],
  ['project', ...PRODUCTIVITY],
  ['visio', ...PRODUCTIVITY],
  ['viva', ...PRODUCTIVITY],
  ['clipchamp', 'Media', 'Content Creation'],
  ['sql server', 'Databases', 'Relational Databases'],
  ['system center', 'Management and Governance', 'Other (Management and Governance)'],
  ['reserved vm instance', 'Compute', 'Virtual Machines'],
  ['virtual machines', 'Compute', 'Virtual Machines'],
  ['windows', ...OTHER],
  ['minecraft', ...OTHER],
];

/** Undefined when no row knows the name: the caller counts it, and writes `Other`. */
export function licenceServiceOf(productName: string): LicenceService | undefined {
  const name = productName.toLowerCase();
  const row = ROWS.find(([words]) => name.includes(words));
  return row && { category: row[1], subcategory: row[2] };
}
