import assert from 'node:assert/strict';
import type { ContainerGuest } from '../../containers/guest';
import type { Lab } from '../../harness/lab';
import type { Engine } from './engines';
import { said } from './tls';
import type { Server } from './tls-servers';
import type { Yard } from './yard';

/** A server that is to have TLS, and perhaps standbys. */
export interface Changed {
  readonly server: Pick<Server, 'title' | 'plain' | 'well' | 'refusal'>;
  readonly guest: string;
  /** @default - none */
  readonly standby?: string;
  /** Has it keep something. */
  readonly put: () => Promise<unknown>;
  /** @returns `kept` */
  readonly get: () => Promise<string>;
}

/** A row in a database's own table. */
export function changed(guest: (name: string) => ContainerGuest, name: string, { sql }: Engine): Pick<Changed, 'guest' | 'put' | 'get'> {
  const ask = async (statement: string): Promise<string> => (await guest(name).output(sql(statement))).trim();
  return {
    guest: name,
    put: () => ask("create table earlier (word varchar(20)); insert into earlier values ('kept')"),
    get: () => ask('select word from earlier'),
  };
}

/** What a server is told once it takes later by being made anew on its old disk, as databases.md has it. */
export async function checkAdded(lab: Lab, yard: Yard, app: ContainerGuest, servers: readonly Changed[]): Promise<void> {
  await lab.step('servers take whoever speaks in the clear, and keep what they are given', async () => {
    for (const { server, put, get } of servers) {
      assert.match(await said(app, server.plain), server.well, server.title);
      await put();
      assert.equal(await get(), 'kept', server.title);
    }
  });
  await lab.step('made anew on their old disks they have TLS and standbys, and all that they had', async () => {
    await yard.bring(servers.flatMap(({ guest, standby }) => [guest, ...(standby === undefined ? [] : [standby])]));
    for (const { server, get } of servers) {
      assert.equal(await get(), 'kept', server.title);
      assert.match(await said(app, server.plain), server.refusal, `${server.title} in the clear`);
    }
  });
}
