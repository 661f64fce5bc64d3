import type { ApiServerPlaces } from '../api-server';

/** Where k3s reads what it is told (docs.k3s.io, "Configuration Options"). */
const FOLDER = '/etc/rancher/k3s';
export const CONFIG = `${FOLDER}/config.yaml`;
export const REGISTRIES = `${FOLDER}/registries.yaml`;
/** What a server joins with, and goes on with; of an agent, what it has joined with, which is worth nothing by then. */
export const TOKEN = `${FOLDER}/token`;

/** What API servers read besides. */
export const K3S_API_SERVER: ApiServerPlaces = {
  admission: `${FOLDER}/isthmus/admission.yaml`,
  auditPolicy: `${FOLDER}/isthmus/audit-policy.yaml`,
};

export const BINARY = '/usr/local/bin/k3s';
export const SERVICE = 'k3s.service';
/** What makes a cluster: its data, its keys and its tokens. */
export const SERVER_DATA = '/var/lib/rancher/k3s/server';

/** As an administrator, on a server. */
export const ADMIN = `k3s kubectl --kubeconfig=${FOLDER}/k3s.yaml`;
/** As its kubelet, on an agent. */
export const KUBELET = 'k3s kubectl --kubeconfig=/var/lib/rancher/k3s/agent/kubelet.kubeconfig';
