import { ACCESS } from './access.cases';
import { ADD_ONS } from './add-on.cases';
import { ADDRESSES } from './address.cases';
import { ADOPTION } from './adoption.cases';
import { BACKUP } from './backup.cases';
import { BALANCERS } from './balancer.cases';
import { BRING_UPS } from './bring-up.cases';
import { CAPACITY } from './capacity.cases';
import { CARDS } from './card.cases';
import type { ProblemCase } from './case';
import { CONSTRUCTS, VALUES_AS_TEXT } from './construct.cases';
import { CONTAINERS } from './container.cases';
import { DATABASES } from './database.cases';
import { ENVIRONMENTS } from './environment.cases';
import { FIRST_BOOTS, FIRST_BOOTS_OF_OTHERS } from './first-boot.cases';
import { GATEWAYS } from './gateway.cases';
import { GUEST_SYSTEMS } from './guest-os.cases';
import { HARDWARE } from './hardware.cases';
import { HOSTS } from './host.cases';
import { HOST_ACCESS } from './host-access.cases';
import { HOST_NAMES } from './host-name.cases';
import { KUBERNETES } from './kubernetes.cases';
import { LOCK } from './lock.cases';
import { MACHINE } from './machine.cases';
import { MICROSERVICES } from './microservice.cases';
import { MIGRATIONS } from './migration.cases';
import { MONITORING } from './monitoring.cases';
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
import { TRAFFIC } from './traffic.cases';
import { VALUES } from './value.cases';
import { WINDOWS_SETUPS } from './windows-setup.cases';
import { WORKLOADS } from './workload.cases';

/** All ways to meet problems of systems that the tests know. */
export const CASES: readonly ProblemCase[] = [
  ...BRING_UPS,
  ...NETWORK,
  ...ADDRESSES,
  ...NAMES,
  ...VALUES,
  ...CONSTRUCTS,
  ...VALUES_AS_TEXT,
  ...TEXTS,
  ...MACHINE,
  ...DATABASES,
  ...BACKUP,
  ...MONITORING,
  ...CAPACITY,
  ...BALANCERS,
  ...CARDS,
  ...GUEST_SYSTEMS,
  ...FIRST_BOOTS,
  ...FIRST_BOOTS_OF_OTHERS,
  ...WINDOWS_SETUPS,
  ...GATEWAYS,
  ...STORAGE,
  ...HARDWARE,
  ...KUBERNETES,
  ...HOSTS,
  ...HOST_ACCESS,
  ...SHARES,
  ...NAMESPACES,
  ...ACCESS,
  ...SECRETS,
  ...MICROSERVICES,
  ...MIGRATIONS,
  ...TRAFFIC,
  ...ENVIRONMENTS,
  ...WORKLOADS,
  ...CONTAINERS,
  ...PLACEMENTS,
  ...PROBES,
  ...POLICY,
  ...LOCK,
  ...HOST_NAMES,
  ...ADOPTION,
  ...ADD_ONS,
];
