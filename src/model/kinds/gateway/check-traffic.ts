import type { ApiGateway } from '../../edge/api-gateway';
import type { Route } from '../../edge/route';
import type { CorsProps } from '../../edge/traffic';
import type { Report } from '../../problem';
import * as problems from '../../problems';
import { shown } from '../../shape';
import { isKey, isLabel, isPlace } from '../../values';
import { keysOf } from '../secret';
import { providerOf } from './index';
import { headerNameDefect } from './match-syntax';

/** Reports a problem of the route that is checked: what is wrong, without a full stop, and the fix. */
export type Say = (reason: string, fix: string) => void;

/** Checks who may call a route, and how often. */
export function checkTraffic(gateway: ApiGateway, route: Route, report: Report, say: Say): void {
  const { authentication, rateLimit } = route.props;
  if (authentication) checkAuthentication(gateway, route.node.path, authentication.given, report, say);
  if (rateLimit && !(Number.isInteger(rateLimit.requests) && rateLimit.requests > 0))
    say(`rateLimit: ${rateLimit.requests} requests is not a whole number from 1`, 'Write one such as RateLimit.perMinute(60).');
}

function checkAuthentication(
  gateway: ApiGateway,
  path: string,
  { header, clients }: NonNullable<Route['props']['authentication']>['given'],
  report: Report,
  say: Say,
): void {
  const defect = header === undefined ? undefined : headerNameDefect(header);
  if (defect) say(`authentication: ${shown(header ?? '')} ${defect}`, 'Use one such as x-api-key.');
  if (Object.keys(clients).length === 0) say('authentication: nobody may call it', 'Name its `clients`, each with the Secret of its key.');
  for (const [client, secret] of Object.entries(clients)) {
    if (!isLabel(client)) report(problems.invalidName(path, client));
    const key = providerOf(gateway).credentialKey(client);
    const known = keysOf(secret);
    if (!known.includes(key)) report(problems.unknownSecretKey(path, secret.name, key, known.filter(isKey)));
  }
}

const ALL = '*';

/** Checks out of which pages a route may be called. */
export function checkCors({ origins, methods = [], headers = [], exposedHeaders = [], maxAge, credentials }: CorsProps, say: Say): void {
  if (origins.length === 0) say('cors: no origins', 'Name the pages that may call it, such as https://shop.example.');
  for (const origin of origins) {
    const [, host] = /^https?:\/\/([a-z0-9.-]+)(:\d{1,5})?$/.exec(origin) ?? [];
    if (origin !== ALL && (host === undefined || !isPlace(host)))
      say(`cors: ${shown(origin)} is no origin`, 'Write scheme, host name and, where it is not the usual one, port: https://shop.example.');
  }
  if (origins.includes(ALL) && origins.length > 1)
    say('cors: "*" stands for every page, and others are named', 'Name "*" alone, or leave it out.');
  if (origins.includes(ALL) && credentials)
    say('cors: every page may call it with the cookies of its users', 'Name the pages that may, or leave out `credentials`.');
  for (const method of methods) if (!/^[A-Z]+$/.test(method)) say(`cors: ${shown(method)} is no method`, 'Write methods such as GET.');
  for (const name of [...headers, ...exposedHeaders]) {
    const defect = headerNameDefect(name);
    if (defect) say(`cors: ${shown(name)} ${defect}`, 'Use names of headers, such as Content-Type.');
  }
  if (maxAge?.defect) say(`cors: maxAge: ${maxAge.defect}`, 'Write one such as Duration.minutes(10).');
}
