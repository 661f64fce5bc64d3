import { NODE_PARTS, type ResolvedBringUp } from '../../../../model/resolved';
import type { BroughtUp } from '../unit';
import { COMING_BACK, CONFIGURATION, FILLED, KUBECTL } from './places';

/** Where there are no workers: kubeadm keeps nodes of the control plane from announcing addresses of Services, those that join as well. */
export const announcing = ({ part, runsPods }: ResolvedBringUp, name: string): string =>
  NODE_PARTS[part].controlPlane && runsPods
    ? `  ${KUBECTL} label node ${name} node.kubernetes.io/exclude-from-external-load-balancers-\n`
    : '';

/** Shell text that joins a cluster. What is no part of it yet may be thrown away. @param configuration what kubeadm is told */
export function joinCluster({ bringUp, cluster, name }: BroughtUp, configuration = CONFIGURATION): string {
  const { part } = bringUp;
  return `
if [ ! -e $state/joined ]; then
  say 'joining the cluster ${cluster}'${NODE_PARTS[part].controlPlane ? '\n  encrypt' : ''}
  if [ -e $state/begun ]; then
    kubeadm reset --force > /dev/null 2>&1 || true
  fi
  configure${configuration === CONFIGURATION ? '' : ` ${configuration}`}
  touch $state/begun
  kubeadm join --config ${FILLED} || fail 'not joined; the next try is in 15 seconds. Where the token has expired: \`npx isthmus join-token ${cluster} --to '"$(hostname)\\\`"
${announcing(bringUp, name)}  touch $state/joined
fi
rm -rf $secrets ${[FILLED, CONFIGURATION, ...(configuration === CONFIGURATION ? [] : [COMING_BACK])].join(' ')}
touch $state/done
say 'joined the cluster ${cluster}: what is secret is deleted'`;
}
