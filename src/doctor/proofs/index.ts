import type { Proof } from '../../model/resolved';
import type { Asking } from '../asking';
import type { ProofOf, Verdict } from '../verdict';
import { field, release } from './add-ons';
import { addresses } from './addresses';
import { api, defaultStorageClass, object, policyEnforcement } from './clusters';
import { cpuModel, hostDevice, hugePages, numaNode } from './hardware';
import { bridge, domain, file, firmware, hypervisor, libvirtSecret, machineType, storagePool, tpm, variable, volume } from './hosts';

/** How a kind of proof is looked for. */
interface Look<P extends Proof> {
  readonly look: (proof: P, asking: Asking) => Promise<Verdict>;
  /** A cluster has to answer. */
  readonly inCluster: boolean;
}

const here = <P extends Proof>(look: Look<P>['look']): Look<P> => ({ look, inCluster: false });
const there = <P extends Proof>(look: Look<P>['look']): Look<P> => ({ look, inCluster: true });

export const PROOFS: { readonly [K in Proof['is']]: Look<ProofOf<K>> } = {
  hypervisor: here(hypervisor),
  'storage-pool': here(storagePool),
  volume: here(volume),
  domain: here(domain),
  bridge: here(bridge),
  addresses: here(addresses),
  'libvirt-secret': here(libvirtSecret),
  'machine-type': here(machineType),
  firmware: here(firmware),
  tpm: here(tpm),
  'huge-pages': here(hugePages),
  'numa-node': here(numaNode),
  'cpu-model': here(cpuModel),
  'host-device': here(hostDevice),
  file: here(file),
  variable: here(variable),
  api: there(api),
  object: there(object),
  release: there(release),
  field: there(field),
  'default-storage-class': there(defaultStorageClass),
  'policy-enforcement': there(policyEnforcement),
};

const lookOf = ({ is }: Proof): Look<Proof> => PROOFS[is] as Look<Proof>;

export const look = (proof: Proof, asking: Asking): Promise<Verdict> => lookOf(proof).look(proof, asking);

/** Whether a cluster has to answer for it. */
export const asksCluster = (proof: Proof): boolean => lookOf(proof).inCluster;
