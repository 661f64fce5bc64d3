import type { ProxyProps } from '../../edge/api-gateway';
import type { ResolvedGateway } from '../../resolved';

/** All that tells one provider of gateways from another, as far as the model is concerned. */
export interface GatewayProfile {
  /** Where its proxy runs, as its own documentation installs it. */
  readonly proxy: Required<ProxyProps>;
  /** What must be there before the outputs are applied, as sentences. */
  readonly prerequisites: (gateway: ResolvedGateway) => readonly string[];
}
