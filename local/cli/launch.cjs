'use strict';
/*
 * `node local/cli/launch.cjs SCRIPT ARGUMENTS…` runs a TypeScript program on the Node that is there, or says in one sentence what is missing; without a script it only looks.
 * Plain JavaScript that any Node can read: `npm ci` brings the right Node by an install script, and where such scripts are switched off, whatever
 * Node runs npm gets here and would end in a stack trace about a file extension.
 */
const { resolve } = require('node:path');
const tls = require('node:tls');
const { pathToFileURL } = require('node:url');

// What is used and came last: types are stripped from 22.18 on, an authority can be trusted by a running process from 22.19 and 24.5 on.
if (!process.features.typescript || !tls.setDefaultCACertificates) {
  console.error(
    `This is Node ${process.versions.node}; the scripts of this package need 22.19 or later (24.5 or later of 24), which \`npm ci\` brings unless install scripts are ` +
      'switched off: type `npm rebuild node --ignore-scripts=false`, or run npm with such a Node.',
  );
  process.exit(1);
}
if (require.main === module && process.argv.length > 2) {
  // The program finds its own arguments where it always does.
  process.argv.splice(1, 1);
  import(pathToFileURL(resolve(process.argv[1])).href);
}
