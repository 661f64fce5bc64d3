import { endKey, type ResolvedFlow, type ResolvedGateway } from '../../resolved';

/** What connects to the proxy of a gateway. */
export const flowsInto = ({ name }: Pick<ResolvedGateway, 'name'>, flows: readonly ResolvedFlow[]): readonly ResolvedFlow[] => {
  const gateway = endKey({ is: 'pods', of: 'gateway', name });
  return flows.filter(({ to }) => endKey(to) === gateway);
};
