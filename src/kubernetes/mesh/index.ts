import type { ResolvedMesh } from '../../model/resolved';
import { ISTIO } from './istio';
import type { MeshRenderer, ModeRenderer } from './renderer';

/** All providers of meshes. What one of them needs stands in the folder of its name. */
export const MESHES: { readonly [P in ResolvedMesh['provider']]: MeshRenderer } = { istio: ISTIO };

/** What it takes for proxies where a mesh has them. */
export const meshModeOf = ({ provider, mode }: Pick<ResolvedMesh, 'provider' | 'mode'>): ModeRenderer => MESHES[provider].modes[mode];
