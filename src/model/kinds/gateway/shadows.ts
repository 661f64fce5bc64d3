import type { Report } from '../../problem';
import * as problems from '../../problems';
import type { ResolvedGateway, ResolvedPathMatch, ResolvedRoute, ResolvedTextMatch } from '../../resolved';
import { byKind } from './route-kinds';

/**
 * Finds requests that two routes are for in just the same way: gateways prefer the more precise host name, path, method, headers and
 * parameters, in this order (Gateway API v1, "HTTPRouteRule"), and of two that are alike it is age or name that tells.
 * @param pathOf construct path of a route
 */
export function checkShadows(gateway: ResolvedGateway, pathOf: (route: ResolvedRoute) => string, report: Report): void {
  const holders = new Map<string, ResolvedRoute>();
  const told = new Set<string>();
  for (const route of gateway.routes)
    for (const hostname of hostnames(route))
      for (const match of matchTexts(route)) {
        const key = `${route.kind} ${hostname} ${match}`;
        const other = holders.get(key);
        const pair = `${other?.id} ${route.id} ${match}`;
        if (other && !told.has(pair)) report(problems.routeShadowed(pathOf(route), match, hostname, pathOf(other)));
        else holders.set(key, route);
        if (other) told.add(pair);
      }
}

const hostnames = ({ hostnames }: ResolvedRoute): readonly string[] => (hostnames.length > 0 ? hostnames : ['every host name']);

const valuesText = (what: string, values: readonly ResolvedTextMatch[], spelt = (name: string): string => name): string =>
  values.map(({ name, type, value }) => ` with ${what} ${spelt(name)} ${type} ${JSON.stringify(value)}`).join('');

const lower = (name: string): string => name.toLowerCase();

/** What a route is for, in words that are the same for the same requests. */
const matchTexts = (route: ResolvedRoute): readonly string[] =>
  byKind(route, {
    http: ({ matches }) =>
      matches.map(({ path, method, headers, queryParams }) => {
        const parts = [valuesText('header', headers, lower), valuesText('parameter', queryParams)].join('');
        return `${method === undefined ? '' : `${method} `}${pathText(path)}${parts}`;
      }),
    grpc: ({ matches }) =>
      matches.map(({ service = '*', method = '*', headers }) => `call ${service}/${method}${valuesText('header', headers, lower)}`),
  });

/** A path in words that are the same for the same requests. */
export const pathText = ({ type, value }: ResolvedPathMatch): string => `${type} ${WHOLE[type] ? value : value.replace(/(?<=.)\/$/, '')}`;

/** Whether a slash at the end of a path counts: not for prefixes, which stand for whole parts. */
const WHOLE = { prefix: false, literal: true, 'regular-expression': true } as const;
