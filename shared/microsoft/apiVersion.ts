/**
 * The beta of the API that a base URL names some version of: `https://graph.microsoft.com/v1.0` →
 * `https://graph.microsoft.com/beta`.
 */
export function betaUrl(graphBaseUrl: string): string {
  return `${graphBaseUrl.replace(/\/(?:v\d+\.\d+|beta)$/, '')}/beta`;
}
