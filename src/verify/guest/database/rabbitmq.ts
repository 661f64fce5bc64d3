import { NotUnderstoodError } from '../../errors';
import { ALL_ADDRESSES } from '../../sets/addresses';
import type { FirstBoot } from '../first-boot';
import { type Client, type DatabaseServer, file, type Right, setting } from './server';
import { readTls } from './tls';

interface Definitions {
  readonly users?: readonly { readonly name: string; readonly tags: readonly string[] }[];
  readonly permissions?: readonly {
    readonly user: string;
    readonly vhost: string;
    readonly configure: string;
    readonly write: string;
    readonly read: string;
  }[];
}

/** Permissions as `configure`, `write` and `read`. */
const PERMISSIONS: ReadonlyMap<string, Right> = new Map([
  ['.* .* .*', 'own'],
  [' .* .*', 'write'],
  ['  .*', 'read'],
]);

export function rabbitmq(boot: FirstBoot, script: string): DatabaseServer {
  const settings = file(
    boot,
    /^install -D -m 0644 (\S+) \/etc\/rabbitmq\/conf\.d\//m.exec(script)?.[1],
    'the configuration that the server reads',
  );
  const heard = [...settings.matchAll(/^listeners\.(?:tcp|ssl)\.\d+ = ([\d.]+):(\d+)$/gm)];
  if (!/rabbitmqctl --quiet delete_user guest;/.test(script)) throw new NotUnderstoodError('a user whose password everybody knows');
  const imports = [...script.matchAll(/^ *printf '%s\\n' "(\{.*\})" \| rabbitmqctl --quiet import_definitions /gm)].map(
    ([, text = '']) => JSON.parse(text.replaceAll('\\"', '"')) as Definitions,
  );
  if (imports.some(({ users = [] }) => users.some(({ tags }) => tags.length > 0)))
    throw new NotUnderstoodError('users with the rights of administrators');
  const permissions = imports.flatMap((each) => each.permissions ?? []);
  const idle = imports.flatMap(({ users = [] }) => users).find(({ name }) => !permissions.some(({ user }) => user === name));
  if (idle) throw new NotUnderstoodError(`the user ${idle.name} has no rights`);
  const ports = new Set(heard.map(([, , port]) => Number(port)));
  return {
    port: ports.size === 1 ? ([...ports][0] ?? 0) : 0,
    listensAt: heard.map(([, address = '']) => address).join(' '),
    clients: permissions.map(({ user, vhost, configure, write, read }): Client => {
      const may = PERMISSIONS.get(`${configure} ${write} ${read}`);
      if (may === undefined) throw new NotUnderstoodError(`what the user ${user} may do in ${vhost}`);
      return { addresses: ALL_ADDRESSES, database: vhost, role: user, may };
    }),
    listsClients: false,
    plaintext: settings.includes('\nlisteners.tcp.') || setting(settings, 'listeners.tcp') !== 'none',
    ...(settings.includes('\nlisteners.ssl.') && {
      tls: readTls(boot, script, { certificate: setting(settings, 'ssl_options.certfile'), key: setting(settings, 'ssl_options.keyfile') }),
    }),
    initialSql: [],
  };
}
