import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Whether HAProxy itself can be asked here (Debian: haproxy): in a network of its own. */
export const CAN_BE_ASKED = spawnSync('unshare', ['-n', 'haproxy', '-v']).status === 0;

/** Who answers behind it. */
export interface Server {
  readonly name: string;
  readonly address: string | undefined;
  readonly port: number;
}

/** A request to it. */
export interface Question {
  readonly port: number;
  readonly tls?: boolean;
  /** @default - its address */
  readonly host?: string;
  /** @default '/' */
  readonly path?: string;
  /** Those that `x-tell` names the server adds to its answer, as it has got them. */
  readonly headers?: Readonly<Record<string, string>>;
  /** @default 'GET' */
  readonly method?: string;
}

/** Servers that say who they are and what they were told, HAProxy before them, and what clients hear. */
const SCRIPT = `
const http = require('node:http');
const https = require('node:https');
const { execFileSync, spawn } = require('node:child_process');
const [, , file, servers, questions] = process.argv;
execFileSync('ip', ['link', 'set', 'lo', 'up']);
const serve = ({ name, address, port }) => new Promise((done) => {
  execFileSync('ip', ['addr', 'replace', address + '/32', 'dev', 'lo']);
  http.createServer((request, answer) => {
    const { 'x-forwarded-for': from = '', 'x-forwarded-proto': proto = '', 'x-forwarded-host': host = '' } = request.headers;
    const told = (request.headers['x-tell'] || '').split(',').filter(Boolean).map((each) => each + '=' + (request.headers[each] || ''));
    answer.end([name, request.url, from, proto, host, ...told].join(' '));
  }).listen(port, address, done);
});
const ask = ({ port, tls, host, path = '/', headers = {}, method = 'GET' }) => new Promise((done, failed) => {
  const options = { host: '127.0.0.1', port, path, method, headers: { ...(host && { host }), ...headers }, agent: false, rejectUnauthorized: false };
  const request = (tls ? https : http).request({ ...options, ...(tls && { servername: host }) }, (answer) => {
    let text = '';
    answer.on('data', (part) => (text += part)).on('end', () =>
      done(answer.statusCode === 200 ? text : [answer.statusCode, answer.headers.location].filter(Boolean).join(' ')));
  });
  request.on('error', failed);
  // What a tunnel would be, were it let through.
  request.on('connect', (answer, socket) => { socket.destroy(); done(String(answer.statusCode)); });
  request.end();
});
const answered = async (question) => {
  for (;;) {
    try { return await ask(question); } catch { await new Promise((next) => setTimeout(next, 20)); }
  }
};
(async () => {
  await Promise.all(JSON.parse(servers).map(serve));
  const haproxy = spawn('haproxy', ['-db', '-f', file], { stdio: 'inherit' });
  haproxy.on('exit', (code) => process.exit(code || 1));
  // Left behind, it would keep its parent's parent waiting for the end of what it might say.
  process.on('exit', () => haproxy.kill('SIGKILL'));
  const all = JSON.parse(questions);
  await answered(all[0]);
  const heard = [];
  for (const question of all) heard.push(await ask(question));
  process.stdout.write(JSON.stringify(heard), () => process.exit(0));
})();
`;

/**
 * A configuration as it is, but for what this machine need not have: the account, the place of its socket, room for as many connections.
 * @returns path of the file
 */
export function configurationIn(folder: string, name: string, text: string): string {
  const file = join(folder, name);
  const own = text
    .replace(/^ *(log \/dev\/log|maxconn|user|group|stats socket) .*\n/gm, '')
    // Its own address beside those of the servers, all of them on one machine here.
    .replace(/bind \*:/g, 'bind 127.0.0.1:');
  writeFileSync(file, own);
  return file;
}

/**
 * What is heard for each question, one after the other; before them, the first is asked once more, until HAProxy is there.
 * @param file its configuration
 * @returns who answered, the path, and what the server was told of who asks, how, and under which name; or status and place to ask at
 */
export function answersOf(file: string, servers: readonly Server[], questions: readonly Question[]): readonly string[] {
  const script = `${file}.js`;
  writeFileSync(script, SCRIPT);
  const run = spawnSync('unshare', ['-n', process.execPath, script, file, JSON.stringify(servers), JSON.stringify(questions)], {
    encoding: 'utf8',
    timeout: 120_000,
  });
  if (run.status !== 0) throw new Error(run.stderr.slice(0, 1500));
  return JSON.parse(run.stdout);
}
