import { ETC } from '../part';

/** Where first boot leaves what kubeadm is told. */
export const FOLDER = `${ETC}/kubernetes`;
/** Templates of its configuration: what is secret, or known to the guest alone, is put in their places when it is used. */
export const CONFIGURATION = `${FOLDER}/kubeadm.yaml`;
/** Where first boot leaves secrets: each is deleted as soon as it has served. */
export const SECRETS = `${FOLDER}/secrets`;

/** What API servers read besides: as long as they run, and mounted into their pods. */
export const API_SERVER_FOLDER = '/etc/kubernetes/isthmus';
export const AUDIT_POLICY = `${API_SERVER_FOLDER}/audit-policy.yaml`;
export const ADMISSION = `${API_SERVER_FOLDER}/admission.yaml`;
export const ENCRYPTION = `${API_SERVER_FOLDER}/encryption.yaml`;
export const AUDIT_LOG = '/var/log/kubernetes';

/** Marks in the templates of kubeadm's configuration, for what is put there. */
export const MARKS = { joinToken: '@join-token@', certificateKey: '@certificate-key@', version: '@version@' } as const;

/** How much the name of a service of a cluster is part of. */
export const CLUSTER_DOMAIN = 'cluster.local';
