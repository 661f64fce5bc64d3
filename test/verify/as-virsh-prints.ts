import { groupBy } from '../../src/model/values';
import { readTerraform } from '../../src/verify/outputs';
import { type TerraformSource, terraformFiles } from '../../src/verify/sources';
import type { CardDefinition } from '../../src/verify/terraform/cards';
import { machineOfCard } from '../../src/verify/terraform/cards';
import { readSteps } from '../../src/verify/terraform/steps';

/** What virsh would print where a stack has been applied and nothing was touched, by name. */
export interface Printed {
  readonly filters: Map<string, string>;
  readonly domains: Map<string, string>;
  /** What a call answers, by the words behind the connection; undefined for what is no question about these. */
  answer(words: readonly string[]): string | undefined;
}

const listOf = (names: Iterable<string>): string => [...names].map((name) => ` 8c9f1c1e-5c1c-4a8e-9d0c-000000000001   ${name}\n`).join('');

export function asVirshPrints(stacks: TerraformSource): Printed {
  const cards = groupBy(readTerraform(stacks).cards, ({ name }) => machineOfCard(name));
  const filters = filtersIn(stacks);
  const domains = new Map([...cards].map(([name, own]) => [name, domainXml(name, own)]));
  const answers: Readonly<Record<string, (name: string) => string | undefined>> = {
    list: () => listOf(domains.keys()),
    'nwfilter-list': () => listOf(filters.keys()),
    dumpxml: (name) => domains.get(name),
    'nwfilter-dumpxml': (name) => filters.get(name),
  };
  return { filters, domains, answer: ([command = '', ...words]) => answers[command]?.(words.at(-1) ?? '') };
}

/** As libvirt prints it: another order of attributes, and masks as numbers. */
function filtersIn(stacks: TerraformSource): Map<string, string> {
  const texts = terraformFiles(stacks)
    .flatMap(({ read }) => readSteps(read()))
    .filter(({ command }) => command.includes('nwfilter-define'))
    .map(({ variables, variable }) =>
      variables
        .filter((name) => name.startsWith('XML'))
        .map(variable)
        .join(''),
    );
  return new Map(
    texts.map((text) => [
      /name='([^']+)'/.exec(text)?.[1] ?? '',
      text.replace(/<rule ([^>]*)><ip ([^/]*)\/><\/rule>/g, '<rule $1>\n    <ip $2/>\n  </rule>'),
    ]),
  );
}

const domainXml = (name: string, cards: readonly CardDefinition[]): string => `<domain type='kvm' id='3'>
  <name>${name}</name>
  <uuid>8c9f1c1e-5c1c-4a8e-9d0c-000000000001</uuid>
  <devices>
${cards.map(cardXml).join('\n')}
  </devices>
</domain>
`;

const cardXml = ({ mac, segment, filter, portIsolated }: CardDefinition): string =>
  [
    `    <interface type='${segment.mode === 'bridge' ? 'bridge' : 'network'}'>`,
    `      <mac address='${mac}'/>`,
    segment.mode === 'bridge'
      ? `      <source bridge='${segment.name}'/>`
      : `      <source network='${segment.name}' portid='1' bridge='virbr1'/>`,
    `      <target dev='vnet3'/>`,
    ...(filter ? [`      <filterref filter='${filter.name}'/>`] : []),
    ...(portIsolated ? [`      <port isolated='yes'/>`] : []),
    `    </interface>`,
  ].join('\n');
