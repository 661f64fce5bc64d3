import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ClusterNodeRole, ResolvedBringUp, ResolvedMachine } from '../../../src/model/resolved';
import { machine, OS } from './machines';
import { readCloudInit } from './render';

/** How a first node of three is told to make its cluster. */
export const FIRST: ResolvedBringUp = {
  part: 'first',
  apiServer: { name: 'api.k8s.shop.internal', addresses: ['10.10.10.10'] },
  certificateNames: ['10.10.10.10', 'api.k8s.shop.internal', 'k8s-node-1', 'k8s-node-1.shop.internal'],
  podCidr: '10.244.0.0/16',
  serviceCidr: '10.96.0.0/12',
  nodeBlock: 24,
  awaits: [
    { name: 'k8s-node-2', controlPlane: false },
    { name: 'k8s-node-3', controlPlane: false },
  ],
  runsPods: false,
  secrets: { joinToken: 'k8s_join_token', encryptionKey: 'k8s_encryption_key' },
};
export const WORKER: ResolvedBringUp = { ...FIRST, part: 'worker', awaits: [], secrets: { joinToken: 'k8s_join_token' } };
export const PLANE: ResolvedBringUp = {
  ...FIRST,
  part: 'control-plane',
  awaits: [],
  secrets: { ...FIRST.secrets, certificateKey: 'k8s_certificate_key' },
};

export const nodeRole = (bringUp: ResolvedBringUp, more: Partial<ClusterNodeRole> = {}): ClusterNodeRole => ({
  kind: 'cluster-node',
  cluster: 'k8s',
  distribution: { name: 'kubeadm' },
  version: '1.34',
  ...more,
  bringUp,
});

export const nodeMachine = (bringUp: ResolvedBringUp, more: Partial<ClusterNodeRole> = {}): ResolvedMachine =>
  machine(OS.debian12, nodeRole(bringUp, more), { installs: false });

export const TOKEN = 'abcdef.0123456789abcdef';
const SECRETS: Readonly<Record<string, string>> = {
  'join-token': TOKEN,
  'encryption-key': 'YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXoxMjM0NTY=',
  'certificate-key': 'f'.repeat(64),
};

const STAND_INS = {
  kubeadm: `#!/bin/bash
case "$1 $2" in
  'version --output') echo "$KUBEADM_VERSION"; exit ;;
  'config images') printf '%s\\n' registry.k8s.io/kube-proxy:v1.34.0 registry.k8s.io/pause:3.10; exit ;;
esac
echo "kubeadm $*" >> "$ROOT/calls"
for word in "$@"; do [ "$last" != --config ] || cp "$word" "$ROOT/given-$1.yaml"; last=$word; done
[ ! -e "$ROOT/fail-$1" ] || { rm "$ROOT/fail-$1"; exit 1; }
`,
  kubectl: `#!/bin/bash
case " $* " in
  *' get node '*) grep -qxF "\${*: -1}" "$ROOT/nodes" ;;
  *) echo "kubectl $*" >> "$ROOT/calls" ;;
esac
`,
  sleep: '#!/bin/bash\necho "sleep $1" >> "$ROOT/calls"\nhead -n 1 "$ROOT/later" >> "$ROOT/nodes"; sed -i 1d "$ROOT/later"\n',
  // Asks whether an API server answers: those of the list do.
  timeout: `#!/bin/bash
for address in $(cat "$ROOT/answering" 2> /dev/null); do
  if [[ "$*" == *"/dev/tcp/$address/6443"* ]]; then exit 0; fi
done
exit 1
`,
  systemctl: '#!/bin/bash\necho "systemctl $*" >> "$ROOT/calls"\n',
  containerd: `#!/bin/bash
case "$1 $2" in
  'config default') cat "$ROOT/containerd-default" ;;
  'config dump') cat "$ROOT/etc/containerd/config.toml" ;;
esac
`,
  ...Object.fromEntries(['modprobe', 'sysctl', 'swapoff', 'selinuxenabled'].map((name) => [name, '#!/bin/bash\n'])),
};

interface Ended {
  readonly status: number | null;
  readonly output: string;
}

/** A guest's files in a folder, with stand-ins for the programs that it has: what they are called with is kept. */
export class Guest {
  private readonly root = mkdtempSync(join(tmpdir(), 'isthmus-node-'));

  constructor(
    bringUp: ResolvedBringUp,
    private readonly version = 'v1.34.2',
    subject = nodeMachine(bringUp),
    secrets: Readonly<Record<string, string>> = {},
  ) {
    for (const folder of ['bin', 'etc', 'etc/kubernetes/isthmus', 'var/lib', 'run'])
      mkdirSync(join(this.root, folder), { recursive: true });
    const other = TOKEN.replace('0', '9');
    this.token = `${secrets['server-token'] === undefined ? `${other}/sha256:${'1'.repeat(64)}` : `K10${'1'.repeat(64)}::${other}`}\n`;
    for (const [name, text] of Object.entries(STAND_INS)) this.put(`bin/${name}`, text, 0o755);
    this.put('etc/hosts', '127.0.0.1 localhost\n');
    this.put('nodes', '');
    this.put('later', '');
    this.put('etc/fstab', '');
    for (const { path, content, encoding, permissions } of readCloudInit(subject).userData.write_files ?? []) {
      const text =
        encoding === undefined ? this.within(content) : ({ ...SECRETS, ...secrets }[path.slice(path.lastIndexOf('/') + 1)] ?? '');
      this.put(path, text, Number.parseInt(permissions, 8));
    }
  }

  /** What it is handed when it is told of another token. */
  private readonly token: string;

  /** What makes it part of its cluster. */
  run = (...args: readonly string[]): Ended => this.runs('kubernetes', ...args);

  /** What makes it ready for that. */
  setUp = (): Ended => this.runs('cluster-node');

  /** What brings it to another version. */
  upgrade = (...args: readonly string[]): Ended => this.runs('upgrade-node', ...args);

  private runs(program: string, ...args: readonly string[]): Ended {
    const { status, stdout, stderr } = spawnSync('bash', [join(this.root, `/usr/local/sbin/isthmus-${program}`), ...args], {
      encoding: 'utf8',
      // What waits for something that no stand-in does would wait for a day.
      timeout: 120_000,
      input: this.token,
      env: { PATH: `${join(this.root, 'bin')}:${process.env.PATH}`, ROOT: this.root, KUBEADM_VERSION: this.version },
    });
    return { status, output: stdout + stderr };
  }

  /** What was called, in order. */
  get calls(): readonly string[] {
    return this.has('calls') ? this.read('calls').replaceAll(this.root, '').trimEnd().split('\n') : [];
  }

  put(path: string, text: string, mode = 0o600): void {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    chmodSync(file, mode);
  }

  read = (path: string): string => readFileSync(join(this.root, path), 'utf8');
  remove = (path: string): void => rmSync(join(this.root, path));
  has = (path: string): boolean => existsSync(join(this.root, path));
  end = (): void => rmSync(this.root, { recursive: true });

  private readonly within = (text: string): string => text.replace(/(?<![\w/.])\/(?=(etc|var|run|usr\/local\/bin)\/)/g, `${this.root}/`);
}
