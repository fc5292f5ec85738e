import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Programs of others that are compared when this machine has them. */
export interface Peer {
  readonly label: string;
  command(origin: string, name: string): readonly string[];
}

export function installedPeers(): Peer[] {
  const peers: Peer[] = [];
  if (runs('python3', ['-c', 'import azure.storage.blob'])) {
    const script = join(import.meta.dirname, 'rows', 'pythonSample.py');
    peers.push({ label: 'Python SDK sample', command: (origin, name) => ['python3', script, origin, name] });
  }
  if (runs('azcopy', ['--version'])) {
    peers.push({
      label: 'azcopy \\| gzip -dc \\| azcopy',
      command: (origin, name) => {
        const source = `${origin}/account/source/${name}?sig=none`;
        const target = `${origin}/account/landing/${name.replace(/\.gz$/, '')}?sig=none`;
        const script =
          'set -o pipefail; azcopy copy "$1" --from-to BlobPipe | gzip -dc | azcopy copy "$2" --from-to PipeBlob';
        return ['bash', '-c', script, 'bash', source, target];
      },
    });
  }
  return peers;
}

function runs(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}
