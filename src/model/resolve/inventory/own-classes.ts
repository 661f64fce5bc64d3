import { Secret } from '../../configuration/secret';
import { ApiGateway } from '../../edge/api-gateway';
import { LoadBalancer } from '../../edge/load-balancer';
import { Migration } from '../../edge/migration';
import { GrpcRoute, HttpRoute } from '../../edge/route';
import { TrafficPolicy } from '../../edge/traffic-policy';
import { Host } from '../../network/host';
import { Network, Subnet } from '../../network/network';
import { CronJob } from '../../workload/cron-job';
import { DaemonService } from '../../workload/daemon-service';
import { DatabaseVm } from '../../workload/database-vm';
import { Job } from '../../workload/job';
import { ClusterNode, KubernetesCluster } from '../../workload/kubernetes-cluster';
import { LegacyVm } from '../../workload/legacy-vm';
import { NetworkInterface } from '../../workload/machine';
import { Microservice } from '../../workload/microservice';
import { Namespace } from '../../workload/namespace';
import { Pods } from '../../workload/pods';
import { ServiceMesh } from '../../workload/service-mesh';
import { StatefulService } from '../../workload/stateful-service';
import { VirtualMachine } from '../../workload/virtual-machine';

/** Classes of constructs whose props are all known. A test compares them with what is exported. */
export const OWN_CLASSES: ReadonlySet<unknown> = new Set([
  ApiGateway,
  ClusterNode,
  CronJob,
  DaemonService,
  DatabaseVm,
  GrpcRoute,
  Host,
  HttpRoute,
  Job,
  KubernetesCluster,
  LegacyVm,
  LoadBalancer,
  Microservice,
  Migration,
  Namespace,
  Network,
  NetworkInterface,
  Pods,
  Secret,
  ServiceMesh,
  StatefulService,
  Subnet,
  TrafficPolicy,
  VirtualMachine,
]);
