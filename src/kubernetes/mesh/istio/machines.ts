import type { Chart } from 'cdk8s';
import type { ResolvedMesh } from '../../../model/resolved';
import { DestinationRule } from '../../imports/istio-networking';
import { fullHost } from './hosts';

/**
 * A machine outside of the mesh is known to it by its Service and EndpointSlice, as everything that Kubernetes knows is (istio.io, "Virtual
 * Machine Architecture": a ServiceEntry and WorkloadEntries say the same where there is no Service). That it has no proxy which would end
 * mutual TLS is said here, whatever holds for the rest of the mesh: what pods send to it leaves as they speak, with TLS of their own or none.
 */
export function addPlainMachine(chart: Chart, mesh: ResolvedMesh, namespace: string, service: string): void {
  new DestinationRule(chart, `${service}-plain`, {
    metadata: { name: service, namespace },
    spec: { host: fullHost(mesh, namespace, service), trafficPolicy: { tls: { mode: 'DISABLE' } } },
  });
}
