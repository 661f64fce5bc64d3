import type { ResolvedCluster, ResolvedGateway } from '../../model/resolved';
import { PRESERVE_HOST, SERVICE_UPSTREAM } from '../imports/kong';
import { meshModeOf } from '../mesh';
import { addGatewayApi } from './gateway-api';
import type { GatewayRenderer } from './renderer';

export const KONG: GatewayRenderer = {
  add: (chart, system, cluster, gateway) =>
    addGatewayApi(chart, system, gateway, speaksToServices(gateway, cluster) ? { [PRESERVE_HOST]: 'false' } : {}),
  routed: (gateway, cluster): Record<string, string> => (speaksToServices(gateway, cluster) ? { [SERVICE_UPSTREAM]: 'true' } : {}),
};

/** Kong dials pods one by one, under the Host that the client sent: where its own proxy would not know these, it has to be told otherwise. */
const speaksToServices = ({ inMesh }: ResolvedGateway, { mesh }: ResolvedCluster): boolean =>
  inMesh && mesh !== undefined && meshModeOf(mesh).knowsServices;
