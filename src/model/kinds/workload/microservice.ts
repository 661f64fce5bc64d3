import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { ResolvedMicroservice } from '../../resolved';
import { number, object, optional, propsOf } from '../../shape';
import { HEALTH, PORT, PORTS } from '../../shape/values';
import { comparePorts, PROTOCOLS } from '../../values';
import { Health, type Microservice, type MicroserviceProps, type ScalingProps } from '../../workload/microservice';
import type { KindOfWorkload } from './kind';
import { CLUSTER, WORKLOAD } from './shapes';

const REPLICAS = 2;
/** Use of the requested processor time that the autoscaler aims at, per cent. */
const TARGET_CPU = 70;

/** Pods that are always there, behind a Service. */
export const MICROSERVICE: KindOfWorkload<Microservice, ResolvedMicroservice> = {
  shape: object({
    cluster: CLUSTER,
    props: propsOf<MicroserviceProps>({
      ...WORKLOAD,
      port: PORT,
      morePorts: optional(PORTS),
      replicas: optional(number),
      scaling: optional(propsOf<ScalingProps>({ min: number, max: number, targetCpuPercent: optional(number) })),
      health: optional(HEALTH),
    }),
  }),
  check: (service, report) => {
    checkService(service, report);
    checkHealth(service, report);
    checkReplicas(service, report);
  },
  probes: ({ props }) => {
    const { readiness, liveness } = props.health ?? Health.tcp();
    const port = props.port.resolved.from;
    return { startup: { ...readiness, port }, readiness: { ...readiness, port }, liveness: { ...liveness, port } };
  },
  spread: ['zone', 'node'],
  entrance: true,
  resolve: ({ props, listens }, facts) => {
    const { scaling, replicas = REPLICAS } = props;
    return {
      ...facts,
      kind: 'microservice',
      ports: listens.map((port) => port.resolved).sort(comparePorts),
      replicas: scaling
        ? { min: scaling.min, max: scaling.max, targetCpuPercent: scaling.targetCpuPercent ?? TARGET_CPU }
        : { min: replicas, max: replicas },
    };
  },
};

function checkService({ node: { path }, listens }: Microservice, report: Report): void {
  for (const { resolved } of listens) {
    const range = `The port range ${resolved.from} to ${resolved.to} cannot be a Service's port.`;
    if (resolved.from !== resolved.to) report(problems.invalidWorkload(path, range, 'List its ports one by one.'));
  }
}

function checkHealth({ node: { path }, props }: Microservice, report: Report): void {
  const { numbered, connects } = PROTOCOLS[props.port.resolved.protocol];
  if (numbered && !connects) {
    const text = `Its health is checked over TCP at its first port, but ${props.port} is not TCP: its pods would never be ready.`;
    report(problems.invalidWorkload(path, text, 'Let `port` be one that answers over TCP, and list the others in `morePorts`.'));
  }
  for (const probe of [props.health?.readiness, props.health?.liveness]) {
    if (probe?.path !== undefined && !/^\/[^\s]*$/.test(probe.path))
      report(problems.invalidWorkload(path, `health: "${probe.path}" is no path of a URL.`, 'Start it with "/".'));
  }
}

function checkReplicas({ node, props }: Microservice, report: Report): void {
  const { replicas, scaling } = props;
  if (replicas !== undefined && (!Number.isInteger(replicas) || replicas < 1))
    report(problems.invalidReplicas(node.path, `${replicas} replicas is not a whole number from 1`));
  if (!scaling) return;
  if (replicas !== undefined)
    report(problems.invalidReplicas(node.path, `Both \`replicas\` (${replicas}) and \`scaling\` are given`, 'Keep one of them.'));
  if (!Number.isInteger(scaling.min) || scaling.min < 1 || !Number.isInteger(scaling.max) || scaling.max <= scaling.min) {
    report(problems.invalidReplicas(node.path, `scaling from ${scaling.min} to ${scaling.max} is no range of whole numbers from 1`));
  }
  const target = scaling.targetCpuPercent ?? TARGET_CPU;
  if (!(target >= 1 && target <= 100))
    report(
      problems.invalidReplicas(
        node.path,
        `targetCpuPercent ${target} is not between 1 and 100`,
        'Write per cent of the requested processor time, from 1 to 100.',
      ),
    );
}
