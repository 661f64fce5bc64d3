import type { Part } from '../harness/part';
import { adoption } from './adoption';
import { bringUp } from './bring-up';
import { cards } from './cards';
import { clientAddress } from './client-address';
import { dataPath } from './data-path';
import { fork } from './fork';
import { guests, monitoring, mysql, pointInTime, replicas } from './guests';
import { hardware } from './hardware';
import { ignition } from './ignition';
import { kubernetes } from './kubernetes';
import { highlyAvailableNodes, nodes, nodeUpgrade } from './nodes';
import { packets } from './packets';
import { planOfClusters, planOfHosts, planOfNodes, planTimes } from './plan';
import { policies } from './policies';
import { recovery } from './recovery';
import { stacks } from './stacks';
import { terraform } from './terraform';

/** In the order they run, for runs whose time is limited: what proves much in little time first, what has to be built long last. */
export const parts: readonly Part[] = [
  packets,
  cards,
  bringUp,
  clientAddress,
  adoption,
  guests,
  replicas,
  mysql,
  monitoring,
  pointInTime,
  hardware,
  ignition,
  recovery,
  stacks,
  terraform,
  ...planOfHosts,
  kubernetes('1.34.2'),
  planOfNodes,
  planTimes,
  planOfClusters('1.34.2'),
  policies,
  nodes('1.34.2'),
  highlyAvailableNodes('1.34.2'),
  nodeUpgrade('1.33.13', '1.34.2'),
  dataPath,
  kubernetes('1.35.4'),
  kubernetes('1.30.14'),
  fork,
];
