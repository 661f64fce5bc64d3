import assert from 'node:assert/strict';
import type { PodsEnd, ResolvedSystem } from '../../../../src/model/resolved';
import { endKey } from '../../../../src/model/resolved';
import { formatIp } from '../../../../src/model/values';
import type { Manifest } from '../../../both-outputs/render';
import type { Lab } from '../../harness/lab';
import { Peer } from '../../network/peer';
import type { NodeSpace } from './network';

/** One of several pods that are alike. */
export interface Pod {
  readonly end: PodsEnd;
  readonly name: string;
  readonly node: NodeSpace;
  readonly address: string;
  readonly peer: Peer;
  /** As the API server has it. */
  readonly object: object;
}

interface Template {
  readonly metadata: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec: { readonly containers: readonly { readonly name: string; readonly ports?: readonly object[] }[] };
}

/** Where objects that make pods have what they make them of. */
const TEMPLATES: Readonly<Record<string, (spec: never) => Template>> = {
  Deployment: ({ template }: { template: Template }) => template,
  StatefulSet: ({ template }: { template: Template }) => template,
  DaemonSet: ({ template }: { template: Template }) => template,
  Job: ({ template }: { template: Template }) => template,
  CronJob: ({ jobTemplate }: { jobTemplate: { spec: { template: Template } } }) => jobTemplate.spec.template,
};

/** What pods behind an end are made of: what the manifests say of those of the system, and what policies select others by. */
function templateOf({ name, owner, selector: { namespace, labels } }: PodsEnd, manifests: readonly Manifest[]): Template {
  const port = { name: 'lab', image: 'lab' };
  const wanted = Object.entries(labels);
  if (owner !== 'us') return { metadata: { labels }, spec: { containers: [port] } };
  const found = manifests.find(({ kind, metadata, spec }) => {
    const labels = TEMPLATES[kind]?.(spec as never).metadata.labels ?? {};
    return metadata.namespace === namespace && wanted.every(([key, value]) => labels[key] === value);
  });
  assert(found, `${namespace}/${name} is in the manifests`);
  const template = TEMPLATES[found.kind]?.(found.spec as never);
  assert(template);
  return template;
}

/** Pods of a cluster that flows speak of, two of each kind on different nodes as far as there are nodes. */
export async function makePods(
  lab: Lab,
  system: ResolvedSystem,
  cluster: string,
  manifests: readonly Manifest[],
  nodes: readonly NodeSpace[],
  probe: string,
): Promise<readonly Pod[]> {
  const ends = system.podGroups.filter((end) => end.cluster === cluster);
  const pods: Pod[] = [];
  for (const [place, end] of ends.entries()) {
    const template = templateOf(end, manifests);
    for (const turn of [0, 1]) {
      const node = nodes[(place + turn) % nodes.length];
      assert(node);
      const address = formatIp(node.block.first + 10 + pods.length);
      const peer = await Peer.join(lab, node.space, `pod${pods.length}`, probe);
      await node.space.shell(`ip link set pod${pods.length} master kube-bridge`);
      await peer.shell(`ip address add ${address}/24 dev eth0
ip route add default via ${formatIp(node.block.first + 1)}`);
      const name = `p${pods.length}`;
      pods.push({ end, name: `${endKey(end)}#${turn + 1}`, node, address, peer, object: objectOf(name, end, template, node, address) });
    }
  }
  return pods;
}

function objectOf(name: string, { selector }: PodsEnd, { metadata, spec }: Template, node: NodeSpace, podIP: string): object {
  const started = '2026-01-01T00:00:00Z';
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: selector.namespace, labels: metadata.labels },
    spec: {
      nodeName: node.name,
      containers: spec.containers.map((container) => ({
        name: container.name,
        image: 'lab',
        ports: container.ports?.map(withoutHostPort),
      })),
    },
    status: {
      phase: 'Running',
      startTime: started,
      hostIP: node.address,
      podIP,
      podIPs: [{ ip: podIP }],
      conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: started }],
    },
  };
}

const withoutHostPort = (port: object): object => ({ ...port, hostPort: undefined });
