import type { Problem } from '../problem';

export const invalidTrafficPolicy = (path: string, reason: string, fix: string): Problem => ({
  code: 'INVALID_TRAFFIC_POLICY',
  path,
  message: `${reason}.`,
  fix,
});

export const trafficPolicyEmpty = (path: string, to: string): Problem => ({
  code: 'TRAFFIC_POLICY_EMPTY',
  path,
  message: `It says nothing of how ${to} is called.`,
  fix: 'Give it a `timeout`, `retries`, a `connectionPool`, `outlierDetection` or `tls`, or leave it out.',
});

export const trafficPolicyUnheard = (path: string, to: string, why: string, fix: string): Problem => ({
  code: 'TRAFFIC_POLICY_UNHEARD',
  path,
  message: `No proxy keeps to it: ${why}. ${to} is called as before.`,
  fix,
});

export const trafficPolicyUnread = (path: string, what: readonly string[], where: string): Problem => ({
  code: 'TRAFFIC_POLICY_UNREAD',
  path,
  message: `${what.join(', ')}: proxies read no requests at ${where}.`,
  fix: "Name `ports` that are called http, http2 or grpc (Port.tcp(8080, 'http')), or whose `appProtocol` says so; of others say `connectionPool` with `connections`, `outlierDetection` or `tls`.",
});

export const trafficPolicyClash = (path: string, to: string, port: number, other: string): Problem => ({
  code: 'TRAFFIC_POLICY_CLASH',
  path,
  message: `${other} says already how ${to} is called at port ${port}.`,
  fix: 'Say both in one policy, or give each its `ports`.',
});
