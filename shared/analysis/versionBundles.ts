import type { Clock } from '../clock.ts';
import { CodedError } from '../errors.ts';
import { readCommitted } from '../landing/committed.ts';
import type { Landing } from '../landing/landing.ts';
import { remember } from '../remember.ts';
import { bundlesOf, type VersionFile, versionFiles } from './bundles.ts';

/** Two versions are analysed at once. A manifest of 100,000 files is 40 MB of text, and each of a hundred activities asks for it. */
const VERSIONS_KEPT = 3;

/** Bundles of a version by the path of its manifest, read once a process. Throws `LandingUnavailable` where the version is gone. */
export function createVersionBundles(landing: Landing, clock: Clock): (manifest: string) => Promise<VersionFile[][]> {
  const kept = remember<VersionFile[][]>({ clock, most: VERSIONS_KEPT });
  return (manifest) =>
    kept.get(manifest, async () => {
      const committed = await readCommitted(landing, manifest);
      if (!committed) throw new CodedError('LandingUnavailable', `${manifest} is gone; somebody else removed it.`);
      return bundlesOf(versionFiles(committed.manifest));
    });
}
