import { list, map, oneOrMore, optional, propsOf, text } from '../../shape';
import { type ClusterDnsProps, PodEgress } from '../../workload/kubernetes-cluster';
import { ADD_ON } from '../add-on-shape';
import { SECRET_REFERENCE } from '../secret';
import { anyOf, EXTERNAL, portNumber } from '../values';

/** What users may give to clusters of every kind. */
export const CLUSTER_FACTS = {
  version: text,
  podCidr: text,
  serviceCidr: text,
  podEgress: optional(anyOf(PodEgress)),
  namespace: optional(text),
  metallbNamespace: optional(text),
  addOns: optional(list(ADD_ON)),
  apiServer: optional(EXTERNAL),
  imagePullSecrets: optional(list(SECRET_REFERENCE)),
  dns: optional(
    propsOf<ClusterDnsProps>({
      namespace: optional(text),
      labels: optional(map(text)),
      port: optional(portNumber),
      nodeLocal: optional(oneOrMore(text)),
    }),
  ),
};
