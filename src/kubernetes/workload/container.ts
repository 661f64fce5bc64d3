import type { EnvSourceFrom, ResolvedArgument, ResolvedContainer } from '../../model/resolved';
import { asItIs } from '../../model/values';
import type { Container } from '../imports/kubernetes';
import { filled } from '../names';
import { singlePorts, transportPorts } from '../ports';
import { envFromSource, envVar } from './environment';
import { probeSpecs } from './probes';
import { resourceRequirements } from './resources';

/**
 * A container of any kind, but for what the pod says of all of them.
 * @param deeply volumes of which read-only mounts are so in all that is mounted below them
 */
export function containerSpec(container: ResolvedContainer, deeply: ReadonlySet<string>): Container {
  const { name, image, command, args, workingDir, ports, env, envFrom, resources, probes, mounts } = container;
  return {
    name,
    image,
    imagePullPolicy: 'Always', // else who may start a pod on a node may use every image that lies there
    command: command?.map(argument),
    args: args?.map(argument),
    workingDir,
    ports: filled(
      singlePorts(transportPorts(ports).ports).map((single) => ({
        name: single.name,
        containerPort: single.port,
        protocol: single.protocol,
      })),
    ),
    envFrom: filled(envFrom.map(envFromSource)),
    env: filled(env.map(envVar)),
    resources: resourceRequirements(resources),
    ...(probes && probeSpecs(probes)),
    volumeMounts: filled(
      mounts.map(({ volume, path, readOnly }) => ({
        name: volume,
        mountPath: path,
        ...(readOnly && { readOnly, ...(deeply.has(volume) && { recursiveReadOnly: 'IfPossible' }) }),
      })),
    ),
  };
}

const ARGUMENTS: { readonly [From in ResolvedArgument['from']]: (given: EnvSourceFrom<From>) => string } = {
  value: ({ value }) => asItIs(value),
  expansion: ({ template }) => template,
};

const argument = (given: ResolvedArgument): string => (ARGUMENTS[given.from] as (given: ResolvedArgument) => string)(given);
