import { isDeclared } from '../model/kinds/flow-origins';
import type { EndName, Enforcement, ResolvedPort } from '../model/resolved';
import { type FlowChange, isUnchanged, type ListChange, type PointChange, type PolicyChanges, samePlaintext } from './changes';
import type { Exposure } from './exposure';
import { type FlowFacts, groupFlows } from './matrix';
import type { NamedAddress } from './snapshot';
import { endText, listText, ORIGIN_WORDS, onePortText, POINT_WORDS, plaintextText, portsText } from './words';

/** Changes in words that a reviewer can approve or refuse, the most far-reaching first. */
export function changesText(changes: PolicyChanges): string {
  if (isUnchanged(changes)) return 'The policy is the same: no flow, address or exposure differs.\n';
  const { flows, addresses, exposures } = changes;
  const flowLines = (keep: (flow: FlowFacts) => boolean): string[] => [
    ...groupFlows(flows.added.filter(keep)).map((group) => `+ ${sentence(group, 'may now reach')}`),
    ...groupFlows(flows.removed.filter(keep)).map((group) => `- ${sentence(group, 'may no longer reach')}`),
    ...flows.changed.filter(({ after }) => keep(after)).flatMap(changeLines),
  ];
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ['Open to the outside', exposureLines(exposures)],
    ['Declared flows', flowLines(isDeclared)],
    ['Implied flows', flowLines((flow) => !isDeclared(flow))],
    ['Addresses', addressLines(addresses)],
  ];
  return sections
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => `${title}\n${lines.map((line) => `  ${line}\n`).join('')}`)
    .join('\n');
}

function sentence(group: readonly FlowFacts[], verb: string): string {
  const [first] = group;
  if (!first) return '';
  const [from, to] = [ends(group.map((flow) => flow.from)), ends(group.map((flow) => flow.to))];
  const kind = isDeclared(first) ? '' : `${ORIGIN_WORDS[first.origin]}: `;
  const plaintext = plaintextText(first);
  return `${from} ${verb} ${to} on ${portsText(first)}${plaintext === undefined ? '' : `, in ${plaintext}`} (${kind}${first.because.join('; ')})`;
}

const ends = (list: readonly EndName[]): string => listText([...new Set(list.map(endText))]);

function changeLines({ before, after, ports, because, enforcement }: FlowChange): readonly string[] {
  const name = `~ ${endText(after.from)} to ${endText(after.to)}:`;
  return [
    ...portLines(name, ports),
    ...(because.added.length + because.removed.length > 0
      ? [`${name} the reason was "${before.because.join('; ')}" and is now "${after.because.join('; ')}"`]
      : []),
    ...(samePlaintext(before, after)
      ? []
      : [`${name} ${after.plaintextPorts.length > 0 ? `now in ${plaintextText(after)}` : 'no longer in plaintext'}`]),
    ...enforcement.map((change) => `${name} ${pointText(change)}`),
  ];
}

function pointText({ point, before, after }: PointChange): string {
  const answer = (enforcement: Enforcement | undefined): string =>
    enforcement === undefined
      ? 'not on its way'
      : `${enforcement.precision}${enforcement.why === undefined ? '' : ` (${enforcement.why})`}`;
  return `${POINT_WORDS[point]} was ${answer(before)} and is now ${answer(after)}`;
}

const portLines = (name: string, { added, removed }: ListChange<ResolvedPort>): readonly string[] => [
  ...(added.length > 0 ? [`${name} now also ${added.map(onePortText).join(', ')}`] : []),
  ...(removed.length > 0 ? [`${name} no longer ${removed.map(onePortText).join(', ')}`] : []),
];

function exposureLines({ added, removed, changed }: PolicyChanges['exposures']): readonly string[] {
  const way = ({ from, to, via }: Exposure): readonly [string, string] => [
    endText(from),
    `${endText(to)}${via.length > 0 ? ` by way of ${via.map(endText).join(', ')}` : ''}`,
  ];
  const line = (exposure: Exposure, verb: string): string => {
    const [from, to] = way(exposure);
    return `${from} ${verb} ${to}, dialling ${exposure.ports.map(onePortText).join(', ')}`;
  };
  return [
    ...added.map((exposure) => `+ ${line(exposure, 'can now reach')}`),
    ...removed.map((exposure) => `- ${line(exposure, 'can no longer reach')}`),
    ...changed.flatMap(({ after, ports }) => portLines(`~ ${way(after).join(' to ')}:`, ports)),
  ];
}

function addressLines({ added, removed, changed }: PolicyChanges['addresses']): readonly string[] {
  const name = ({ what, name: text }: NamedAddress): string => `${what} ${text}`;
  return [
    ...added.map((address) => `+ ${name(address)} has ${listText(address.addresses)}`),
    ...removed.map((address) => `- ${name(address)} gives up ${listText(address.addresses)}`),
    ...changed.map(({ before, after }) => `~ ${name(after)} had ${listText(before.addresses)} and now has ${listText(after.addresses)}`),
  ];
}
