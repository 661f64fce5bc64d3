import {
  type ClusterNodeRole,
  type DistributionOf,
  NODE_PARTS,
  type ResolvedBringUp,
  type ResolvedMachine,
} from '../../../../model/resolved';
import { bashProgram, type GuestPart, program } from '../../part';
import { apiServerFiles } from '../api-server';
import { kernelFiles, marksOf, SET_KERNEL, WITHOUT_SWAP } from '../kernel';
import { JOIN_TOKENS, secretFiles } from '../secrets';
import { opening, unitPart } from '../unit';
import { k3sConfiguration, registries } from './configuration';
import { script } from './make';
import { BINARY, CONFIG, K3S_API_SERVER, REGISTRIES, SERVICE } from './places';
import { GET } from './program';
import { replaceProgram } from './upgrade';

type K3sRole = ClusterNodeRole & { readonly distribution: DistributionOf<'k3s'> };

/** A node that runs k3s. */
export const k3sParts = (role: K3sRole, machine: ResolvedMachine): readonly GuestPart[] => [
  preparedPart(role, machine),
  ...(role.bringUp ? [broughtUpPart(role, role.bringUp, machine)] : []),
];

/** A machine made ready for it: kernel and program. */
function preparedPart({ distribution: { binary } }: K3sRole, { guest }: ResolvedMachine): GuestPart {
  const installs = guest.installs && binary ? `${GET}\nget '${binary.url}' ${binary.sha256.toLowerCase()}\n` : '';
  return {
    packages: ['ca-certificates', 'curl'],
    files: [
      ...kernelFiles(KUBELET_DEFAULTS),
      bashProgram(
        'cluster-node',
        'Makes the machine ready for k3s. Safe to run again.',
        `${SET_KERNEL}${WITHOUT_SWAP}${installs}
[ -x ${BINARY} ] || fail 'there is no ${BINARY}'`,
      ),
    ],
    steps: [program('cluster-node')],
  };
}

/** What the kubelet wants of the kernel, and changes nothing of (docs.k3s.io, "CIS Hardening Guide": host-level requirements). */
const KUBELET_DEFAULTS = `kernel.keys.root_maxbytes = 25000000
kernel.keys.root_maxkeys = 1000000
kernel.panic = 10
kernel.panic_on_oops = 1
vm.overcommit_memory = 1
vm.panic_on_oom = 0
`;

function broughtUpPart(role: K3sRole, bringUp: ResolvedBringUp, machine: ResolvedMachine): GuestPart {
  const { cluster, version, distribution, imageRepository } = role;
  const { controlPlane } = NODE_PARTS[bringUp.part];
  const at = { name: machine.guest.hostname, address: machine.nic.address };
  const node = { bringUp, cluster, version, distribution, ...at, ...marksOf(role) };
  const unit = unitPart(
    node,
    [
      { path: CONFIG, content: k3sConfiguration(node), mode: '0600', individual: true },
      ...(imageRepository === undefined ? [] : [{ path: REGISTRIES, content: registries(imageRepository), mode: '0600' }]),
      ...secretFiles(bringUp),
      ...(controlPlane ? apiServerFiles(K3S_API_SERVER) : []),
      { path: `/etc/systemd/system/${SERVICE}`, content: service(controlPlane), mode: '0644', individual: true },
    ],
    `${opening(node, bringUp.secrets.joinToken === undefined ? undefined : JOIN_TOKENS.k3s)}${script(node)}`,
    true,
  );
  return { ...unit, files: [...(unit.files ?? []), replaceProgram(controlPlane)] };
}

// As its installer writes it (docs.k3s.io, "Manual Installation"): pods stay when it is restarted, and it is tried again when nobody answers yet.
const service = (server: boolean): string => `[Unit]
Description=Kubernetes (k3s)
Documentation=https://docs.k3s.io
Wants=network-online.target
After=network-online.target

[Service]
Type=${server ? 'notify' : 'exec'}
ExecStart=${BINARY} ${server ? 'server' : 'agent'}
KillMode=process
Delegate=yes
LimitNOFILE=1048576
LimitNPROC=infinity
LimitCORE=infinity
TasksMax=infinity
TimeoutStartSec=0
Restart=always
RestartSec=5s

[Install]
WantedBy=multi-user.target
`;
