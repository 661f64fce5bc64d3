import type { ContainerGuest } from '../../containers/guest';

/** What a client of AMQP 0-9-1 does in a virtual host, one after the other, with one queue. */
export type Deed = 'declare' | 'publish' | 'get';

export interface AmqpLogin {
  readonly address: string;
  readonly user: string;
  readonly password: string;
  readonly host: string;
}

/**
 * Logs in over TLS. Who answers is asked elsewhere.
 * @returns `open`, then for each deed `declared`, `published`, the message or `empty`; the server's own words for what ends the connection or the channel
 */
export async function amqp(
  from: ContainerGuest,
  { address, user, password, host }: AmqpLogin,
  deeds: readonly Deed[] = [],
): Promise<string> {
  const { stdout, stderr } = await from.attempt(['python3', '-c', CLIENT, address, user, password, host, ...deeds]);
  return `${stdout}${stderr}`.trim().replaceAll('\n', ' ');
}

const CLIENT = `
import socket, ssl, struct, sys
host, user, secret, vhost = sys.argv[1:5]
context = ssl.create_default_context()
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
s = context.wrap_socket(socket.create_connection((host, 5671), 10))
s.settimeout(20)
def end(words):
    print(words); sys.exit()
def take(n):
    data = b''
    while len(data) < n:
        try:
            more = s.recv(n - len(data))
        except ConnectionResetError:
            more = b''
        if not more:
            end('refused')
        data += more
    return data
def frame():
    kind, _, size = struct.unpack('>BHI', take(7))
    return kind, take(size + 1)[:-1]
def method(*wanted):
    while True:
        kind, body = frame()
        # Heartbeats come in between.
        if kind == 1: break
    code = struct.unpack('>HH', body[:4])
    if code in ((10, 50), (20, 40)):
        end(body[7:7 + body[6]].decode().split(' ')[0])
    if wanted and code not in wanted:
        end('refused')
    return code
def send(kind, channel, payload):
    s.sendall(struct.pack('>BHI', kind, channel, len(payload)) + payload + b'\\xce')
def say(channel, code, body):
    send(1, channel, struct.pack('>HH', *code) + body)
short = lambda text: bytes([len(text)]) + text.encode()
long = lambda data: struct.pack('>I', len(data)) + data
s.sendall(b'AMQP\\0\\0\\x09\\x01')
method()
say(0, (10, 11), long(b'') + short('PLAIN') + long(b'\\0' + user.encode() + b'\\0' + secret.encode()) + short('en_US'))
method((10, 30))
say(0, (10, 31), struct.pack('>HIH', 2047, 131072, 0))
say(0, (10, 40), short(vhost) + short('') + b'\\0')
method((10, 41))
print('open')
say(1, (20, 10), short(''))
method((20, 11))
for deed in sys.argv[5:]:
    if deed == 'declare':
        # Durable.
        say(1, (50, 10), b'\\0\\0' + short('shelf') + b'\\x02' + long(b''))
        method((50, 11))
        print('declared')
    elif deed == 'publish':
        # The broker says when it has it.
        say(1, (85, 10), b'\\0')
        method((85, 11))
        say(1, (60, 40), b'\\0\\0' + short('') + short('shelf') + b'\\0')
        send(2, 1, struct.pack('>HHQH', 60, 0, 4, 0))
        send(3, 1, b'book')
        method((60, 80))
        print('published')
    elif deed == 'get':
        say(1, (60, 70), b'\\0\\0' + short('shelf') + b'\\x01')
        if method((60, 71), (60, 72)) == (60, 72):
            print('empty')
        else:
            frame()
            print(frame()[1].decode())
`;
