/** A JSON text that FOCUS readers can read, made from what the export has in a text column. */

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** Tags as the export has them, sometimes without their braces. What is no JSON object either way stays as it is: losing it would be worse. */
export function tagsText(tags: string): { text: string | undefined; isObject: boolean } {
  const trimmed = tags.trim();
  if (trimmed === '' || trimmed === '{}') return { text: undefined, isObject: true };
  for (const candidate of [trimmed, `{${trimmed}}`]) {
    if (objectIn(candidate)) return { text: candidate, isObject: true };
  }
  return { text: tags, isObject: false };
}

/** `SkuPriceDetails`: keys that FOCUS does not name begin with `x_`; values are no objects. Undefined when nothing is left. */
export function priceDetails(properties: Readonly<Record<string, unknown>>): string | undefined {
  const entries = Object.entries(properties)
    .filter(([, value]) => value !== undefined && value !== null && value !== '')
    .map(([key, value]) => [`x_${key}`, typeof value === 'object' ? JSON.stringify(value) : value]);
  return entries.length === 0 ? undefined : JSON.stringify(Object.fromEntries(entries));
}

export function priceDetailsOf(additionalInfo: string): string | undefined {
  return priceDetails(objectIn(additionalInfo) ?? {});
}

/** The text under a name in a JSON object, whatever the casing of the name. */
export function propertyOf(json: string, name: string): string | undefined {
  const found = Object.entries(objectIn(json) ?? {}).find(([key]) => key.toLowerCase() === name.toLowerCase());
  return typeof found?.[1] === 'string' && found[1] !== '' ? found[1] : undefined;
}

/** The texts of a JSON array; none when it is something else. */
export function textsOf(json: string): string[] {
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
  } catch {
    return [];
  }
}
