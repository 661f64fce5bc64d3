import type { Plan } from '../../../../src/plan';

/** What is done to resources and outputs, in Terraform's words. */
export const actionsOf = ({ details: { terraform: resources, outputs } }: Plan): string[] => [
  ...resources.map(({ action, address }) => `${action === 'forget' ? 'remove' : action} ${address}`),
  ...outputs.map((name) => `update output.${name}`),
];

/** What only one of the two says of an edit. */
export function difference(edit: string, told: readonly string[], planned: readonly string[]): string {
  const of = (these: readonly string[], others: readonly string[]): string =>
    these.filter((each) => !others.includes(each)).join(', ') || 'nothing';
  return `${edit}: only isthmus says ${of(told, planned)}; only terraform says ${of(planned, told)}`;
}
