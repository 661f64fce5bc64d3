import { Subnet } from '../../network/network';
import { oneOrMore, optional, propsOf, reference } from '../../shape';
import { Machine, NetworkInterface } from '../../workload/machine';
import type { MonitoringProps } from '../../workload/monitoring';
import { Pods } from '../../workload/pods';
import { Workload } from '../../workload/workload';
import { externalOr } from '../values';

const PLACE = reference('a workload, Pods, a machine, a Subnet or an External', Workload, Pods, Machine, NetworkInterface, Subnet);

/** What users may say of the monitoring of a machine. */
export const MONITORING = optional(propsOf<MonitoringProps>({ from: oneOrMore(externalOr(PLACE)) }));
