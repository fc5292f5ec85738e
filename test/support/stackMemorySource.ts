import type { Snapshot } from '../../local/simulators/source/snapshot.ts';
import type { SourceStore } from '../../local/simulators/source/sourceStore.ts';

/** A source account that holds nothing and mints tokens that open nothing, for tests of Graph's answers alone. */
export function memorySource(ensure: (snapshot: Snapshot) => Promise<void> = async () => {}): SourceStore {
  let minted = 0;
  return {
    ensure,
    rootDirectory: ({ container, directory }) => `https://source.invalid/${container}/${directory}`,
    mintSas: async (_snapshot, lifetimeSeconds) => {
      minted += 1;
      return `sp=rl&lifetime=${lifetimeSeconds}&sig=${minted}`;
    },
    remove: async () => {},
    stop: async () => {},
  };
}
