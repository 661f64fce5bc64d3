import type { ResolvedDistribution } from '../resolved';
import { objectPart, propsIn, propsPart, remembering } from '../shape/wrong';
import { Value } from '../values/value';

/** How k3s carries packets between pods of different nodes, which decides which network plug-in there is. */
export enum FlannelBackend {
  /** flannel, VXLAN over UDP 8472 between nodes. */
  VXLAN = 'vxlan',
  /** flannel, encrypted: WireGuard over UDP 51820 between nodes. Their kernel has to have it: those of all systems here do. */
  WIREGUARD = 'wireguard-native',
  /** No flannel, and none of k3s's policy controller: a network plug-in of your own, which has to enforce NetworkPolicy. */
  NONE = 'none',
}

/** Where a program is downloaded from, and what it has to be. */
export interface K3sBinaryProps {
  /** http or https address of the program itself (`k3s`), at its release or on a mirror: nodes must reach it. */
  readonly url: string;
  /** Its digest, 64 hexadecimal digits, as the release's `sha256sum-amd64.txt` has it: nothing else is run. */
  readonly sha256: string;
}

/** What k3s is told beside what follows from the cluster. */
export interface K3sProps {
  /** Its release, of the cluster's minor version, such as `v1.34.2+k3s1`. */
  readonly release: string;
  /**
   * Where nodes download it from when they are first started.
   * @default - nowhere: it is `/usr/local/bin/k3s` of their image, which is `preinstalled` (and images for containers lie in `/var/lib/rancher/k3s/agent/images`, if the nodes reach no registry)
   */
  readonly binary?: K3sBinaryProps;
  /** @default FlannelBackend.VXLAN */
  readonly flannelBackend?: FlannelBackend;
  /**
   * Whether k3s brings its provisioner of volumes on nodes' own disks (storage class `local-path`).
   * @default false
   */
  readonly localStorage?: boolean;
}

/** Whose packages of Kubernetes the nodes of a cluster run, and who sets them up. */
export class Distribution extends Value {
  protected declare readonly brand: 'Distribution';

  /** Kubernetes' own programs, as kubeadm sets them up: containerd, kubelet, and a network plug-in of your own. */
  static readonly KUBEADM = new Distribution({ name: 'kubeadm' });

  private constructor(/** @internal */ readonly resolved: ResolvedDistribution) {
    super();
  }

  /**
   * k3s: one program, with containerd, flannel and a policy controller in it. etcd is embedded, also on a single server, so that more servers can
   * join it. Traefik and ServiceLB are left out: the edge is the system's.
   */
  static k3s(props: K3sProps): Distribution {
    const { release = '', binary, flannelBackend = FlannelBackend.VXLAN, localStorage = false } = propsIn(props);
    return remembering(
      new Distribution({ name: 'k3s', release, ...(binary && { binary }), flannelBackend, localStorage }),
      propsPart<K3sProps>('Distribution.k3s(props)', props, { release: true, binary: true, flannelBackend: true, localStorage: true }),
      binary === undefined
        ? []
        : [
            ...objectPart('Distribution.k3s({ binary })', binary),
            ...propsPart<K3sBinaryProps>('Distribution.k3s({ binary })', binary, { url: true, sha256: true }),
          ],
    );
  }
}
