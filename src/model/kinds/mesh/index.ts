import type { ResolvedMesh, ResolvedPort } from '../../resolved';
import { inKeyOrder } from '../../values';
import type { MeshProvider, ServiceMesh } from '../../workload/service-mesh';
import { ISTIO } from './istio';
import type { MeshProfile, ModeProfile } from './profile';

/** All providers of meshes: those that users can choose. What one of them is stands in the file of its name. */
export const MESHES: { readonly [P in ResolvedMesh['provider']]: MeshProfile } = { istio: ISTIO } satisfies {
  readonly [P in `${MeshProvider}`]: MeshProfile;
};

/** Where a provider's proxies stand, to be asked about it. */
export const meshModeOf = ({ provider, mode }: Pick<ResolvedMesh, 'provider' | 'mode'>): ModeProfile => MESHES[provider].modes[mode];

/** Whether a port that takes plaintext may take TLS beside it. */
export const takesTlsToo = (mesh: Pick<ResolvedMesh, 'provider' | 'mode'>, { serverFirst }: ResolvedPort): boolean =>
  !serverFirst || !meshModeOf(mesh).waitsForClient;

/** The pods of a mesh's control plane: as its provider installs them, unless the user says otherwise. */
export function controlPlaneOf({ props }: ServiceMesh): ResolvedMesh['controlPlane'] {
  const { namespace, labels, ports } = MESHES[props.provider];
  return { namespace: props.namespace ?? namespace, labels: inKeyOrder(props.controlPlaneLabels ?? labels), ports };
}
