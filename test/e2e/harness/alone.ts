import { connect, createServer, type Server } from 'node:net';

/** In Linux' abstract namespace: a name that is gone with the process that has it, however it ends. */
const NAME = '\0isthmus-lab';
const PAUSE = 2000;

/**
 * Waits until no other run of the lab is under way on this machine, and keeps others away until this process ends: two at once disturb
 * each other's packets and times.
 * @param wait told whom is waited for, once
 * @param name by which runs know each other
 */
export async function alone(wait: (other: string) => void, name = NAME): Promise<Server | undefined> {
  // Nowhere else there are such names, and no part runs there.
  if (process.platform !== 'linux') return undefined;
  for (let told = false; ; ) {
    const held = await take(name);
    if (held) return held;
    const other = await ask(name);
    if (other !== undefined && !told) {
      wait(other);
      told = true;
    }
    if (told) await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

/** Takes the name, and tells who asks whose it is. */
function take(name: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.on('error', () => {}).end(`process ${process.pid} in ${process.cwd()}`));
    server.on('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error)));
    server.listen(name, () => resolve(server.unref()));
  });
}

/** @returns undefined when it has ended meanwhile */
function ask(name: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(name);
    socket.on('data', (part) => {
      text += part;
    });
    socket.on('error', () => resolve(undefined));
    socket.on('end', () => resolve(text));
  });
}
