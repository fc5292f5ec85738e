/** The local host with a built package instead of the sources; `PACKAGE_ENTRY` is the path of its entry module. */
process.argv.push('--app', process.env.PACKAGE_ENTRY ?? '');
await import('../../../local/host/main.ts');
