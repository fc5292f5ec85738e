/** Of this program, as package.json has it: in manifests and in the description of the API. */
export const VERSION = '1.1.0';
