import type { AddOnValueMap } from './add-on';

/** An address that the plan gives out, and who may answer for it. */
export interface ClaimedAddress {
  /** Of the card, pair, workload or gateway that is to have it. */
  readonly name: string;
  /** IPv4. */
  readonly address: string;
  /** It is out of the block that a subnet keeps for Services. */
  readonly ofServices: boolean;
  /** MAC addresses of the system's own cards. */
  readonly macs: readonly string[];
  /** IPv4 addresses in the same subnet of nodes that are no machines of the system: theirs are the MAC addresses that answer. */
  readonly nodes: readonly string[];
}

/** Where a program looks whether a prerequisite holds. Nothing secret is read for it: of Secrets the names of their keys. */
export type Proof =
  /** libvirt answers. */
  | { readonly is: 'hypervisor'; readonly host: string }
  /** A storage pool is there, runs, and does so again after a start of the host. */
  | { readonly is: 'storage-pool'; readonly host: string; readonly pool: string; readonly autostart: boolean }
  /** A volume is there, with so many bytes or more. */
  | { readonly is: 'volume'; readonly host: string; readonly pool: string; readonly volume: string; readonly bytes: number }
  /** A domain that somebody else has made is there, with this name, these network cards, processors and volumes. */
  | {
      readonly is: 'domain';
      readonly host: string;
      readonly uuid: string;
      readonly name: string;
      /** MAC addresses. */
      readonly cards: readonly string[];
      readonly cpus: number;
      readonly memoryMiB: number;
      readonly disks: readonly { readonly pool: string; readonly volume: string }[];
    }
  /** A Linux bridge is there. */
  | { readonly is: 'bridge'; readonly host: string; readonly bridge: string }
  /** Nobody on a bridge answers for addresses but those who are to have them. */
  | { readonly is: 'addresses'; readonly host: string; readonly bridge: string; readonly addresses: readonly ClaimedAddress[] }
  /** libvirt keeps a secret, by its UUID. */
  | { readonly is: 'libvirt-secret'; readonly host: string; readonly uuid: string }
  /** QEMU has a machine type, such as `pc-q35-8.2`. */
  | { readonly is: 'machine-type'; readonly host: string; readonly type: string }
  /** UEFI firmware is installed. */
  | { readonly is: 'firmware'; readonly host: string; readonly secureBoot: boolean }
  /** A TPM can be emulated. */
  | { readonly is: 'tpm'; readonly host: string }
  /** So many huge pages of a size are kept. */
  | { readonly is: 'huge-pages'; readonly host: string; readonly sizeMiB: number; readonly count: number }
  /** A NUMA node has these processors, such as `0-15`, and so much memory. */
  | { readonly is: 'numa-node'; readonly host: string; readonly node: number; readonly cpus: string; readonly memoryMiB: number }
  /** The processor can be one of a model of libvirt, such as `Skylake-Server-IBRS`. */
  | { readonly is: 'cpu-model'; readonly host: string; readonly model: string }
  /** A device is there that a machine can have for itself, and that is no network card. */
  | { readonly is: 'host-device'; readonly host: string; readonly bus: 'pci' | 'usb'; readonly id: string }
  /** A file can be read on the machine that this is asked on. */
  | { readonly is: 'file'; readonly path: string }
  /** Terraform is given a variable in this environment. */
  | { readonly is: 'variable'; readonly name: string }
  /** The API server knows a group in a version, such as `metallb.io/v1beta1`. */
  | { readonly is: 'api'; readonly cluster: string; readonly groupVersion: string }
  /** An object is there. */
  | {
      readonly is: 'object';
      readonly cluster: string;
      /** As kubectl takes it: `secrets`, `clusterissuers.cert-manager.io`. */
      readonly resource: string;
      /** Unset: it is in none. */
      readonly namespace?: string;
      readonly name: string;
      /** Of its data. */
      readonly key?: string;
    }
  /** A release of Helm is there, of a chart in a version, and was given these values. */
  | {
      readonly is: 'release';
      readonly cluster: string;
      readonly namespace: string;
      readonly name: string;
      readonly chart: string;
      /** As the chart writes it. */
      readonly version: string;
      readonly values: AddOnValueMap;
    }
  /** A field of an object has a value. */
  | {
      readonly is: 'field';
      readonly cluster: string;
      /** As kubectl takes it. */
      readonly resource: string;
      /** Unset: it is in none. */
      readonly namespace?: string;
      readonly name: string;
      /** Of the field, as JSONPath. */
      readonly path: string;
      readonly value: string;
    }
  /** One StorageClass is the default. */
  | { readonly is: 'default-storage-class'; readonly cluster: string }
  /** A network plug-in runs that enforces NetworkPolicy. */
  | { readonly is: 'policy-enforcement'; readonly cluster: string };

/** What must be in place before the outputs are applied, as a sentence that ends with its full stop, and where a program looks for it. */
export interface ProvenPrerequisite {
  readonly text: string;
  readonly proof: Proof;
}

/** A prerequisite that no program looks for is its sentence alone. */
export type Prerequisite = string | ProvenPrerequisite;
