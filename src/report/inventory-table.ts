import type { ResolvedSystem } from '../model/resolved';
import { type InventoryEntry, inventory } from './inventory';
import { terminalTable } from './terminal';

/**
 * Every address, name and MAC of a system for the terminal.
 * @param width columns of the terminal
 */
export function inventoryTable(system: ResolvedSystem, width: number): string {
  const rows = inventory(system).map((entry) => [
    `${entry.name}\n${entry.what}`,
    [...entry.addresses, ...(entry.mac === undefined ? [] : [entry.mac])].join('\n') || 'by the cluster',
    entry.names.join('\n'),
    [...placeOf(entry), ...entry.ports].join('\n'),
  ]);
  return `${terminalTable(['Name', 'Address, MAC', 'Names in DNS', 'Where, and ports'], [4, 5, 5, 4], rows, width)}\n`;
}

/** What a thing is in, where its kind does not say so. */
export const placeOf = ({ subnet, host, cluster, name }: InventoryEntry): readonly string[] => [
  ...(subnet === undefined || subnet === name ? [] : [`subnet ${subnet}`]),
  ...(host === undefined ? [] : [`host ${host}`]),
  ...(cluster === undefined || cluster === name ? [] : [`cluster ${cluster}`]),
];
