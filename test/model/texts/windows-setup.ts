import { Command, Image, WindowsSetup } from '../../../src/model';
import { CLIENT } from '../../windows-fixture';
import type { Say } from './say';

/** All that a Windows guest can be told, with the data disk `books`. */
export const windowsSetup = (say: Say): WindowsSetup =>
  WindowsSetup.unattend({
    administratorPassword: say('books_administrator'),
    computerName: say('BOOKS'),
    administrators: { [say('operator1')]: { password: say('books_operator'), certificate: say(CLIENT) } },
    domain: {
      name: say('corp.example'),
      user: say('CORP\\joiner'),
      password: say('books_joiner'),
      organizationalUnit: say('OU=Servers,DC=corp,DC=example'),
      administrators: [say('CORP\\Server Operators')],
    },
    timeZone: say('Europe/Berlin'),
    locale: say('de-DE'),
    winRm: true,
    ssh: true,
    serverCertificate: { pfx: say('books_pfx'), password: say('books_pfx_password') },
    features: [say('Web-Server')],
    disks: { [say('E:')]: { disk: say('books'), fileSystem: 'refs', label: say('books') } },
    virtioDrivers: Image.file(say('/images/virtio-win.iso'), { version: say('0.1.271'), sha256: say('b'.repeat(64)), format: 'iso' }),
    commands: [
      Command.script(say('Write-Output $env:KEY\n'), { variables: { [say('KEY')]: say('books_key') } }),
      Command.run([say('C:\\app\\setup.exe'), say('/quiet')]),
    ],
    keepCdsReadable: true,
  });
