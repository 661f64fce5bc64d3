import type { ResolvedFlow, ResolvedMachine, ResolvedSystem } from '../../../src/model/resolved';
import { FilterCompiler } from '../../../src/terraform/policy';
import { aSubnet, aSystem, end } from '../fixture';

const subnets = [aSubnet('data', '10.10.10.0/24'), aSubnet('legacy', '10.10.20.0/24'), aSubnet('nodes', '10.10.30.0/24')];

export const machine = (name: string) => end('machine', name);

/** The filter of a machine in a system with these flows. */
export function compile(subject: ResolvedMachine, flows: ResolvedFlow[], facts: Partial<ResolvedSystem> = {}): string {
  return new FilterCompiler(aSystem({ subnets, machines: [subject], flows, ...facts })).compile(subject).xml;
}

/** The rules for IP packets as short text: action, direction, attributes without the comment. */
export function ipRules(xml: string): string[] {
  return [...xml.matchAll(/<rule action='(\w+)' direction='(\w+)' priority='(\d+)'><ip(.*?)\/>/g)].map(
    ([, action, direction, priority, attributes = '']) =>
      `${priority} ${action} ${direction}${attributes.replace(/ comment='.*?'/, '').replaceAll("'", '')}`,
  );
}

export const withoutRouter = (rules: string[], gateway = '10.10.10.1') => rules.filter((rule) => !rule.includes(`srcipaddr=${gateway} `));
