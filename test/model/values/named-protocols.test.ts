import { namedProtocolOf, Port } from '../../../src/model/values';

const spoken = (name: string, appProtocol?: string) =>
  namedProtocolOf(Port.tcp(8443, name, appProtocol === undefined ? {} : { appProtocol }).resolved);

test.each([
  ['https', undefined, 'tls'],
  ['grpc-web-own', undefined, 'http'],
  ['own', 'kubernetes.io/h2c', 'http2'],
  ['own', undefined, undefined],
  ['https', 'tcp', undefined],
  // A word that every object of JavaScript has.
  ['own', 'constructor', undefined],
])('at a port %s with the appProtocol %s proxies read which host is meant as %s', (name, appProtocol, expected) => {
  expect(spoken(name, appProtocol)).toBe(expected);
});
