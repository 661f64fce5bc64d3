import { AddOn } from '../../src';

/** What decides which add-ons a cluster of a random system has. */
export interface AddOnParts {
  /** Unset: nothing is known of them. */
  readonly turn: number | undefined;
  /** It has addresses for Services. */
  readonly addresses: boolean;
  readonly meshed: boolean;
  /** Its nodes answer for names. */
  readonly nodeLocal: boolean;
  /** Its distribution brings a network plug-in along. */
  readonly brought: boolean;
}

const PLUG_INS: readonly ((nodeLocal: boolean) => AddOn)[] = [
  () => AddOn.calico({ version: '3.32.1', values: { apiServer: { enabled: false } } }),
  () => AddOn.kubeRouter({ version: '2.11.1', repository: 'https://files.example/kube-router' }),
  // What pods ask of a name server on their node it would lead elsewhere.
  (nodeLocal) => (nodeLocal ? AddOn.existing('cilium', { version: '1.18' }) : AddOn.cilium({ version: '1.20.0' })),
  () => AddOn.existing('calico', { version: '3.30' }),
];

/** Each third turn leaves one of them to others, or says nothing of it. */
const kept = (turn: number, place: number): boolean => (turn >> place) % 3 !== 0;

/** A plug-in, and of what goes with the cluster some. Gateways of random systems are where no chart puts them: those are there already. */
export function randomAddOns({ turn, addresses, meshed, nodeLocal, brought }: AddOnParts): readonly AddOn[] {
  if (turn === undefined) return [];
  const plugIn = PLUG_INS[turn % PLUG_INS.length] as (typeof PLUG_INS)[number];
  return [
    ...(brought ? [] : [plugIn(nodeLocal)]),
    kept(turn, 1) ? AddOn.gatewayApi({ version: '1.6.1' }) : AddOn.existing('gateway-api', { version: '1.4' }),
    ...(addresses && kept(turn, 2) ? [AddOn.metallb({ version: '0.16.1', values: { speaker: { logLevel: `level-${turn}` } } })] : []),
    ...(meshed && kept(turn, 3)
      ? [AddOn.istio({ version: '1.30.3', values: { istiod: { revision: 'r', pilot: { autoscaleMin: 2 } } } })]
      : []),
    ...(kept(turn, 4) ? [AddOn.certManager({ version: '1.21.1', namespace: 'certificates' })] : []),
    ...(kept(turn, 5) ? [AddOn.externalSecrets({ version: '2.9.0', repository: 'oci://registry.example/charts' })] : []),
    AddOn.existing('kong', { version: '0.24' }),
  ];
}
