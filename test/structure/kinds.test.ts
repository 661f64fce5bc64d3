import { type CompileError, compileWith } from './compile';
import { parse, sourceFiles, type Union, unionsOf } from './unions';

/** Parts of the library that answer for members of unions. */
type Layer = 'model' | 'terraform' | 'kubernetes' | 'report' | 'verify' | 'cli';

/** Unions of kinds, and who has to answer when one gets another member: with no word of it nothing compiles. */
const KINDS: Readonly<Record<string, readonly Layer[]>> = {
  'src/model/edge/api-gateway.ts Gateway': ['model'],
  'src/model/edge/service-mesh.ts Mesh': ['model'],
  'src/model/edge/service-mesh.ts MeshMode': ['model'],
  'src/model/edge/service-mesh.ts Mtls': ['model'],
  'src/model/kinds/machine/kind.ts KindOfMachine.opensTo': ['model'],
  'src/model/network/host.ts Virtualization': ['model'],
  'src/model/network/network.ts Isolation': ['model'],
  'src/model/policy/waiver.ts FlowRule': ['model'],
  'src/model/resolve/addresses/overlaps.ts Use': ['model'],
  'src/model/resolve/flows/ends.ts DraftEnd': ['model'],
  'src/model/resolved/end.ts End': ['model', 'kubernetes', 'report', 'verify'],
  'src/model/resolved/end.ts OutsideEnd.of': ['model', 'kubernetes', 'report'],
  'src/model/resolved/end.ts PodsOf': ['model', 'kubernetes', 'report'],
  'src/model/resolved/flow.ts EnforcementPoint': ['model', 'report', 'verify'],
  'src/model/resolved/flow.ts FlowOrigin': ['model', 'report'],
  'src/model/resolved/flow.ts ResolvedFlow.exchange': ['terraform'],
  'src/model/resolved/flow.ts Way': ['model'],
  'src/model/resolved/kubernetes.ts ClusterKind': ['model'],
  'src/model/resolved/kubernetes.ts GatewayProviderName': ['model', 'kubernetes'],
  'src/model/resolved/kubernetes.ts MeshProviderName': ['model', 'kubernetes', 'report', 'verify'],
  'src/model/resolved/kubernetes.ts ResolvedCluster.nodeFilters': ['terraform'],
  'src/model/resolved/kubernetes.ts ResolvedCluster.podEgress': ['model', 'report', 'verify'],
  'src/model/resolved/kubernetes.ts ResolvedMesh.mode': ['model', 'kubernetes', 'verify'],
  'src/model/resolved/kubernetes.ts ResolvedMesh.mtls': ['kubernetes', 'verify'],
  'src/model/resolved/machine.ts DatabaseRole.engine': ['model', 'terraform', 'cli'],
  'src/model/resolved/machine.ts DatabaseRole.filesystem': ['model', 'terraform'],
  'src/model/resolved/machine.ts GuestNetwork.addressedBy': ['model', 'terraform'],
  'src/model/resolved/machine.ts GuestRole': ['model', 'terraform'],
  'src/model/resolved/machine.ts MachineKind': ['model'],
  'src/model/resolved/machine.ts ResolvedGuest.configuredBy': ['model', 'verify'],
  'src/model/resolved/machine.ts ResolvedHardware.clock': ['model', 'terraform'],
  'src/model/resolved/machine.ts ResolvedHardware.cpuMode': ['model', 'terraform'],
  'src/model/resolved/machine.ts ResolvedHardware.diskBus': ['model', 'terraform'],
  'src/model/resolved/machine.ts ResolvedHardware.firmware': ['model', 'terraform'],
  'src/model/resolved/machine.ts ResolvedHardware.machineType': ['model'],
  'src/model/resolved/machine.ts ResolvedHardware.nicModel': ['model'],
  'src/model/resolved/machine.ts ResolvedImage.format': ['model'],
  'src/model/resolved/machine.ts ResolvedOs.family': ['model', 'terraform', 'verify'],
  'src/model/resolved/machine.ts ResolvedOs.firewall': ['model', 'terraform'],
  'src/model/resolved/machine.ts ResolvedOs.packages': ['terraform'],
  'src/model/resolved/network.ts ResolvedHost.virtualization': ['terraform'],
  'src/model/resolved/network.ts ResolvedPort.protocol': ['model', 'terraform', 'kubernetes', 'verify'],
  'src/model/resolved/network.ts ResolvedSubnet.isolation': ['model'],
  'src/model/resolved/network.ts SubnetMode': ['model', 'terraform'],
  'src/model/resolved/workload.ts HardeningRule': ['model', 'kubernetes'],
  'src/model/resolved/workload.ts PodVolumeKind': ['kubernetes'],
  'src/model/resolved/workload.ts ResolvedPodTemplate.spread': ['kubernetes'],
  'src/model/resolved/workload.ts ResolvedProbe.type': ['kubernetes'],
  'src/model/resolved/workload.ts WorkloadKind': ['model', 'kubernetes', 'report', 'verify', 'cli'],
  'src/model/workload/kubernetes-cluster.ts PodEgress': ['model'],
  'src/model/workload/machine.ts AddressedBy': ['model'],
};

/** Other unions, and why none of their readers has to say something of each member. */
const PLAIN: Readonly<Record<string, string>> = {
  'src/cli/exclusive.ts link': 'what one call answers to its caller',
  'src/cli/lock.ts isSide': 'two sides of a merge',
  'src/cli/stage.ts Side': 'two outputs',
  'src/kubernetes/imports/gateway-api.ts GatewaySpec.listeners.protocol': "words of somebody else's API",
  'src/kubernetes/imports/istio.ts MutualTls.mode': "words of somebody else's API",
  'src/kubernetes/policy/network-policy.ts CompiledNetworkPolicy.direction': 'two directions',
  'src/kubernetes/policy/network-policy.ts Peer': 'two sides of one file and the next: selectors or blocks, as the API has them',
  'src/kubernetes/policy/policy-names.ts PolicyEnds.direction': 'two directions',
  'src/kubernetes/policy/policy-names.ts PolicyEnds.other.kind': 'kinds of ends, and one that is none',
  'src/kubernetes/policy/policy-names.ts labels': 'kinds of ends, and one that is none',
  'src/kubernetes/ports.ts Transport': "words of somebody else's API",
  'src/model/lock/merge.ts SideName': 'two sides of a merge',
  'src/model/lock/merge.ts Verdict': 'what a comparison answers to its caller',
  'src/model/lock/parse.ts Duplicate.what': 'words of a message',
  'src/model/lock/parse.ts Holder.part': 'parts of one file',
  'src/model/lock/repair.ts Joint.versions': 'what a merge answers to its caller',
  'src/model/policy/external.ts ExternalAddressProps': 'keys of another type',
  'src/model/problems/network.ts overlap.code': 'codes of problems',
  'src/model/resolve/flows/points/point.ts Point.side': 'two sides of a flow',
  'src/model/resolve/lock/outdated-guests.ts flowsByMachine.end': 'two sides of a flow',
  'src/model/resolve/machines/hosts.ts sshUri.dialect': 'two readers of one address',
  'src/model/resolve/machines/resolve-machines.ts flowsByMachine.end': 'two sides of a flow',
  'src/model/resolve/network/routing.ts Site': 'in a subnet or not',
  'src/model/resolve/network/routing.ts barrier.way': 'two directions',
  'src/model/resolved/end.ts PodsEnd.owner': 'only whether this system renders the pods is asked',
  'src/model/resolved/flow.ts Enforcement.precision': 'degrees: readers ask for the one that they are about',
  'src/model/values/port.ts Protocol': 'those of all protocols that users can name with a number',
  'src/report/matrix.ts FlowFacts': 'keys of another type',
  'src/report/matrix.ts MatrixCell': 'keys of another type',
  'src/report/snapshot.ts NamedAddress.what': 'words that are shown as they are',
  'src/terraform/disks.ts Bus.cd.bus': 'words that libvirt reads',
  'src/terraform/dns.ts Entry.section': 'words that libvirt reads',
  'src/terraform/guest/firewall/windows.ts Dialect.ending': 'endings of file names',
  'src/terraform/guest/part.ts GuestFile.mode': 'modes of files',
  'src/terraform/policy/check.ts ATTRIBUTES': 'words that libvirt reads',
  'src/terraform/policy/conversations.ts Conversation.side': 'two sides of a flow',
  'src/terraform/policy/merge.ts PortsField': 'keys of another type',
  'src/terraform/policy/rule.ts PacketRule.direction': 'two directions',
  'src/terraform/policy/rule.ts PacketRule.part': 'parts of one conversation',
};

/** What the verifier reads in outputs is its own affair: what it does not know there it refuses when it meets it. */
const OWN_WORDS = ['src/verify/'];

const unions: readonly Union[] = sourceFiles()
  .filter((file) => !OWN_WORDS.some((folder) => file.startsWith(folder)))
  .flatMap((file) => unionsOf(parse(file)));

const named = unions
  .filter(({ key }) => Object.hasOwn(KINDS, key))
  .map((union, index) => ({ ...union, added: `added-${String(index).padStart(3, '0')}` }));

const insertion = ({ file, end, member, added }: (typeof named)[number]) => ({ file, at: end, text: member(added) });

const layersOf = (errors: readonly CompileError[]): ReadonlySet<string> => new Set(errors.map(({ file }) => file.split('/')[1] ?? ''));

/** Errors that name a member. */
function about(errors: readonly CompileError[], added: string): readonly CompileError[] {
  const words = [added, added.toUpperCase().replace('-', '_')];
  return errors.filter(({ text }) => words.some((word) => text.includes(word)));
}

type Added = (typeof named)[number];

/** Layers that have to answer for a union, and say nothing among `errors`. */
const silentAmong = ({ key }: Added, errors: readonly CompileError[]): readonly Layer[] =>
  (KINDS[key] ?? []).filter((layer) => !layersOf(errors).has(layer));

/** Those of `unions` that not all layers miss when all get a member at once. An error about one can hide one about another. */
function unseen(unions: readonly Added[]): readonly Added[] {
  const errors = compileWith(unions.map(insertion));
  const left = unions.filter((union) => silentAmong(union, about(errors, union.added)).length > 0);
  return left.length === 0 || left.length === unions.length ? left : unseen(left);
}

test('every union of the sources is one of kinds, or says why not', () => {
  expect(unions.map(({ key }) => key).filter((key) => !Object.hasOwn(KINDS, key) && !Object.hasOwn(PLAIN, key))).toEqual([]);
  const known = new Set(unions.map(({ key }) => key));
  expect([...Object.keys(KINDS), ...Object.keys(PLAIN)].filter((key) => !known.has(key))).toEqual([]);
});

test('the sources compile as they are', () => {
  expect(compileWith([])).toEqual([]);
});

test('a member that is added to any union of kinds is missed by the compiler in every layer that has to answer for it', () => {
  const silent = unseen(named).flatMap((union) =>
    silentAmong(union, compileWith([insertion(union)])).map((layer) => `${union.key}: nothing in ${layer} misses a new member`),
  );
  expect(silent).toEqual([]);
});
