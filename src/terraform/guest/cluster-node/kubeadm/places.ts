import type { ApiServerPlaces } from '../api-server';
import { FOLDER } from '../unit';

/** Templates of its configuration: what is secret, or known to the guest alone, is put in their places when it is used. */
export const CONFIGURATION = `${FOLDER}/kubeadm.yaml`;
/** The same of a first node that is made anew while others run its cluster. */
export const COMING_BACK = `${FOLDER}/kubeadm-join.yaml`;
/** The configuration as kubeadm gets it: in memory alone. */
export const FILLED = '/run/isthmus/kubeadm.yaml';
/** What API servers read besides: as long as they run, and mounted into their pods. */
export const API_SERVER_FOLDER = '/etc/kubernetes/isthmus';
export const KUBEADM_API_SERVER: ApiServerPlaces = {
  admission: `${API_SERVER_FOLDER}/admission.yaml`,
  auditPolicy: `${API_SERVER_FOLDER}/audit-policy.yaml`,
};
export const ENCRYPTION = `${API_SERVER_FOLDER}/encryption.yaml`;

/** Marks in the templates of kubeadm's configuration, for what is put there. */
export const MARKS = { joinToken: '@join-token@', certificateKey: '@certificate-key@', version: '@version@' } as const;

/** As an administrator, on a node of the control plane. */
export const KUBECTL = 'kubectl --kubeconfig=/etc/kubernetes/admin.conf';
