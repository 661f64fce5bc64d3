import type { ApiGateway, ProxyProps } from '../../edge/api-gateway';
import type { Listener } from '../../edge/listener';
import type { AddOnName, AddressBlock, ListenerProtocol, Prerequisite, ResolvedGateway, ResolvedMesh, ResolvedRoute } from '../../resolved';
import type { Refusal } from '../../shape';

/** Where proxies run, besides their ports. */
export type ProxyPlace = Required<Omit<ProxyProps, 'httpPort' | 'httpsPort'>>;

/** An object that a provider reads besides those of the Gateway API. */
export interface ProviderObject {
  readonly kind: string;
  readonly name: string;
  /** The route that it is there for. Unset: the whole gateway. */
  readonly route?: string;
}

/** All that tells one provider of gateways from another, as far as the model is concerned. */
export interface GatewayProfile {
  /** What people call it. */
  readonly title: string;
  /** Where its proxies run, as its own documentation installs it. */
  readonly proxy: (gateway: ApiGateway, namespace: string) => ProxyPlace;
  /** The port of its proxies behind that of a listener. */
  readonly portBehind: (protocol: Listener['protocol'], port: number) => number;
  /** One set of proxies for all gateways of a class, each of which answers for the routes of all. */
  readonly sharesProxies: boolean;
  /** The key of a client's Secret that its API key is under. */
  readonly credentialKey: (client: string) => string;
  /** What it cannot do of what is asked of a whole gateway. */
  readonly refuses: (gateway: ResolvedGateway, mesh: ResolvedMesh | undefined) => readonly Refusal[];
  /** What it cannot do of what is asked of a gateway together with another one of it in the same cluster. */
  readonly refusesBeside: (gateway: ResolvedGateway, other: ResolvedGateway) => readonly Refusal[];
  /** What it cannot do of what is asked of a route. */
  readonly refusesRoute: (route: ResolvedRoute) => readonly Refusal[];
  /** What it reads besides the Gateway API, in the gateway's namespace. */
  readonly objects: (gateway: ResolvedGateway) => readonly ProviderObject[];
  /** What a cluster is declared to have, where it has it. */
  readonly addOn: AddOnName;
  /**
   * What must be there before the outputs are applied besides the definitions of the Gateway API, as sentences.
   * @param senders blocks that connections to its proxies come from
   * @param installed the system says how it is installed
   */
  readonly prerequisites: (
    gateway: ResolvedGateway,
    surroundings: {
      readonly mesh: ResolvedMesh | undefined;
      readonly senders: readonly AddressBlock[];
      readonly installed: boolean;
    },
  ) => readonly Prerequisite[];
}

/** One answer for each protocol of listeners. */
export type ByProtocol<T> = { readonly [P in ListenerProtocol]: T };
