import { ACCESS } from './access.cases';
import { ADDRESSES } from './address.cases';
import { CAPACITY } from './capacity.cases';
import { CARDS } from './card.cases';
import type { ProblemCase } from './case';
import { CONTAINERS } from './container.cases';
import { ENVIRONMENTS } from './environment.cases';
import { FIRST_BOOTS, FIRST_BOOTS_OF_OTHERS } from './first-boot.cases';
import { GATEWAYS } from './gateway.cases';
import { HOST_ACCESS } from './host-access.cases';
import { KUBERNETES } from './kubernetes.cases';
import { LOCK } from './lock.cases';
import { MACHINE } from './machine.cases';
import { MICROSERVICES } from './microservice.cases';
import { NAMES } from './name.cases';
import { NAMESPACES } from './namespace.cases';
import { NETWORK } from './network.cases';
import { PLACEMENTS } from './placement.cases';
import { POLICY } from './policy.cases';
import { PROBES } from './probe.cases';
import { SECRETS } from './secret.cases';
import { SHARES } from './share.cases';
import { STORAGE } from './storage.cases';
import { TEXTS } from './text.cases';
import { VALUES } from './value.cases';
import { WORKLOADS } from './workload.cases';

/** All ways to meet problems of systems that the tests know. */
export const CASES: readonly ProblemCase[] = [
  ...NETWORK,
  ...ADDRESSES,
  ...NAMES,
  ...VALUES,
  ...TEXTS,
  ...MACHINE,
  ...CAPACITY,
  ...CARDS,
  ...FIRST_BOOTS,
  ...FIRST_BOOTS_OF_OTHERS,
  ...GATEWAYS,
  ...STORAGE,
  ...KUBERNETES,
  ...HOST_ACCESS,
  ...SHARES,
  ...NAMESPACES,
  ...ACCESS,
  ...SECRETS,
  ...MICROSERVICES,
  ...ENVIRONMENTS,
  ...WORKLOADS,
  ...CONTAINERS,
  ...PLACEMENTS,
  ...PROBES,
  ...POLICY,
  ...LOCK,
];
